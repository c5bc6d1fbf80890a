/** How many maps stand in a row, and whether what belongs to each stands above and below it or beside it. */

/** Pixels that a map needs around it for its axes, and what is told of it above and below, or beside. */
const LABELS = { across: 62, down: 46 };
const ABOVE = { sensitivity: 166, basins: 176 };
const BESIDE = { wide: 240, small: 210 };
/** Narrower than this it is a small screen, as the style sheet has it. */
const SMALL = 1168;
/** On a projector, where there are no controls and the type is larger. */
const PRESENT = { above: 140, beside: 330, labels: 1.6 };
/** Narrower panels need two lines for the controls of an axis. */
const NARROW = 350;
const SECOND_LINES = 52;
const GAP = 10;
/** Below this the page scrolls, and a map is as wide as the screen. */
const PHONE = 736;

/**
 * @param {number} count maps
 * @param {number} width of all of them @param {number} height
 * @param {"sensitivity" | "basins"} kind
 * @param {boolean} present on a projector
 * @returns {{columns: number, beside: boolean, narrow: boolean, across: number, down: number}} how large a map is with its axes
 */
export function arrange(count, width, height, kind, present) {
  const factor = present ? PRESENT.labels : 1;
  const [labels, margin] = [{ across: LABELS.across * factor, down: LABELS.down * factor }, 18];
  const sized = ({ side, ...rest }) => ({ ...rest, across: Math.floor(side + labels.across), down: Math.floor(side + labels.down) });
  if (width < PHONE) return sized({ columns: 1, beside: false, narrow: width < NARROW, side: width - labels.across - margin });
  let best = { columns: 1, beside: false, narrow: false, side: -Infinity };
  const besides = present ? PRESENT.beside : BESIDE[width < SMALL ? "small" : "wide"];
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const across = (width - GAP * (columns - 1)) / columns - margin - labels.across;
    const down = (height - GAP * (rows - 1)) / rows - 10 - labels.down;
    const narrow = across + labels.across < NARROW;
    const above = present ? PRESENT.above : ABOVE[kind] + (narrow && kind === "sensitivity" ? SECOND_LINES : 0);
    for (const beside of [false, true]) {
      const side = beside ? Math.min(across - besides, down) : Math.min(across, down - above);
      if (side > best.side + 1) best = { columns, beside, narrow: narrow || beside, side };
    }
  }
  return sized(best);
}
