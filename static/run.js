/** A race as the panels want it: each entrant with its path in typed arrays and with its look. */

import { unpackRows } from "./codec.js";
import { Ledger } from "./ledgers.js";
import { keepPart, memory } from "./memory.js";
import { motionOf } from "./motion.js";
import { Swarm } from "./swarm.js";
import { shade } from "./theme.js";

/** Of x, y, gap and slope those that travel rounded. */
const PATH = [false, false, true, true];

/** Whether a message and what is held make a whole race. @param {any} message */
export function isWhole({ needs, entrants, motion, ledgers = {} }) {
  const hasLedger = ({ id, rows }) => rows !== undefined || memory.ledgers.has(id);
  const hasPath = ({ id, paths }) => paths !== undefined || memory.paths.has(id);
  const hasMarks = ({ marks = {} }) =>
    Object.entries(marks).every(([name, { names, rows }]) => rows !== undefined || names.length === 0 || memory.marks.has(name));
  const hasSwarm = ({ swarm }) => !swarm || swarm.places !== undefined || memory.swarms.has(swarm.id);
  return (
    needs.every((name) => memory.parts.has(name)) &&
    entrants.every((entrant) => hasPath(entrant) && hasMarks(entrant) && hasSwarm(entrant)) &&
    Object.values(ledgers).every(hasLedger) &&
    (!motion || motion.shifts !== undefined || memory.motion?.id === motion.id)
  );
}

/**
 * @param {any} message
 * @param {any} catalogue
 * @param {any} land
 * @param {{name: "light" | "dark", rim: string}} theme
 */
export function readRun(message, catalogue, land, theme) {
  const seen = new Map();
  const held = memory.paths;
  const heldMarks = memory.marks;
  const heldSwarms = memory.swarms;
  [memory.paths, memory.marks, memory.swarms] = [new Map(), new Map(), new Map()];
  const entrants = message.entrants.map((entrant) => {
    const number = (seen.get(entrant.optimizer) ?? 0) + 1;
    seen.set(entrant.optimizer, number);
    const look = lookOf(catalogue.optimizers[entrant.optimizer], number, theme);
    // One that has not changed keeps its place in memory, and with it all that was worked out for it.
    const path = held.get(entrant.id) ?? pathOf(entrant, land.base);
    memory.paths.set(entrant.id, path);
    return { ...entrant, look, path, marks: marksOf(entrant, heldMarks, catalogue), ...swarmOf(entrant, heldSwarms) };
  });
  const ledgers = ledgersOf(message.ledgers);
  const motion = heldMotion(message.motion);
  const fit = message.fit ? keepPart("fit", message.fit.id) : null;
  const batches = heldBatches(message.batches);
  return { ...message, motion, fit, batches, entrants: entrants.map((entrant) => ({ ...entrant, ledger: ledgers[entrant.name] })) };
}

/** Which points each step sees, and how many there are; null where the noise is none of the data's. */
function heldBatches(part) {
  return part ? { ...part, rows: null, ...(part.id ? keepPart("batches", part.id) : {}) } : null;
}

/** The same object for as long as it is the same motion; null where the landscape stays. */
function heldMotion(part) {
  if (!part) return null;
  if (memory.motion?.id !== part.id) memory.motion = motionOf(part);
  return memory.motion;
}

/** By entrant; those of a page that looks into no steps are kept for when the other is visited again. */
function ledgersOf(parts) {
  if (!parts) return {};
  const held = memory.ledgers;
  memory.ledgers = new Map();
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const ledger = held.get(part.id) ?? new Ledger(part);
      memory.ledgers.set(part.id, ledger);
      return [name, ledger];
    }),
  );
}

/** What can be laid over this run by now, by overlay; it is kept for as long as the run is, switched on or off. */
function marksOf({ id, marks = {} }, heldMarks, catalogue) {
  const found = {};
  for (const { key } of catalogue.overlays) {
    const name = `${id}.${key}`;
    const kept = heldMarks.get(name) ?? (marks[name] && quantitiesOf(marks[name]));
    if (!kept) continue;
    memory.marks.set(name, kept);
    found[key] = kept;
  }
  return found;
}

/** The entrant's other seeds and how they ended; null where it runs once. */
function swarmOf({ swarm: part }, heldSwarms) {
  if (!part) return { swarm: null, ended: null };
  const swarm = heldSwarms.get(part.id) ?? new Swarm(part);
  memory.swarms.set(part.id, swarm);
  return { swarm, ended: part.ended };
}

function quantitiesOf({ names, rows }) {
  if (names.length === 0) return {};
  const unpacked = unpackRows(rows, names.flatMap(() => [true, true]));
  return Object.fromEntries(names.map((name, i) => [name, unpacked.slice(2 * i, 2 * i + 2)]));
}

/**
 * Those that are on, with their colours on this page.
 * @returns {{key: string, symbol: string, colour: string}[]}
 */
export function overlaysOn({ view }, catalogue, theme) {
  return catalogue.overlays
    .filter(({ key }) => view.overlays.includes(key))
    .map(({ key, symbol, light, dark }) => ({ key, symbol, colour: theme.name === "dark" ? dark : light }));
}

/** The second of a kind has its colour in another shade, a dashed trail and its number. */
function lookOf({ colour, marker }, number, { name, rim }) {
  const again = number > 1;
  const shaded = shade(colour, number, name === "dark");
  return { colour: shaded, marker, rim, dash: again ? [3, 2.2] : [], badge: again ? String(number) : "" };
}

function pathOf({ paths, points, factors }, base) {
  const [x, y, gap, slope] = unpackRows(paths, PATH);
  // What the schedule multiplies each step by, to the end of the race; none where the rate stays.
  const scheduled = factors ? unpackRows(factors, [true])[0] : null;
  return { points, x: bounded(x), y: bounded(y), gap: bounded(gap), base, slope, factors: scheduled };
}

/** Beyond float32 there is only infinity, at which nothing can be drawn. @param {Float32Array} row */
function bounded(row) {
  for (let i = 0; i < row.length; i++) {
    if (!Number.isFinite(row[i])) row[i] = row[i] > 0 ? 3e38 : -3e38;
  }
  return row;
}
