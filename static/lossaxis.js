/** What stands on the axis of the loss, and from where to where it goes. */

/** Nearer to the minimum than this, float64 tells nothing any more. */
const FLOOR = 1e-16;

/** Decades by which the axis may be too long before it is drawn anew. */
const SLACK = 4;

function isLog(lowest, axis) {
  return axis === "log" && lowest !== null && lowest !== undefined;
}

/**
 * @param {number} loss
 * @param {number | null} lowest the surface's minimum; without one the axis is linear
 * @param {"log" | "linear"} axis
 */
export function onLossAxis(loss, lowest, axis) {
  return isLog(lowest, axis) ? Math.log10(Math.max(loss - lowest, FLOOR)) : loss;
}

/**
 * Whole decades, or a little more than the losses; kept as it is where it still serves, for drawing axes takes time.
 * @returns {[number, number]}
 */
export function lossRange(run, land, heights, now) {
  const { entrants, view } = run;
  const start = entrants[0].path.loss[0];
  let low = Infinity;
  let high = -Infinity;
  for (const { path, shown } of entrants) {
    if (!shown && entrants.some((one) => one.shown)) continue;
    for (const loss of path.loss) {
      if (loss < low) low = loss;
      if (loss > high) high = loss;
    }
  }
  return isLog(land.lowest, view.loss_axis)
    ? decades(low - land.lowest, high - land.lowest, start - land.lowest, now)
    : linear(low, high, start, heights);
}

function decades(low, high, start, now) {
  const bottom = Math.floor(Math.log10(Math.max(low, FLOOR)));
  // A run that flies off leaves the frame three decades above the start.
  const top = Math.ceil(Math.log10(Math.max(Math.min(high, 1e3 * Math.max(start, 1e-3)), FLOOR * 10)));
  const serves = now[0] <= bottom && now[1] >= top && now[1] - now[0] <= top - bottom + SLACK;
  return serves && now[1] > now[0] + 1 ? now : [bottom, Math.max(top, bottom + 1)];
}

/** From the lowest loss in sight to a little above the start; a run that flies off leaves the frame. */
function linear(low, high, start, heights) {
  const floor = heights.logarithmic ? heights.base : heights.lowest;
  const bottom = Math.max(low, Math.min(floor, start));
  const fall = start - bottom || Math.abs(start) || 1;
  const top = Math.min(Math.max(high, start), start + fall / 2);
  const margin = 0.04 * (top - bottom);
  return [round(bottom - margin), round(top + margin)];
}

function round(value) {
  return Number(value.toPrecision(3));
}
