/** One step on the map: arrows tip to tail, squares that shrink and grow, the rate's ellipse, and the ghost of the next place. */

import { ball } from "./draw.js";
import { arrow, ellipse, label, squares } from "./shapes.js";

/** What arrows are called beside their tips; all but the step point downhill, against what they stand for. */
const NAMES = { direction: "−u", step: "Δθ" };

/**
 * @typedef {Object} Moment
 * @property {any} entrant
 * @property {{x: number, y: number}} at where the ball stands, in data
 * @property {import("./momentary.js").Drawn[]} drawn
 * @property {{gradient: number, direction: number, rate: number, step: number}} scales units of the map for one of theirs
 * @property {number} ghost 0 … 1: how much of the ghost is seen
 */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./plane.js").Plane} plane
 * @param {Moment} moment
 * @param {{colours: Record<string, string>, rim: string, size: number}} style
 */
export function paintStep(ctx, plane, moment, style) {
  const { drawn, scales, at } = moment;
  const pixel = (x, y) => toPixel(plane, x, y);
  const order = { squares: 0, sizes: 0, rate: 1, gradient: 2, direction: 2, step: 3 };
  for (const one of [...drawn].sort((a, b) => order[a.drawn] - order[b.drawn])) {
    ctx.globalAlpha = one.alpha;
    const colour = style.colours[one.role];
    const around = (scale) => (x, y) => pixel(at.x + scale * x, at.y + scale * y);
    if (one.drawn === "squares") squares(ctx, around(scales.gradient), { x: side(one.x), y: side(one.y) }, { colour, fill: 0.28 });
    else if (one.drawn === "sizes") squares(ctx, around(scales.gradient), one, { colour, fill: 0.28 });
    else if (one.drawn === "rate") ellipse(ctx, around(scales.rate), one, { colour, fill: 0.12 });
    else arrows(ctx, pixel, at, one, scales[one.drawn], colour, style);
    ctx.globalAlpha = 1;
  }
  if (moment.ghost > 0) ghost(ctx, pixel, moment, style);
}

/** The side of a square of this area. */
function side(area) {
  return Math.sqrt(Math.max(area, 0));
}

function toPixel(plane, x, y) {
  const { x0, x1, y0, y1 } = plane.axes;
  return { x: x0 + x1 * x, y: y0 + y1 * y };
}

/** The arrow, and paler what it is along each axis. */
function arrows(ctx, pixel, at, { item, drawn, x, y, from, alpha }, scale, colour, { rim, size }) {
  // What is told of gradients points uphill; it pushes the ball the other way.
  const way = drawn === "step" ? scale : -scale;
  const [x0, y0] = from ? [at.x + way * from.x, at.y + way * from.y] : [at.x, at.y];
  const [x1, y1] = [x0 + way * x, y0 + way * y];
  const start = pixel(x0, y0);
  if (!from) {
    ctx.globalAlpha = 0.45 * alpha;
    for (const [toX, toY] of [[x1, y0], [x0, y1]]) arrow(ctx, start, pixel(toX, toY), { colour, rim, width: size / 5 });
    ctx.globalAlpha = alpha;
  }
  const end = pixel(x1, y1);
  arrow(ctx, start, end, { colour, rim, width: size / 2.6, dashed: Boolean(from) });
  const length = Math.hypot(end.x - start.x, end.y - start.y);
  if (alpha < 0.6 || length < 12 || from) return;
  const away = { x: end.x + ((end.x - start.x) / length) * size, y: end.y + ((end.y - start.y) / length) * size };
  label(ctx, away, NAMES[item] ?? `−${item}`, { colour, size: size * 2, rim, flip: end.x < start.x });
}

/** Where the ball will be, as far off as the step's arrow is drawn. */
function ghost(ctx, pixel, { entrant, at, drawn, scales, ghost: part }, { rim, size }) {
  const step = drawn.find(({ item }) => item === "step");
  if (!step) return;
  ctx.globalAlpha = 1;
  ball(ctx, { ...pixel(at.x + scales.step * step.x, at.y + scales.step * step.y), hidden: true }, entrant.look, size * part, rim);
}
