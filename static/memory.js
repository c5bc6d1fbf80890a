/** What outlives a visit to another page: the parts that were sent, the clock, each surface's camera, and what was typed. */

/** Landscapes that are kept: a drag of a surface's knob brings ten a second. So does one of a data point, with a model each. */
const KEPT = { landscape: 24, fit: 24, batches: 4 };

export const memory = {
  /** @type {Map<string, any>} */
  parts: new Map(),
  /** The paths of the race that is shown, by the server's names for them. @type {Map<string, any>} */
  paths: new Map(),
  /** What is laid over these paths: by name, the x and y of each quantity. @type {Map<string, Record<string, Float32Array[]>>} */
  marks: new Map(),
  /** The runs of this race with many seeds. @type {Map<string, import("./swarm.js").Swarm>} */
  swarms: new Map(),
  /** The ledgers of those whose steps are looked into. @type {Map<string, import("./ledgers.js").Ledger>} */
  ledgers: new Map(),
  /** How the landscape of the race moves, if it does. @type {import("./motion.js").Motion | null} */
  motion: null,
  /** What the searches of fair races have found, by the server's names for them. @type {Map<string, any>} */
  outcomes: new Map(),
  /** The settings before and after, by the race that was tuned. @type {Map<string, {before: any, tuned: any}>} */
  tuned: new Map(),
  /** How the last fair race was tuned. @type {Record<string, any> | null} */
  plan: null,
  /** @type {{step: number, playing: boolean, speed: number, loop: boolean} | null} */
  clock: null,
  /** @type {Map<string, any>} */
  cameras: new Map(),
  /** A formula that is typed and not drawn, wrong as it may be, and the one that is drawn meanwhile. @type {{text: string, over: string} | null} */
  typed: null,
};

/** The names of all that need not be sent again. */
export function held() {
  const { parts, paths, marks, swarms, ledgers, outcomes, motion } = memory;
  const names = [parts, paths, marks, swarms, ledgers, outcomes].flatMap((kept) => [...kept.keys()]);
  return motion ? [...names, motion.id] : names;
}

/**
 * Forgets those of a kind that were asked for longest ago; the server sends one anew when it is wanted.
 * @param {keyof typeof KEPT} kind
 * @param {string} name of the one that is shown
 */
export function keepPart(kind, name) {
  const { parts } = memory;
  const part = parts.get(name);
  parts.delete(name);
  parts.set(name, part);
  const names = [...parts.keys()].filter((one) => one.startsWith(`${kind}-`));
  for (const old of names.slice(0, -KEPT[kind])) parts.delete(old);
  return part;
}

/** Maps that are kept beside those that are shown, for who goes back and forth. */
const MAPS = 8;

/** Forgets maps: older versions of the same one, and those that were shown longest ago. @param {string[]} needed */
export function keepMaps(needed) {
  const { parts } = memory;
  const family = (name) => name.slice(0, name.lastIndexOf("-"));
  const ours = needed.filter((name) => name.startsWith("map-"));
  for (const name of ours) {
    const part = parts.get(name);
    parts.delete(name);
    parts.set(name, part);
  }
  const families = new Set(ours.map(family));
  const others = [...parts.keys()].filter((name) => name.startsWith("map-") && !ours.includes(name));
  const old = others.filter((name) => families.has(family(name)));
  const rest = others.filter((name) => !families.has(family(name)));
  for (const name of [...old, ...rest.slice(0, -MAPS)]) parts.delete(name);
}
