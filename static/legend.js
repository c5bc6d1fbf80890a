/** The scale of what is laid over a panel, in its corner: a bar of true length on the map, words in three dimensions. */

import { make } from "./dom.js";
import { figures } from "./format.js";
import { round } from "./gauge.js";

/** Pixels of the longest bar, on a page; larger where type is. */
const BAR = 58;

/** Where there is no bar, what is named is at most this part of the view's smaller side. */
const BESIDE = 0.15;

/** What has the scale of a slope, with the symbol of its length. */
const SLOPES = [["gradient", "g"], ["momentum", "m"], ["squares", "√v"]];

export class Legend {
  element = make("ul", { class: "legend", "aria-label": "Scale of the overlays", hidden: true });
  #shown = "";

  /**
   * @param {{key: string, colour: string}[]} overlays which are on
   * @param {Record<string, number>} scales of the gauge
   * @param {{side: number, perUnit: number | null}} ruler the view's smaller side in data, and pixels for each unit of data,
   *   null where that changes with the place
   * @param {{left: number, bottom: number}} corner pixels from the panel's
   * @param {boolean} big
   */
  update(overlays, scales, ruler, corner, big) {
    const shown = JSON.stringify([overlays, scales, ruler, corner, big]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const rows = rowsOf(overlays, scales).map((row) => line(row, ruler, big ? 1.6 * BAR : BAR));
    this.element.hidden = rows.length === 0;
    this.element.replaceChildren(...rows);
    this.element.style.left = `${corner.left}px`;
    this.element.style.bottom = `${corner.bottom}px`;
  }
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
    return make("li", {}, ...words, `${figures(value)} is drawn ${figures(value * scale)} long`);
  }
  const value = round(longest / (scale * perUnit));
  const colour = symbols.length === 1 ? symbols[0].colour : "currentcolor";
  const bar = make("i", { style: `width:${(value * scale * perUnit).toFixed(1)}px;background:${colour}` });
  return make("li", {}, ...words, bar, `= ${figures(value)}`);
}
