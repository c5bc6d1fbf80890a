/** Where all seeds are at the clock's step: a small dot for each, below the balls. */

import { clip } from "./trails.js";

/** A dot's radius and its rim's breadth, in balls' radii; how opaque it is, and behind a hill. */
const RADIUS = 0.34;
const RIM = 0.1;
const ALPHA = 0.9;
const GHOST = 0.2;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {any} sight
 * @param {import("./paint.js").Frame} frame
 */
export function layCloud(ctx, sight, frame) {
  const onto = sight.onto();
  if (!onto) return;
  ctx.save();
  clip(ctx, sight.clip());
  for (const { swarm, look } of frame.entrants) {
    if (!swarm) continue;
    const places = placesAt(swarm, frame.step, onto.project);
    for (const hidden of [true, false]) {
      ctx.globalAlpha = hidden ? GHOST : ALPHA;
      // All rims lie below all dots, or a dense cloud would be nothing but rims.
      dots(ctx, places, hidden, (RADIUS + RIM) * frame.size, frame.rim);
      dots(ctx, places, hidden, RADIUS * frame.size, look.colour);
    }
  }
  ctx.restore();
}

/**
 * The pixels of those seeds that are in sight; between two steps that are told they lie between their places.
 * @param {import("./swarm.js").Swarm} swarm
 * @param {number} step
 * @param {(x: number, y: number, at: {x: number, y: number, hidden: boolean}) => boolean} project
 */
export function placesAt(swarm, step, project) {
  const { seeds, steps, x, y } = swarm;
  const from = swarm.at(step);
  const to = Math.min(from + 1, steps.length - 1);
  const part = to === from ? 0 : Math.min((step - steps[from]) / (steps[to] - steps[from]), 1);
  const places = [];
  for (let seed = 0; seed < seeds; seed++) {
    const [i, j] = [from * seeds + seed, to * seeds + seed];
    const at = { x: NaN, y: NaN, hidden: false };
    const [placeX, placeY] = part ? [x[i] + (x[j] - x[i]) * part, y[i] + (y[j] - y[i]) * part] : [x[i], y[i]];
    if (project(placeX, placeY, at) && Number.isFinite(at.x + at.y)) places.push(at);
  }
  return places;
}

/** Disc by disc: as one path they would take longer. */
function dots(ctx, places, hidden, radius, colour) {
  ctx.fillStyle = colour;
  for (const at of places) {
    if (at.hidden !== hidden) continue;
    ctx.beginPath();
    ctx.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    ctx.fill();
  }
}
