/** A map whose landscape moves with the clock: painted by hand while it moves, by Plotly as soon as the clock stands. */

import { isSame, shiftAt } from "./motion.js";
import { clip } from "./trails.js";

/** Milliseconds that the clock has to stand before Plotly draws, which takes longer than a picture. */
const PAUSE = 180;

/** More ways than these would be all that is seen. */
const WAYS = 4;

/** Pieces of a round; even, so that the farthest place is among their ends. */
const PIECES = 120;

export class Drift {
  /** @type {import("./motion.js").Motion | null} */
  motion = null;
  #plane;
  #lay;
  #draw;
  #pausing = 0;

  /**
   * @param {import("./plane.js").Plane} plane the map
   * @param {() => void} lay paints it by hand where it is wanted
   * @param {() => void} draw lets Plotly draw it
   */
  constructor(plane, lay, draw) {
    this.#plane = plane;
    this.#lay = lay;
    this.#draw = draw;
  }

  /**
   * Puts the landscape where it is at a step; called at every picture.
   * @param {import("./height.js").Heights} heights
   * @param {number} step
   * @param {boolean} playing
   * @returns {import("./motion.js").Shift}
   */
  follow(heights, step, playing) {
    const plane = this.#plane;
    const shift = shiftAt(this.motion, step);
    heights.shift = shift;
    const moved = !isSame(shift, plane.shift);
    if (moved) {
      plane.shift = shift;
      this.#lay();
    }
    if (moved || playing) this.stop();
    if (plane.astray && !playing) this.#pausing ||= setTimeout(() => this.#settle(), PAUSE);
    return shift;
  }

  #settle() {
    this.#pausing = 0;
    this.#draw();
  }

  stop() {
    clearTimeout(this.#pausing);
    this.#pausing = 0;
  }
}

/**
 * The way of each global minimum through a round, thinly.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./plane.js").Plane} plane
 * @param {{motion: import("./motion.js").Motion, minima: {x: number[], y: number[]}}} way
 * @param {{text: string, size: number}} look
 */
export function paintWay(ctx, plane, { motion, minima }, { text, size }) {
  if (minima.x.length > WAYS) return;
  const { x0, x1, y0, y1 } = plane.axes;
  ctx.save();
  clip(ctx, plane.area);
  ctx.strokeStyle = text;
  ctx.globalAlpha = 0.45;
  ctx.lineWidth = size / 6.5;
  // There is nothing between two places of a jump.
  ctx.setLineDash(motion.jumps ? [size / 2, size] : []);
  ctx.beginPath();
  for (let k = 0; k < minima.x.length; k++) {
    for (let piece = 0; piece <= PIECES; piece++) {
      const shift = shiftAt(motion, Math.round((motion.round * piece) / PIECES));
      const [px, py] = [x0 + x1 * (minima.x[k] + shift.x), y0 + y1 * (minima.y[k] + shift.y)];
      if (piece) ctx.lineTo(px, py);
      else ctx.moveTo(px, py);
    }
  }
  ctx.stroke();
  ctx.restore();
}
