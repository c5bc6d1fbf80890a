/** What is drawn of a step at one moment: each quantity on its way from one stage to the next. */

/**
 * @typedef {Object} Drawn
 * @property {string} item the quantity
 * @property {string} drawn how: see `ROLES` in optimizers/quantities.py
 * @property {string} role
 * @property {number} x
 * @property {number} y
 * @property {number} alpha
 * @property {{x: number, y: number} | null} from the tip that an arrow is put to
 */

const PALE = 0.3;

/** @param {number} part 0 … 1 with a soft beginning and end */
export function eased(part) {
  return part * part * (3 - 2 * part);
}

/**
 * @param {import("./ledgers.js").Ledger} ledger
 * @param {number} step
 * @param {number} stage the stage under way; −1 before the first
 * @param {number} part how far it has come
 * @returns {Drawn[]} in the order in which they lie upon each other
 */
export function drawnAt(ledger, step, stage, part) {
  if (stage < 0) return [];
  const [before, after] = [ledger.items[stage - 1] ?? new Map(), ledger.items[stage]];
  const [was, is] = [ledger.about[stage - 1], ledger.about[stage]];
  const way = eased(part);
  const drawn = [];
  for (const [item, { row, drawn: kind, role, onto }] of after) {
    const to = ledger.pair(row, step);
    const old = before.get(item);
    const from = old ? ledger.pair(old.row, step) : { x: 0, y: 0 };
    const strength = (about) => (about?.has(item) ? 1 : PALE);
    drawn.push({
      item, drawn: kind, role, ...between(from, to, way),
      alpha: strength(is) * way + (old ? strength(was) : strength(is)) * (1 - way),
      // Tip to tail: what is taken in is put to what was kept.
      from: onto ? ledger.pair(before.get(onto)?.row ?? row, step) : null,
    });
  }
  for (const [item, { row, drawn: kind, role, onto }] of before) {
    if (after.has(item)) continue;
    const tail = onto && ledger.items[stage - 2]?.get(onto);
    drawn.push({ item, drawn: kind, role, ...ledger.pair(row, step), alpha: 1 - way, from: tail ? ledger.pair(tail.row, step) : null });
  }
  return drawn.filter(({ x, y, alpha }) => Number.isFinite(x) && Number.isFinite(y) && alpha > 0.01);
}

function between(from, to, part) {
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
