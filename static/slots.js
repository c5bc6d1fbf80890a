/** The stages of one step, or of two that are compared, in one order: what both have stands in one slot. */

/** @typedef {{key: string, title: string, at: (number | null)[]}} Slot `at`: for each ledger the place of its stage, null where it has none */

/**
 * @param {import("./ledgers.js").Ledger[]} ledgers one or two
 * @returns {Slot[]}
 */
export function slotsOf(ledgers) {
  const [first, second] = ledgers.map(({ stages }) => stages);
  if (!second) return first.map(({ key, title }, i) => ({ key, title, at: [i] }));
  const slots = [];
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    const [a, b] = [first[i], second[j]];
    if (a && b && a.key === b.key) slots.push({ key: a.key, title: a.title === b.title ? a.title : `${a.title} / ${b.title}`, at: [i++, j++] });
    else if (a && !second.slice(j).some(({ key }) => key === a.key)) slots.push({ key: a.key, title: a.title, at: [i++, null] });
    else if (b && !first.slice(i).some(({ key }) => key === b.key)) slots.push({ key: b.key, title: b.title, at: [null, j++] });
    // Both come later in the other: their order differs, and one of them has to give way.
    else slots.push({ key: a.key, title: a.title, at: [i++, null] });
  }
  return slots;
}

/** How far a stage has come when the clock stands exactly between two: at the end of the first. */
const EDGE = 1e-6;

/**
 * Where the clock stands: the step, the slot, how far that has come (0 … 1), and how many slots are over.
 * @param {number} clock step and part of a step
 * @param {number} steps of the run
 * @param {number} count slots of a step
 */
export function placeOf(clock, steps, count) {
  const within = Math.min(clock, steps - EDGE);
  const step = Math.max(Math.floor(within + EDGE / 2), 0);
  const at = Math.max((within - step) * count, 0);
  const slot = Math.min(Math.max(Math.ceil(at - EDGE * count * 2) - 1, 0), count - 1);
  return { step, slot, part: Math.min(Math.max(at - slot, 0), 1) };
}

/** The clock at the end of a slot, all of which is seen then. The last one's is just short of the next step. */
export function clockAt(step, slot, count) {
  return step + (slot + 1) / count - (slot === count - 1 ? EDGE : 0);
}
