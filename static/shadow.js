/** What hills hide of a surface, asked of many places at once: cell by cell of a grid, each looked at when it is asked for. */

import { isHidden } from "./camera.js";

const CELLS = 72;

const UNKNOWN = 2;

export class Shadow {
  #cells = new Uint8Array(CELLS * CELLS).fill(UNKNOWN);
  #heights;
  #eye;

  /** @param {import("./height.js").Heights} heights @param {number[]} eye where the camera stands, in data */
  constructor(heights, eye) {
    this.#heights = heights;
    this.#eye = eye;
  }

  /** Whether a hill stands before the middle of a place's cell. */
  at(x, y) {
    const { x0, x1, y0, y1 } = this.#heights;
    const column = Math.min(Math.max(Math.floor(((x - x0) / (x1 - x0)) * CELLS), 0), CELLS - 1);
    const row = Math.min(Math.max(Math.floor(((y - y0) / (y1 - y0)) * CELLS), 0), CELLS - 1);
    const cell = row * CELLS + column;
    if (this.#cells[cell] === UNKNOWN) {
      const [middleX, middleY] = [x0 + ((column + 0.5) / CELLS) * (x1 - x0), y0 + ((row + 0.5) / CELLS) * (y1 - y0)];
      const height = this.#heights.at(middleX, middleY);
      this.#cells[cell] = Number(isHidden(this.#heights, this.#eye, middleX, middleY, height));
    }
    return this.#cells[cell] === 1;
  }
}
