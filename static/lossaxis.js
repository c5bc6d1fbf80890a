/** What stands on the axis of the loss, and from where to where it goes. A gap is loss − lowest, or the loss itself. */

/** Nearer to the minimum than this, float64 tells nothing any more. */
const FLOOR = 1e-16;

/** Decades by which the axis may be too long before it is drawn anew. */
const SLACK = 4;

/** A surface without a minimum has a linear axis. */
function isLog(land, axis) {
  return axis === "log" && land.lowest !== null;
}

/**
 * @param {number} gap
 * @param {{lowest: number | null, base: number}} land
 * @param {"log" | "linear"} axis
 */
export function onLossAxis(gap, land, axis) {
  return isLog(land, axis) ? Math.log10(Math.max(gap, FLOOR)) : gap + land.base;
}

/**
 * Whole decades, or a little more than the losses; kept as it is where it still serves, for drawing axes takes time.
 * @returns {[number, number]}
 */
export function lossRange(run, land, heights, now) {
  const { entrants, view } = run;
  const start = entrants[0].path.gap[0];
  let low = Infinity;
  let high = -Infinity;
  for (const { path, swarm, shown } of entrants) {
    if (!shown && entrants.some((one) => one.shown)) continue;
    // Of many seeds nine in ten are in sight.
    for (const row of swarm ? [path.gap, swarm.band[0], swarm.band.at(-1)] : [path.gap]) {
      for (const gap of row) {
        if (gap < low) low = gap;
        if (gap > high) high = gap;
      }
    }
  }
  if (isLog(land, view.loss_axis)) return decades(low, high, start, now);
  const { base } = land;
  return linear(low + base, high + base, start + base, heights);
}

function decades(low, high, start, now) {
  // A run that has come down to the floor is seen to go on along it.
  const bottom = low <= FLOOR ? Math.log10(FLOOR) - 0.4 : Math.floor(Math.log10(low));
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
