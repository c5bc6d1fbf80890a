/** Which points each step has seen, where the noise is that of mini-batches. */

import { NO_ROW } from "./model.js";

/** @typedef {{size: number, points: number, epoch: number, rows: Uint16Array[] | null}} Batches `epoch` is its steps */

/**
 * The points of the step that begins here; none where the run ends, or where they did not travel.
 * @param {Batches | null} batches
 * @param {number} step
 * @returns {Uint16Array | null}
 */
export function batchAt(batches, step) {
  const row = batches?.rows?.[Math.floor(step)];
  if (!row) return null;
  // Only the last of an epoch is filled up, at its end.
  const end = row.indexOf(NO_ROW);
  return end < 0 ? row : row.subarray(0, end);
}

/** @param {Batches} batches @param {number} step */
export function batchWords({ epoch }, step) {
  const at = Math.floor(step);
  return `mini-batch ${(at % epoch) + 1} of epoch ${Math.floor(at / epoch) + 1}`;
}
