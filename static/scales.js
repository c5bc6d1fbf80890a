/** How long things of other units than the map's are drawn upon it: round numbers, so that they can be told. */

import { round } from "./gauge.js";

/** The longest of each kind takes this part of the map's shorter side. */
const LONGEST = { gradient: 0.42, direction: 0.22, rate: 0.14, step: 0.26 };

/** A step is drawn in the map's own scale unless it were shorter than this part of it. */
const SHORT = 0.07;

/** From this stage on numbers may be of another size than before: what is corrected grows, or shrinks, by far. */
const TURN = "correction";

/**
 * At one moment of a step: how many units of the map one unit of a kind takes. It is one for all stages before the bias
 * correction, another one after it, and on its way between them meanwhile.
 * @param {import("./ledgers.js").Ledger[]} ledgers
 * @param {import("./slots.js").Slot[]} slots
 * @param {{step: number, slot: number, part: number}} place
 * @param {number} side the map's shorter side
 * @returns {{gradient: number, direction: number, rate: number, step: number}} 0 where there is nothing of the kind
 */
export function scalesOf(ledgers, slots, { step, slot, part }, side) {
  const turn = slots.findIndex(({ key }) => key === TURN);
  const whole = (from, to) => scalesWithin(ledgers, slots, step, side, from, to);
  if (turn < 0) return whole(0, slots.length);
  const [before, after] = [whole(0, turn), whole(turn, slots.length)];
  const way = slot < turn ? 0 : slot > turn ? 1 : part;
  const between = (a, b) => (a > 0 && b > 0 ? a ** (1 - way) * b ** way : a || b);
  return { ...after, gradient: between(before.gradient, after.gradient) };
}

function scalesWithin(ledgers, slots, step, side, from, to) {
  const most = { gradient: 0, direction: 0, rate: 0, step: 0 };
  for (const [k, ledger] of ledgers.entries()) {
    if (step >= ledger.steps) continue;
    for (const { at } of slots.slice(from, to)) {
      for (const { row, drawn } of ledger.items[at[k]]?.values() ?? []) {
        const kind = drawn === "squares" || drawn === "sizes" ? "gradient" : drawn;
        most[kind] = Math.max(most[kind], sizeOf(ledger.pair(row, step), drawn));
      }
    }
  }
  const scale = (kind) => (most[kind] > 0 ? round((LONGEST[kind] * side) / most[kind]) : 0);
  const magnified = most.step > SHORT * side ? 1 : scale("step");
  return { gradient: scale("gradient"), direction: scale("direction"), rate: scale("rate"), step: magnified };
}

/** The longer side of squares, the length of all else; nothing where it is not finite. */
function sizeOf({ x, y }, drawn) {
  const size = drawn === "squares" ? Math.sqrt(Math.max(x, y, 0)) : Math.hypot(x, y);
  return Number.isFinite(size) ? size : 0;
}
