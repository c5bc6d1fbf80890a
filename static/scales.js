/** How long things of other units than the map's are drawn upon it: round numbers, so that they can be told. */

/** The longest of each kind takes this part of the map's shorter side. */
const LONGEST = { gradient: 0.3, direction: 0.22, rate: 0.14, step: 0.26 };

/** A step is drawn in the map's own scale unless it were shorter than this part of it. */
const SHORT = 0.07;

/** The largest of 1, 2, 5, 10, … that is not above a number; also below 1. */
export function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([5, 2, 1].find((digit) => digit * power <= value * (1 + 1e-9)) ?? 1);
}

/**
 * Of one step: how many units of the map one unit of a kind takes.
 * @param {import("./ledgers.js").Ledger[]} ledgers
 * @param {number} step
 * @param {number} side the map's shorter side
 * @returns {{gradient: number, direction: number, rate: number, step: number}} 0 where there is nothing of the kind
 */
export function scalesOf(ledgers, step, side) {
  const most = { gradient: 0, direction: 0, rate: 0, step: 0 };
  for (const ledger of ledgers) {
    for (const items of ledger.items) for (const { row, drawn } of items.values()) {
      const { x, y } = ledger.pair(row, step);
      const size = drawn === "squares" ? Math.sqrt(Math.max(x, y, 0)) : Math.hypot(x, y);
      const kind = drawn === "squares" || drawn === "sizes" ? "gradient" : drawn;
      if (Number.isFinite(size)) most[kind] = Math.max(most[kind], size);
    }
  }
  const scale = (kind) => (most[kind] > 0 ? round((LONGEST[kind] * side) / most[kind]) : 0);
  const magnified = most.step > SHORT * side ? 1 : scale("step");
  return { gradient: scale("gradient"), direction: scale("direction"), rate: scale("rate"), step: magnified };
}
