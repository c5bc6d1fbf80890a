/** How far a landscape has moved by the clock: the server's numbers at each step, and what lies between two of them. */

import { unpackRows } from "./codec.js";

/** @typedef {{x: number, y: number}} Shift */
/** @typedef {{id: string, jumps: boolean, round: number, x: Float32Array, y: Float32Array}} Motion a number for each position */

/** One that stays. @type {Shift} */
export const UNMOVED = Object.freeze({ x: 0, y: 0 });

/** @param {any} part the message's @returns {Motion} */
export function motionOf({ id, jumps, round, shifts }) {
  const [x, y] = unpackRows(shifts, [false, false]);
  return { id, jumps, round, x, y };
}

/**
 * What jumps is here and then there, and never on its way.
 * @param {Motion | null} motion
 * @param {number} step
 * @returns {Shift}
 */
export function shiftAt(motion, step) {
  if (!motion) return UNMOVED;
  const { x, y, jumps } = motion;
  const last = x.length - 1;
  const from = Math.min(Math.floor(step), last);
  const part = jumps ? 0 : Math.min(step, last) - from;
  if (!part) return { x: x[from], y: y[from] };
  return { x: x[from] + (x[from + 1] - x[from]) * part, y: y[from] + (y[from + 1] - y[from]) * part };
}

/** @param {Shift} a @param {Shift} b */
export function isSame(a, b) {
  return a.x === b.x && a.y === b.y;
}

/** A trace of Plotly's that is moved with the landscape. */
export function movedTrace(trace, { x, y }) {
  if (!x && !y) return trace;
  return { ...trace, x: trace.x.map((value) => value + x), y: trace.y.map((value) => value + y) };
}
