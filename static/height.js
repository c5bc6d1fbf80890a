/** The landscape's heights: what a loss is drawn at, and what lies at a place between the grid's points. */

import { UNMOVED } from "./motion.js";

export class Heights {
  /**
   * @param {any} land the message's landscape part
   * @param {import("./motion.js").Shift} [shift] how far the landscape has moved; the picture stays where it is
   */
  constructor(land, shift = UNMOVED) {
    this.shift = shift;
    this.rows = land.heights;
    /** Meshes of the grid outside the picture, on each side, and those across it. */
    this.beyond = land.beyond ?? 0;
    this.meshes = this.rows.length - 1 - 2 * this.beyond;
    [[this.x0, this.x1], [this.y0, this.y1]] = land.domain;
    this.logarithmic = land.scale === "log";
    this.base = land.base;
    /** What the picture goes from and to: there may be heights beyond, and none (NaN) where the loss is not finite. */
    [this.lowest, this.highest] = land.ends;
  }

  /** The same landscape where it is after another shift. @param {import("./motion.js").Shift} shift */
  moved(shift) {
    return Object.assign(Object.create(this), { shift });
  }

  /** Where the grid itself begins and ends, with what is outside the picture. */
  get edges() {
    const { x0, x1, y0, y1, beyond, meshes, shift } = this;
    const [across, up] = [((x1 - x0) * beyond) / meshes, ((y1 - y0) * beyond) / meshes];
    return { x0: x0 - across + shift.x, x1: x1 + across + shift.x, y0: y0 - up + shift.y, y1: y1 + up + shift.y };
  }

  /** The losses at the grid's points. */
  get losses() {
    return this.logarithmic ? this.rows.map((row) => row.map((height) => this.base + 10 ** height - 1)) : this.rows;
  }

  /** @param {number} gap loss − base */
  ofGap(gap) {
    const height = this.logarithmic ? Math.log10(1 + Math.max(gap, 0)) : gap + this.base;
    // A run that left the picture by its floor or roof is held at the box's edge.
    const margin = 0.02 * (this.highest - this.lowest);
    return Math.min(Math.max(height, this.lowest - margin), this.highest + margin);
  }

  inside(x, y) {
    return x >= this.x0 && x <= this.x1 && y >= this.y0 && y <= this.y1;
  }

  /** At a place of the picture, bilinear between the grid's points; outside, the nearest edge's height; NaN in a gap. */
  at(x, y) {
    const count = this.rows.length - 1;
    const { shift, beyond, meshes } = this;
    const u = clamp(((x - shift.x - this.x0) / (this.x1 - this.x0)) * meshes + beyond, 0, count);
    const v = clamp(((y - shift.y - this.y0) / (this.y1 - this.y0)) * meshes + beyond, 0, count);
    const column = Math.min(Math.floor(u), count - 1);
    const row = Math.min(Math.floor(v), count - 1);
    const low = this.rows[row];
    const high = this.rows[row + 1];
    const a = u - column;
    const b = v - row;
    const corners = [
      [low[column], (1 - a) * (1 - b)], [low[column + 1], a * (1 - b)], [high[column], (1 - a) * b], [high[column + 1], a * b],
    ];
    let [sum, share] = [0, 0];
    for (const [height, weight] of corners) {
      // Beside a gap the corners that are there count.
      if (Number.isNaN(height)) continue;
      sum += height * weight;
      share += weight;
    }
    return sum / share;
  }

  /** The nearest place of the domain. */
  nearest(x, y) {
    return { x: clamp(x, this.x0, this.x1), y: clamp(y, this.y0, this.y1) };
  }
}

export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
