/** How many maps stand in a row, and whether what belongs to each stands above and below it or beside it. */

/** Pixels that a panel needs beside its map: its axes' labels, and what is told of it. */
const LABELS = { across: 66, down: 44 };
const ABOVE = { sensitivity: 160, basins: 140 };
const BESIDE = 226;
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
    for (const beside of [false, true]) {
      const side = beside ? Math.min(across - BESIDE - LABELS.across, down - LABELS.down) : Math.min(across - LABELS.across, down - ABOVE[kind] - LABELS.down);
      if (side > best.side + 1) best = { columns, beside, side };
    }
  }
  return best;
}
