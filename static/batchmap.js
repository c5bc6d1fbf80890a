/**
 * The surface of one mini-batch, whose gradient a step follows: the map's colours show it, step by step. The browser works it
 * out from the points, on a grid that is the coarser, the more points a batch has.
 */

import { batchAt, batchWords } from "./batches.js";
import { make, setText } from "./dom.js";
import { Heights } from "./height.js";
import { lossAt, workOf } from "./model.js";

/** Meshes along a side of the picture, at most and at least. */
const MESHES = 40;
const LEAST = 10;

/** How many points of an affine model may be met for one picture. */
const WORK = 150_000;

export class BatchMap {
  /** The batch's surface at the clock's step; null where it is not shown. @type {Heights | null} */
  heights = null;
  #land = null;
  #run = null;
  #worked = "";
  #switch;

  /** @param {(on: boolean) => void} onSwitch */
  constructor(onSwitch) {
    this.#switch = makeSwitch(onSwitch);
  }

  get element() {
    return this.#switch.element;
  }

  /** @param {any} land @param {any} run */
  set(land, run) {
    if (land !== this.#land || run.fit !== this.#run?.fit || run.batches !== this.#run?.batches) this.#worked = "";
    [this.#land, this.#run] = [land, run];
    this.element.hidden = !run.fit || !run.batches?.rows;
  }

  /** @param {number} step @returns {boolean} whether the map shows another surface now */
  follow(step) {
    const { fit, batches, view } = this.#run;
    const batch = fit && view.batch ? batchAt(batches, step) : null;
    this.#switch.update(Boolean(view.batch), batch ? batchWords(batches, step) : "");
    const worked = batch ? String(Math.floor(step)) : "";
    if (worked === this.#worked && Boolean(batch) === Boolean(this.heights)) return false;
    this.#worked = worked;
    this.heights = batch && new Heights(batchLand(this.#land, fit, batch));
    return true;
  }
}

/**
 * A landscape's part as the server would make it for these points alone, on a coarser grid.
 * @param {any} land the whole loss's
 * @param {import("./model.js").Model} fit
 * @param {ArrayLike<number>} rows
 */
export function batchLand(land, fit, rows) {
  const [[x0, x1], [y0, y1]] = land.domain;
  const around = (land.beyond ?? 0) / (land.heights.length - 1 - 2 * (land.beyond ?? 0));
  const meshes = meshesFor((1 + 2 * around) ** 2 * rows.length * workOf(fit.predict));
  const beyond = Math.ceil(around * meshes);
  const count = meshes + 1 + 2 * beyond;
  const place = (low, high, i) => low + ((high - low) * (i - beyond)) / meshes;
  const heights = Array.from({ length: count }, (_, j) => {
    const y = place(y0, y1, j);
    return Float32Array.from({ length: count }, (__, i) => heightOf(lossAt(fit, place(x0, x1, i), y, rows), land));
  });
  return { ...land, heights, beyond };
}

/** A batch's loss may be lower than the whole one's lowest: below that it goes on straight, so that its edge has no steps. */
function heightOf(loss, { scale, base }) {
  if (scale !== "log") return loss;
  const gap = loss - base;
  return gap < 0 ? gap / Math.LN10 : Math.log10(1 + gap);
}

function meshesFor(work) {
  return Math.min(Math.max(Math.floor(Math.sqrt(WORK / work)) - 1, LEAST), MESHES);
}

/** On the map itself: what it can show, and which batch it shows. */
function makeSwitch(onSwitch) {
  const box = make("input", { type: "checkbox", "data-testid": "batch-surface", onchange: () => onSwitch(box.checked) });
  const word = make("span", {});
  const title = "Colour the map by the loss of the points in this step's mini-batch alone: the surface whose gradient the step follows";
  return {
    element: make("label", { class: "batch", title, hidden: true }, box, word),
    update(on, words) {
      box.checked = on;
      setText(word, words || (on ? "the whole loss: no step follows" : "this step's mini-batch alone"));
    },
  };
}
