/** A path in pixels: projected once for each run, camera and size, drawn at every picture. */

/** Points nearer to the last kept one than this many pixels are not drawn. */
const FINE = 0.7;

/**
 * @typedef {Object} Track
 * @property {Float32Array} px nan where the point is not on the picture
 * @property {Float32Array} py
 * @property {number[]} keep the steps worth drawing, in order
 * @property {Uint8Array | null} hidden 1 where a hill stands before the point
 */

/**
 * @param {number} points
 * @param {(index: number, at: {x: number, y: number}) => boolean} project false where there is nothing to draw
 * @returns {Track}
 */
export function makeTrack(points, project) {
  const px = new Float32Array(points).fill(NaN);
  const py = new Float32Array(points).fill(NaN);
  const keep = [];
  const at = { x: 0, y: 0 };
  let lastX = NaN;
  let lastY = NaN;
  for (let i = 0; i < points; i++) {
    const drawn = project(i, at) && Number.isFinite(at.x) && Number.isFinite(at.y);
    if (drawn) {
      px[i] = limit(at.x);
      py[i] = limit(at.y);
    }
    const moved = Math.abs(px[i] - lastX) + Math.abs(py[i] - lastY);
    if (drawn !== !Number.isNaN(lastX) || moved >= FINE || i === points - 1) {
      keep.push(i);
      lastX = px[i];
      lastY = py[i];
    }
  }
  return { px, py, keep, hidden: null };
}

/** A canvas goes astray with coordinates of millions. */
function limit(pixel) {
  return Math.min(Math.max(pixel, -30000), 30000);
}

/**
 * The track's place at a step between two recorded ones.
 * @param {Track} track
 * @param {number} step
 */
export function placeAt(track, step) {
  const last = track.px.length - 1;
  const from = Math.min(Math.floor(step), last);
  const to = Math.min(from + 1, last);
  const part = step >= last ? 0 : step - from;
  return {
    x: track.px[from] + (track.px[to] - track.px[from]) * part || track.px[from],
    y: track.py[from] + (track.py[to] - track.py[from]) * part || track.py[from],
    hidden: track.hidden !== null && track.hidden[from] === 1,
  };
}

/**
 * The recorded step whose picture is nearest to a point, within reach.
 * @param {Track} track
 * @param {number} x
 * @param {number} y
 * @param {number} upTo the last step that is drawn
 * @param {number} reach pixels
 */
export function nearest(track, x, y, upTo, reach) {
  let best = -1;
  let bestSquare = reach * reach;
  for (const i of track.keep) {
    if (i > upTo) break;
    const square = (track.px[i] - x) ** 2 + (track.py[i] - y) ** 2;
    if (square < bestSquare) {
      best = i;
      bestSquare = square;
    }
  }
  return best < 0 ? null : { step: best, square: bestSquare };
}
