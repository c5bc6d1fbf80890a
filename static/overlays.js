/** What is laid over a race: the quantities of the step that is being taken, as shapes around each ball. */

import { arrow, ellipse, squares } from "./shapes.js";

/** A gradient points uphill; arrows point where it pushes the ball. */
const DOWNHILL = -1;

/** A ball behind a hill is a ghost, and so is what belongs to it. */
const GHOST = 0.35;

/** Steps are not smoothed: between two that go to and fro lies none that is taken. */
const HELD = new Set(["step", "direction"]);

/**
 * A quantity at a step, in its own unit; between two steps between its numbers. Of squares the sides.
 * @param {string} name
 * @param {Float32Array[]} rows x and y, a number for each step of the run
 * @param {number} step
 */
export function valueAt(name, [xs, ys], step) {
  const last = xs.length - 1;
  const from = Math.min(Math.floor(step), last);
  const part = HELD.has(name) || from === last ? 0 : step - from;
  const x = part ? xs[from] + (xs[from + 1] - xs[from]) * part : xs[from];
  const y = part ? ys[from] + (ys[from + 1] - ys[from]) * part : ys[from];
  return name.startsWith("squares") ? { x: Math.sqrt(x), y: Math.sqrt(y) } : { x, y };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {any} sight of the panel
 * @param {{entrant: any, place: {x: number, y: number, hidden: boolean}}[]} balls those that are in sight and run
 * @param {import("./paint.js").Frame} frame
 * @param {Record<string, number>} scales of the gauge
 */
export function layOver(ctx, sight, balls, frame, scales) {
  const { step, rim } = frame;
  // At the balls' own size: large on a projector.
  const width = frame.size / 2.6;
  for (const key of DRAWN_ORDER) {
    const colour = frame.overlays.find((one) => one.key === key)?.colour;
    for (const ball of colour ? balls : []) {
      const quantities = ball.entrant.marks[key];
      if (!quantities) continue;
      ctx.globalAlpha = ball.place.hidden ? GHOST : 1;
      DRAW[key](ctx, quantities, around(sight, ball.entrant.path, step), { step, scales, colour, rim, width });
    }
  }
  ctx.globalAlpha = 1;
}

/** The large and pale below, the thin and telling above. */
const DRAWN_ORDER = ["squares", "rate", "gradient", "momentum", "step"];

/**
 * From a distance in data to a pixel: around the ball, or around where it was when this step began. In three dimensions
 * all lies at the height of the place that it is around.
 */
function around(sight, path, step) {
  const last = path.points - 1;
  const from = Math.min(Math.floor(step), last - 1);
  const part = Math.min(step, last) - from;
  const between = (row) => row(from) + (row(from + 1) - row(from)) * part;
  const [x0, y0, height] = [(i) => path.x[i], (i) => path.y[i], (i) => sight.height(path, i)].map(between);
  return {
    ball: (x, y) => sight.pixel(x0 + x, y0 + y, height),
    begun: (x, y) => sight.pixel(path.x[from] + x, path.y[from] + y, sight.height(path, from)),
  };
}

const DRAW = {
  gradient(ctx, { gradient }, { ball }, { step, scales, colour, rim, width }) {
    if (!scales.slope) return;
    const { x, y } = scaled("gradient", gradient, step, DOWNHILL * scales.slope);
    const thin = { colour, rim, width: width * 0.55, alpha: 0.75 };
    arrow(ctx, ball(0, 0), ball(x, 0), thin);
    arrow(ctx, ball(0, 0), ball(0, y), thin);
    arrow(ctx, ball(0, 0), ball(x, y), { colour, rim, width: width * 1.1 });
  },

  step(ctx, quantities, { begun }, { step, scales, colour, rim, width }) {
    const draw = (name, look) => {
      if (!quantities[name] || !scales[name]) return;
      const { x, y } = scaled(name, quantities[name], step, scales[name]);
      arrow(ctx, begun(0, 0), begun(x, y), { colour, rim, ...look });
    };
    // Both point the same way; the longer one is mostly this.
    draw("direction", { width: width * 0.75, dashed: true });
    draw("step", { width: width * 1.1 });
  },

  momentum(ctx, quantities, { ball }, { step, scales, colour, rim, width }) {
    for (const [name, dashed] of [["momentum_hat", true], ["momentum", false]]) {
      if (!quantities[name] || !scales.slope) continue;
      const { x, y } = scaled(name, quantities[name], step, DOWNHILL * scales.slope);
      arrow(ctx, ball(0, 0), ball(x, y), { colour, rim, width: dashed ? width * 0.75 : width * 1.1, dashed });
    }
  },

  squares(ctx, quantities, { ball }, { step, scales, colour, rim, width }) {
    for (const [name, dashed] of [["squares_hat", true], ["squares", false]]) {
      if (!quantities[name] || !scales.slope) continue;
      const { x, y } = scaled(name, quantities[name], step, scales.slope);
      const look = { colour, rim: dashed ? "" : rim, width: width * 0.5, dashed, fill: dashed ? 0.08 : 0.3 };
      squares(ctx, ball, { x, y }, look);
    }
  },

  rate(ctx, { rate }, { ball }, { step, scales, colour, rim, width }) {
    if (!rate || !scales.rate) return;
    const { x, y } = scaled("rate", rate, step, scales.rate);
    ellipse(ctx, ball, { x, y }, { colour, rim, width: width * 0.7, fill: 0.14 });
  },
};

/** A quantity in data units. */
function scaled(name, rows, step, scale) {
  const { x, y } = valueAt(name, rows, step);
  return { x: x * scale, y: y * scale };
}
