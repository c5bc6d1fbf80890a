/** How many maps stand in a row, and whether what belongs to each stands above it or beside it. */

/** Pixels that a panel needs beside its map: its axes' labels, and what is told of it. */
const LABELS = { across: 66, down: 44 };
const ABOVE = { sensitivity: 112, basins: 132 };
const BESIDE = 216;
/** Below this width the controls of an axis need two lines. */
const NARROW = 300;
const GAP = 10;
/** Below this the page scrolls, and a map is as wide as the screen. */
const PHONE = 736;

/**
 * @param {number} count maps
 * @param {number} width of all of them @param {number} height
 * @param {"sensitivity" | "basins"} kind
 * @returns {{columns: number, beside: boolean, side: number}} `side` of a map in pixels
 */
export function arrange(count, width, height, kind) {
  if (width < PHONE) return { columns: 1, beside: false, side: width - LABELS.across };
  let best = { columns: 1, beside: false, side: -Infinity };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const across = (width - GAP * (columns - 1)) / columns;
    const down = (height - GAP * (rows - 1)) / rows;
    const above = ABOVE[kind] + (across < NARROW && kind === "sensitivity" ? 56 : 0);
    for (const beside of [false, true]) {
      const side = beside ? Math.min(across - BESIDE - LABELS.across, down - LABELS.down) : Math.min(across - LABELS.across, down - above - LABELS.down);
      if (side > best.side + 1) best = { columns, beside, side };
    }
  }
  return best;
}
