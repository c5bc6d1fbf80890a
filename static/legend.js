/** The scale of what is laid over a panel, in its corner: a bar of true length on the map, words in three dimensions. */

import { make } from "./dom.js";
import { figures } from "./format.js";
import { round } from "./gauge.js";

/** Pixels of the longest bar, of a line and of a column, on a page; larger where type is. */
const BAR = 56;
const LINE = 18;
const COLUMN = 168;
const LARGE = 1.6;

/** Where there is no bar, what is named is at most this part of the view's side. */
const BESIDE = 0.15;

/** What has the scale of a slope, with the symbol of its length. */
const SLOPES = [["gradient", "−g"], ["momentum", "−m"], ["squares", "√v"]];

export class Legend {
  element = make("ul", { class: "legend", "aria-label": "Scale of the overlays", hidden: true });
  #shown = "";

  /**
   * @param {{key: string, colour: string}[]} overlays which are on
   * @param {Record<string, number>} scales of the gauge
   * @param {{side: number, perUnit: number | null}} ruler the view's side in data, and pixels for each unit of data,
   *   null where that changes with the place
   * @param {boolean} big
   */
  update(overlays, scales, ruler, big) {
    const shown = JSON.stringify([overlays, scales, ruler, big]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const rows = rowsOf(overlays, scales).map((row) => line(row, ruler, big ? LARGE * BAR : BAR));
    this.element.hidden = rows.length === 0;
    this.element.replaceChildren(...rows);
  }
}

/**
 * The pixels that it takes at a panel's foot, whatever the scales are.
 * @param {string[]} overlays which are on
 * @param {number} width of the panel
 * @param {boolean} big
 */
export function footOf(overlays, width, big) {
  const factor = big ? LARGE : 1;
  const slopes = SLOPES.some(([key]) => overlays.includes(key)) ? 1 : 0;
  const count = slopes + (overlays.includes("step") ? 2 : 0) + (overlays.includes("rate") ? 1 : 0);
  return Math.ceil(count / Math.max(Math.floor(width / (COLUMN * factor)), 1)) * LINE * factor;
}

function rowsOf(overlays, scales) {
  const colours = Object.fromEntries(overlays.map(({ key, colour }) => [key, colour]));
  const slopes = SLOPES.filter(([key]) => colours[key]).map(([key, symbol]) => ({ symbol, colour: colours[key] }));
  return [
    scales.slope && { symbols: slopes, scale: scales.slope },
    scales.step && { symbols: [{ symbol: "Δθ", colour: colours.step }], factor: scales.step },
    scales.direction && { symbols: [{ symbol: "Δθ ÷ α", colour: colours.step }], scale: scales.direction },
    scales.rate && { symbols: [{ symbol: "α̃", colour: colours.rate }], scale: scales.rate },
  ].filter(Boolean);
}

/** @param {{symbols: {symbol: string, colour: string}[], scale?: number, factor?: number}} row */
function line({ symbols, scale, factor }, { side, perUnit }, longest) {
  const words = symbols.map(({ symbol, colour }) => make("b", { style: `color:${colour}` }, symbol));
  if (factor) return make("li", {}, ...words, factor === 1 ? "true to scale" : `× ${figures(factor)}`);
  if (perUnit === null) {
    const value = round((BESIDE * side) / scale);
    return make("li", {}, ...words, `${figures(value)} drawn ${figures(value * scale)} long`);
  }
  const value = round(longest / (scale * perUnit));
  const colour = symbols.length === 1 ? symbols[0].colour : "currentcolor";
  const bar = make("i", { style: `width:${(value * scale * perUnit).toFixed(1)}px;background:${colour}` });
  return make("li", {}, ...words, bar, `= ${figures(value)}`);
}
