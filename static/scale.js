/** Where a hyper-parameter's value stands on its slider, and back. */

/** Places on a slider. */
export const PLACES = 400;

/** @typedef {{lowest: number, highest: number, scale: "linear" | "log", toward: number, whole?: boolean}} Range */

/**
 * @param {number} value
 * @param {Range} range
 * @returns {number} 0 … PLACES
 */
export function placeOf(value, range) {
  const [low, high] = ends(range);
  const at = range.scale === "log" ? Math.log(distance(value, range)) : value;
  return Math.round((PLACES * (at - low)) / (high - low));
}

/**
 * @param {number} place 0 … PLACES
 * @param {Range} range
 * @returns {number} with as many figures as a place is worth
 */
export function valueAt(place, range) {
  if (place <= 0) return range.lowest;
  if (place >= PLACES) return range.highest;
  const [low, high] = ends(range);
  const at = low + ((high - low) * place) / PLACES;
  if (range.whole) return Math.round(range.scale === "log" ? Math.exp(at) : at);
  if (range.scale === "linear") return Number(at.toPrecision(3));
  const away = Number(Math.exp(at).toPrecision(3));
  // Subtracting leaves dust beyond the figures that were meant.
  return range.toward ? Number((range.toward - away).toFixed(10)) : away;
}

/** @param {Range} range */
function ends(range) {
  if (range.scale === "linear") return [range.lowest, range.highest];
  return [Math.log(distance(range.lowest, range)), Math.log(distance(range.highest, range))];
}

function distance(value, range) {
  return Math.max(Math.abs(value - range.toward), 1e-300);
}
