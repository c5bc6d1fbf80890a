/**
 * The paths of all seeds, thin and pale, on a canvas of their own below the trails, up to the clock's step.
 *
 * They are tens of thousands of lines. Each stretch between two steps is painted once and stays; where more is to be
 * painted than a picture has time for, the next pictures go on with it, so that the clock never waits. Back in time leads
 * over copies that were kept on the way.
 */

import { clip } from "./trails.js";

/** Lines in one picture, at most: counted, for the time that they take is not known until they are on the screen. */
const BUDGET = 5000;

/** Copies that are kept on the way from the first stretch to the last. */
const COPIES = 10;

/** While something is dragged all is painted at once: one in so many of the steps that are told, and so many of the seeds. */
const COARSE = 4;
const FEW = 50;

/** A stretch shorter than this many pixels waits for the next one. */
const FINE = 0.7;

export class Threads {
  /** @type {CanvasRenderingContext2D} */
  #ctx;
  #circumstances = "";
  #swarms = [];
  #since = 0;
  /** By step, all stretches of all entrants. @type {Stretch[] | null} */
  #stretches = null;
  #painted = 0;
  /** By how many stretches are on it. @type {Map<number, HTMLCanvasElement>} */
  #copies = new Map();

  /** @param {import("./panel.js").Panel} panel */
  constructor(panel) {
    this.#ctx = panel.below();
  }

  /**
   * @param {import("./panel.js").Panel} panel
   * @param {import("./paint.js").Frame} frame
   */
  draw(panel, frame) {
    const { sight } = panel;
    const onto = sight.onto();
    const racers = frame.entrants.filter(({ swarm }) => swarm);
    this.#follow(panel, frame, onto, racers);
    if (!racers.length || !onto) return;
    // In three dimensions a drag is followed by the cloud alone.
    if (frame.whole && onto.rests) return;
    // A camera that is being turned moves every line at every picture; they come back when it stands.
    if (performance.now() - this.#since < onto.rests) return void panel.again();
    this.#stretches ??= stretchesOf(racers, onto.project, frame.whole);
    const wanted = frame.whole ? this.#stretches.length : countUpTo(this.#stretches, frame.step);
    if (wanted < this.#painted) this.#goBack(panel, wanted);
    if (wanted > this.#painted) this.#goOn(sight, wanted, frame);
    if (wanted > this.#painted) panel.again();
  }

  /** Begins anew where it is another picture. */
  #follow(panel, frame, onto, racers) {
    const { width, height } = panel.size;
    const looks = racers.map(({ look }) => look.colour);
    const circumstances = [width, height, window.devicePixelRatio, onto?.version, frame.whole, frame.size, looks].join();
    const swarms = racers.map(({ swarm }) => swarm);
    const same = swarms.length === this.#swarms.length && swarms.every((swarm, k) => swarm === this.#swarms[k]);
    if (same && circumstances === this.#circumstances) return;
    [this.#circumstances, this.#swarms, this.#since] = [circumstances, swarms, performance.now()];
    [this.#stretches, this.#painted] = [null, 0];
    this.#copies.clear();
    panel.clear(this.#ctx);
  }

  #goBack(panel, wanted) {
    const kept = [...this.#copies.keys()].filter((count) => count <= wanted);
    this.#painted = Math.max(0, ...kept);
    panel.clear(this.#ctx);
    const copy = this.#copies.get(this.#painted);
    if (!copy) return;
    const { width, height } = panel.size;
    this.#ctx.drawImage(copy, 0, 0, width, height);
  }

  #goOn(sight, wanted, { size, whole }) {
    const ctx = this.#ctx;
    const every = Math.ceil(this.#stretches.length / COPIES);
    const budget = whole ? Infinity : BUDGET;
    let lines = 0;
    ctx.save();
    clip(ctx, sight.clip());
    ctx.lineWidth = size / 6.5;
    ctx.lineCap = "butt";
    while (this.#painted < wanted && lines < budget) {
      const { look, seeds, from, to } = this.#stretches[this.#painted];
      ctx.strokeStyle = look.colour;
      ctx.globalAlpha = paleness(seeds);
      ctx.beginPath();
      for (let i = 0; i < to.length; i += 2) {
        if (Number.isNaN(from[i])) continue;
        ctx.moveTo(from[i], from[i + 1]);
        ctx.lineTo(to[i], to[i + 1]);
        lines += 1;
      }
      ctx.stroke();
      this.#painted += 1;
      // What is dragged is soon painted anew, and nobody goes back in it.
      if (!whole && this.#painted % every === 0 && !this.#copies.has(this.#painted)) this.#copies.set(this.#painted, copyOf(ctx.canvas));
    }
    ctx.restore();
  }
}

/** The more seeds, the paler is each, and where many go it is dark. */
function paleness(seeds) {
  return Math.min(0.9 / Math.sqrt(seeds), 0.4);
}

function copyOf(canvas) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d").drawImage(canvas, 0, 0);
  return copy;
}

/**
 * What all seeds of an entrant run between two steps: x and y of where each line begins, nan for no line, and ends.
 * @typedef {{step: number, look: any, seeds: number, from: Float32Array, to: Float32Array}} Stretch
 */

/** @returns {Stretch[]} by the step at which they end */
function stretchesOf(racers, project, coarse) {
  return racers.flatMap((racer) => stretchesOfOne(racer, project, coarse)).sort((one, other) => one.step - other.step);
}

function stretchesOfOne({ swarm, look }, project, coarse) {
  const { seeds, steps, x, y } = swarm;
  const [stride, skip] = coarse ? [COARSE, Math.ceil(seeds / FEW)] : [1, 1];
  const found = [];
  // Where the pencil of each seed stands: nan where it is lifted.
  const pencil = new Float32Array(2 * seeds).fill(NaN);
  const at = { x: NaN, y: NaN, hidden: false };
  for (let k = 0; k < steps.length; k = k === steps.length - 1 ? k + 1 : Math.min(k + stride, steps.length - 1)) {
    const from = new Float32Array(2 * seeds).fill(NaN);
    const to = new Float32Array(2 * seeds);
    for (let seed = 0; seed < seeds; seed += skip) {
      const i = 2 * seed;
      const seen = project(x[k * seeds + seed], y[k * seeds + seed], at) && !at.hidden && Number.isFinite(at.x + at.y);
      const moved = Math.abs(at.x - pencil[i]) + Math.abs(at.y - pencil[i + 1]);
      if (seen && moved < FINE) continue;
      if (seen && !Number.isNaN(moved)) {
        [from[i], from[i + 1], to[i], to[i + 1]] = [pencil[i], pencil[i + 1], at.x, at.y];
      }
      [pencil[i], pencil[i + 1]] = seen ? [at.x, at.y] : [NaN, NaN];
    }
    if (k > 0) found.push({ step: steps[k], look, seeds, from, to });
  }
  return found;
}

/** How many of the stretches have ended by a step. */
function countUpTo(stretches, step) {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}
