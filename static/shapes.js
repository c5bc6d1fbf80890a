/** Shapes on a canvas, in pixels: arrows, polygons, words. What is paler than its colour asks for `alpha`. */

/** An arrow that would leave the picture by far is cut; a canvas goes astray with coordinates of millions. */
const LONGEST = 6000;

/** The head's length and half its breadth, in widths of the shaft, and how much of a short arrow it may be. */
const HEAD = { length: 4.6, breadth: 2.1, most: 0.6 };

/** The rim on each side, in pixels. */
const RIM = 1.4;

/**
 * An arrow with a rim below it, so that it stands out from any ground; nothing where it is shorter than a pixel.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {{colour: string, rim?: string, width?: number, dashed?: boolean, alpha?: number}} look
 */
export function arrow(ctx, from, to, { colour, rim = "", width = 2, dashed = false, alpha = 1 }) {
  const full = Math.hypot(to.x - from.x, to.y - from.y);
  if (!(full >= 1) || !Number.isFinite(full)) return;
  const [ux, uy] = [(to.x - from.x) / full, (to.y - from.y) / full];
  const length = Math.min(full, LONGEST);
  const tip = { x: from.x + ux * length, y: from.y + uy * length };
  const head = Math.min(HEAD.length * width, HEAD.most * length);
  const half = (head * HEAD.breadth) / HEAD.length;
  const neck = { x: tip.x - ux * head, y: tip.y - uy * head };
  const corners = [tip, { x: neck.x - uy * half, y: neck.y + ux * half }, { x: neck.x + uy * half, y: neck.y - ux * half }];
  const before = ctx.globalAlpha;
  ctx.globalAlpha = before * alpha;
  ctx.lineCap = "butt";
  ctx.lineJoin = "round";
  if (rim) {
    ctx.strokeStyle = rim;
    ctx.lineWidth = width + 2 * RIM;
    line(ctx, from, neck);
    ctx.lineWidth = 2 * RIM;
    trace(ctx, corners);
    ctx.stroke();
  }
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dashed ? [2.6 * width, 1.8 * width] : []);
  line(ctx, from, neck);
  ctx.setLineDash([]);
  trace(ctx, corners);
  ctx.fill();
  ctx.globalAlpha = before;
}

function line(ctx, from, to) {
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.lineTo(to.x, to.y);
  ctx.stroke();
}

function trace(ctx, points) {
  ctx.beginPath();
  for (const { x, y } of points) ctx.lineTo(x, y);
  ctx.closePath();
}

/**
 * A closed outline, filled with its own colour, thinly; nothing where a corner is not finite.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number}[]} points
 * @param {{colour: string, rim?: string, width?: number, fill?: number, dashed?: boolean, alpha?: number}} look
 *   `fill` is how opaque the inside is
 */
export function polygon(ctx, points, { colour, rim = "", width = 1.5, fill = 0, dashed = false, alpha = 1 }) {
  if (!points.every(({ x, y }) => Math.abs(x) < LONGEST && Math.abs(y) < LONGEST)) return;
  const before = ctx.globalAlpha;
  trace(ctx, points);
  ctx.lineJoin = "round";
  if (fill) {
    ctx.globalAlpha = before * alpha * fill;
    ctx.fillStyle = colour;
    ctx.fill();
  }
  ctx.globalAlpha = before * alpha;
  if (rim) {
    ctx.strokeStyle = rim;
    ctx.lineWidth = width + 1.6;
    ctx.stroke();
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dashed ? [3 * width, 2.2 * width] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = before;
}

/**
 * A word with a rim, its middle at the height of `at`.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number}} at
 * @param {string} text
 * @param {{colour: string, size: number, rim: string, flip?: boolean}} look `flip` ends the word at `at`
 */
export function label(ctx, at, text, { colour, size, rim, flip = false }) {
  ctx.font = `600 ${size}px "Source Sans", sans-serif`;
  ctx.textAlign = flip ? "right" : "left";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = size / 3.5;
  ctx.strokeStyle = rim;
  ctx.strokeText(text, at.x, at.y);
  ctx.fillStyle = colour;
  ctx.fillText(text, at.x, at.y);
}

/** Corners of an ellipse. */
const CORNERS = 48;

/**
 * A square on each axis with these sides: x's on the right below the ball, y's on the left above it; they share no place.
 * @param {CanvasRenderingContext2D} ctx
 * @param {(x: number, y: number) => {x: number, y: number}} place the pixel at a distance from the ball
 * @param {{x: number, y: number}} sides
 * @param {Parameters<typeof polygon>[2]} look
 */
export function squares(ctx, place, { x, y }, look) {
  polygon(ctx, [place(0, 0), place(x, 0), place(x, -x), place(0, -x)], look);
  polygon(ctx, [place(0, 0), place(0, y), place(-y, y), place(-y, 0)], look);
}

/** An ellipse around the ball with these half axes; else as `squares`. */
export function ellipse(ctx, place, { x, y }, look) {
  const corners = Array.from({ length: CORNERS }, (_, i) => {
    const angle = (2 * Math.PI * i) / CORNERS;
    return place(x * Math.cos(angle), y * Math.sin(angle));
  });
  polygon(ctx, corners, look);
}
