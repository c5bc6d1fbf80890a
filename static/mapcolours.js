/** From the numbers of a map to the colours of its cells, as pixels from the top row down. */

/** As `arena/map_pictures.py` has it. */
export const NEVER = 65535;
const DIVERGED = 0;
const NOWHERE = 1;
export const FIRST = 2;

/** Colours that a ramp is looked up in, and shades of one minimum. */
const FINE = 512;
const SHADES = 64;

/** How much of the page's own colour a minimum's has where a run settles last. */
const PALEST = 0.74;

/** Below this nothing is told apart; as `figures/measures.py` has it. */
const FINEST = 1e-16;

/** @param {string} hex @returns {number[]} */
function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** Red, green and blue as one pixel of an ImageData. */
function pixel([red, green, blue]) {
  return new Uint32Array(new Uint8ClampedArray([red, green, blue, 255]).buffer)[0];
}

function between(from, to, part) {
  return from.map((value, k) => value + (to[k] - value) * part);
}

/** @param {string[]} ramp */
function fine(ramp) {
  const stops = ramp.map(rgb);
  return Uint32Array.from({ length: FINE }, (_, i) => {
    const at = (i / (FINE - 1)) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    return pixel(between(stops[low], stops[low + 1], at - low));
  });
}

/** What a scale measures: see `ColourScale` in `figures/measures.py`. */
const TRANSFORMS = {
  log: (value) => Math.log10(Math.max(value, FINEST)),
  signed: (value) => Math.sign(value) * Math.log10(1 + Math.abs(value)),
  linear: (value) => value,
};

/**
 * @param {any} picture of a sensitivity map
 * @param {"loss" | "steps" | "distance"} measure
 * @param {any} scale the one of all panels
 * @param {string[]} ramp
 * @param {{diverged: string, never: string}} ends
 * @returns {Uint32Array} count × count
 */
export function sensitivityPixels({ gaps, distances, steps }, measure, scale, ramp, ends) {
  const values = { loss: gaps, steps, distance: distances }[measure];
  const colours = fine(ramp);
  const [diverged, never] = [pixel(rgb(ends.diverged)), pixel(rgb(ends.never))];
  const transform = TRANSFORMS[scale.transform];
  const perUnit = (FINE - 1) / (scale.highest - scale.lowest);
  return upsideDown(values.length, (i) => {
    if (Number.isNaN(gaps[i])) return diverged;
    const value = values[i];
    if (Number.isNaN(value) || (measure === "steps" && value === NEVER)) return never;
    const at = (transform(value) - scale.lowest) * perUnit;
    return colours[Math.round(Math.min(Math.max(at, 0), FINE - 1))];
  });
}

/**
 * @param {any} picture of a basin map
 * @param {number[]} colour of each minimum, a place in `hues`
 * @param {string[]} hues
 * @param {number[]} shades the steps at which a minimum's colour is deepest and palest
 * @param {{diverged: string, never: string}} ends
 * @param {string} paper what it becomes paler towards
 */
export function basinPixels({ minimum, steps }, colour, hues, [low, high], ends, paper) {
  const [diverged, never] = [pixel(rgb(ends.diverged)), pixel(rgb(ends.never))];
  const tables = hues.map((hue) =>
    Uint32Array.from({ length: SHADES }, (_, i) => pixel(between(rgb(hue), rgb(paper), (PALEST * i) / (SHADES - 1)))),
  );
  return upsideDown(minimum.length, (i) => {
    if (minimum[i] === DIVERGED) return diverged;
    if (minimum[i] === NOWHERE) return never;
    const at = ((steps[i] - low) / (high - low)) * (SHADES - 1);
    return tables[colour[minimum[i] - FIRST]][Math.round(Math.min(Math.max(at, 0), SHADES - 1))];
  });
}

/** Pixels in the order of a picture, whose first row is the highest; `of` knows cells row by row from below. */
function upsideDown(length, of) {
  const count = Math.sqrt(length);
  const pixels = new Uint32Array(length);
  for (let row = 0; row < count; row++) {
    const from = (count - 1 - row) * count;
    for (let column = 0; column < count; column++) pixels[row * count + column] = of(from + column);
  }
  return pixels;
}

/** The palest shade of a colour, for the key. @param {string} hex @param {string} paper */
export function palest(hex, paper) {
  return `rgb(${between(rgb(hex), rgb(paper), PALEST).map(Math.round).join()})`;
}
