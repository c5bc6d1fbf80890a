/**
 * How long what is laid over a race is drawn: gradients, averages of them and roots of squares in one scale, steps in the
 * map's own or magnified, rates in theirs. Scales are round numbers and stay for as long as they serve.
 */

import { valueAt } from "./overlays.js";

/** The longest arrow as a part of the view's side: what a new scale aims at, and how short and long it may become. */
const PARTS = { aim: 0.28, least: 0.11, most: 0.4 };

/** A step lies upon the dashed arrow of step ÷ α, which is to be seen beyond it; an ellipse reaches to both sides. */
const SHARE = { slope: 1, step: 0.6, direction: 1, rate: 0.5 };

/** A step of at least this part of the side is drawn as it is; a shorter one is magnified until another is that long. */
const SEEN = { plain: 0.07, again: 0.1 };

/** Steps before and after this one whose lengths count too: an arrow that swings does not make the scale swing. */
const AROUND = 1;

/** The scales, and the quantities of each. */
const GROUPS = {
  slope: ["gradient", "momentum", "momentum_hat", "squares", "squares_hat"],
  step: ["step"],
  direction: ["direction"],
  rate: ["rate"],
};

export class Gauge {
  /** @type {Record<string, number>} */
  #kept = {};

  /**
   * @param {{entrant: any}[]} balls those that are in sight and run
   * @param {string[]} overlays which are on
   * @param {number} step
   * @param {number} side of what is seen, as if it were a square, in data
   * @returns {Record<string, number>} data for each unit of slope, step, direction and rate; none where nothing is to be drawn
   */
  measure(balls, overlays, step, side) {
    const scales = {};
    for (const [group, names] of Object.entries(GROUPS)) {
      const longest = longestOf(balls, overlays, names, step);
      if (longest > 0) scales[group] = this.#kept[group] = scaleOf(group, longest / side, this.#kept[group]);
    }
    return scales;
  }
}

/** @param {number} part the longest arrow in its own unit, by the side's length @param {number} [kept] */
function scaleOf(group, part, kept) {
  // A step is true to scale wherever it can be seen so.
  if (group === "step" && part >= (kept === 1 ? SEEN.plain : SEEN.again)) return 1;
  const factor = SHARE[group];
  const length = (part * kept) / factor;
  if (length >= PARTS.least && length <= PARTS.most && !(group === "step" && kept === 1)) return kept;
  const scale = round((factor * PARTS.aim) / part);
  return group === "step" ? Math.max(scale, 2) : scale;
}

function longestOf(balls, overlays, names, step) {
  let longest = 0;
  for (const { entrant } of balls) {
    for (const overlay of overlays) {
      const quantities = entrant.marks[overlay] ?? {};
      for (const name of names) {
        if (quantities[name]) longest = Math.max(longest, largest(name, quantities[name], Math.floor(step)));
      }
    }
  }
  return longest;
}

/** The largest length of a quantity around a step; of squares and rates the larger side. */
function largest(name, rows, step) {
  const last = rows[0].length - 1;
  const at = Math.min(step, last);
  let found = 0;
  for (let i = Math.max(at - AROUND, 0); i <= Math.min(at + AROUND, last); i++) {
    const { x, y } = valueAt(name, rows, i);
    const length = name === "rate" || name.startsWith("squares") ? Math.max(Math.abs(x), Math.abs(y)) : Math.hypot(x, y);
    if (Number.isFinite(length)) found = Math.max(found, length);
  }
  return found;
}

/** The largest of 1, 2 and 5 times a power of ten that is not above. @param {number} value */
export function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [5, 2, 1].find((one) => one * power <= value * (1 + 1e-9)) ?? 1;
  return Number((digit * power).toPrecision(3));
}
