/** A race as the panels want it: each entrant with its path in typed arrays and with its look. */

import { unpackPaths } from "./codec.js";
import { memory } from "./memory.js";
import { shade } from "./theme.js";

/**
 * @param {any} message
 * @param {any} catalogue
 * @param {any} land
 * @param {{name: "light" | "dark", rim: string}} theme
 */
export function readRun(message, catalogue, land, theme) {
  const seen = new Map();
  const held = memory.paths;
  memory.paths = new Map();
  const entrants = message.entrants.map((entrant) => {
    const number = (seen.get(entrant.optimizer) ?? 0) + 1;
    seen.set(entrant.optimizer, number);
    const look = lookOf(catalogue.optimizers[entrant.optimizer], number, theme);
    // One that has not changed keeps its place in memory, and with it all that was worked out for it.
    const path = held.get(entrant.id) ?? pathOf(entrant, land.base);
    memory.paths.set(entrant.id, path);
    return { ...entrant, look, path };
  });
  return { ...message, entrants };
}

/** The second of a kind has its colour in another shade, a dashed trail and its number. */
function lookOf({ colour, marker }, number, { name, rim }) {
  const again = number > 1;
  const shaded = shade(colour, number, name === "dark");
  return { colour: shaded, marker, rim, dash: again ? [3, 2.2] : [], badge: again ? String(number) : "" };
}

function pathOf({ paths, points }, base) {
  const [x, y, gap, slope] = unpackPaths(paths, points);
  return { points, x: bounded(x), y: bounded(y), gap: bounded(gap), base, slope };
}

/** Beyond float32 there is only infinity, at which nothing can be drawn. @param {Float32Array} row */
function bounded(row) {
  for (let i = 0; i < row.length; i++) {
    if (!Number.isFinite(row[i])) row[i] = row[i] > 0 ? 3e38 : -3e38;
  }
  return row;
}
