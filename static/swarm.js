/** An entrant's runs with many seeds, as `arena/swarms.py` tells them. */

import { unpackRows } from "./codec.js";

/** What a coordinate is told in, and the number that says that the seed diverged. */
const FINEST = 65534;
const GONE = 65535;

export class Swarm {
  /**
   * @param {{id: string, seeds: number, first: number, steps: Uint16Array, box: number[][], places: Uint8Array, band: Uint8Array}} part
   */
  constructor({ seeds, first, steps, box, places, band }) {
    this.seeds = seeds;
    /** The first of the seeds; the others follow it. */
    this.first = first;
    /** The steps at which places are told, ascending. */
    this.steps = steps;
    const [x, y] = unpackPlaces(places, steps.length, seeds, box);
    /** Places, step by step and in each seed by seed; nan from the step on at which a seed diverged. @type {Float32Array} */
    this.x = x;
    /** @type {Float32Array} */
    this.y = y;
    /** The gaps that 5, 25, 50, 75 and 95 of a hundred seeds are not above, each for every step of the run. */
    this.band = unpackRows(band, [true, true, true, true, true]).map(bounded);
  }

  /** The place among `steps` of the last one that is not after a step. @param {number} step */
  at(step) {
    let [low, high] = [0, this.steps.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.steps[middle] <= step) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** @returns {[Float32Array, Float32Array]} x and y, (steps × seeds,) each */
function unpackPlaces(bytes, steps, seeds, box) {
  const count = 2 * seeds * steps;
  const rows = box.map(() => new Float32Array(seeds * steps));
  const [low, perUnit] = [box.map(([from]) => from), box.map(([from, to]) => (to - from) / FINEST)];
  const last = new Uint16Array(2 * seeds);
  for (let i = 0; i < count; i++) {
    const folded = bytes[i] | (bytes[count + i] << 8);
    const lane = i % (2 * seeds);
    last[lane] += (folded >>> 1) ^ -(folded & 1);
    const axis = lane < seeds ? 0 : 1;
    const step = (i - lane) / (2 * seeds);
    rows[axis][step * seeds + lane - axis * seeds] = last[lane] === GONE ? NaN : low[axis] + last[lane] * perUnit[axis];
  }
  return rows;
}

/** What diverged has no finite gap, and nothing can be drawn at infinity. @param {Float32Array} row */
function bounded(row) {
  return row.map((gap) => (Number.isFinite(gap) ? gap : gap < 0 ? -3e38 : 3e38));
}
