/** One picture of one panel: where each ball is on this view. */

import { Bands } from "./bands.js";
import { layCloud } from "./cloud.js";
import * as draw from "./draw.js";
import { paintWay } from "./drift.js";
import { clamp } from "./height.js";
import { layOver } from "./overlays.js";
import { Threads } from "./threads.js";
import { placeAt } from "./track.js";
import { clip } from "./trails.js";

/**
 * @typedef {Object} Frame what all panels share in one picture
 * @property {any[]} entrants those that are shown
 * @property {number} step
 * @property {{x: number, y: number}} start
 * @property {{key: string, symbol: string, colour: string}[]} overlays those that are on
 * @property {{motion: import("./motion.js").Motion, minima: {x: number[], y: number[]}} | null} way of the minima, where they move
 * @property {boolean} whole the whole path, pale, for as long as something is being dragged
 * @property {number} size the balls' radius in pixels
 * @property {string} rim
 * @property {string} text
 */

/** A canvas goes astray with coordinates of millions. */
const FAR = 30000;

/** Balls nearer than this are drawn as one. */
const SAME_SPOT = 3;

/**
 * Where every ball is on a view, which several panels may show.
 * @param {any} sight
 * @param {Frame} frame
 * @returns {{entrant: any, place: any, ended: boolean}[]}
 */
export function placeBalls(sight, frame) {
  const placed = [];
  for (const entrant of frame.entrants) {
    const track = sight.track(entrant);
    const last = entrant.path.points - 1;
    const place = track && sight.place(entrant, track, Math.min(frame.step, last));
    if (place) placed.push({ entrant, place, ended: entrant.divergedAt !== null && frame.step >= last });
  }
  return placed;
}

/**
 * @param {import("./panel.js").Panel} panel
 * @param {Frame} frame of the panel's own entrants
 * @param {{entrant: any, place: any, ended: boolean}[]} placed all balls of the view
 * @param {Record<string, number>} scales of what is laid over it
 */
export function paint(panel, frame, placed, scales) {
  const { ctx, sight } = panel;
  panel.layer.draw(panel, frame);
  const many = frame.entrants.some(({ swarm }) => swarm);
  if (many) panel.ground ??= sight.ground(panel);
  panel.ground?.draw(panel, frame);
  panel.clear(ctx);
  sight.beneath?.(ctx, frame);
  if (many && sight.onto) layCloud(ctx, sight, frame);
  const mine = panel.only === null ? placed : placed.filter(({ entrant }) => entrant.name === panel.only);
  if (frame.overlays.length && sight.pixel) {
    ctx.save();
    clip(ctx, sight.clip());
    layOver(ctx, sight, mine.filter(runs), frame, scales);
    ctx.restore();
  }
  paintBalls(ctx, mine, frame, sight);
}

/** Whether a ball is in sight, and takes a step. */
export function runs({ entrant, place, ended }) {
  return !place.edge && !ended && entrant.path.points > 1;
}

function paintBalls(ctx, placed, frame, sight) {
  const leavers = [];
  for (const { entrant, place: exact, ended } of placed.filter((one) => one.place.edge || one.ended)) {
    const place = exact.edge ? beside(exact, leavers, frame.size) : exact;
    if (place.edge) draw.leaving(ctx, place, place.angle, entrant.look, frame.size, frame.rim);
    if (ended) {
      const flip = place.x > sight.middle();
      draw.diverged(ctx, place, `diverged at step ${entrant.divergedAt}`, entrant.look, frame.size, frame.rim, flip);
    }
  }
  for (const spot of spots(placed.filter((one) => !one.place.edge && !one.ended))) {
    const [{ entrant, place }] = spot;
    if (spot.length === 1) draw.ball(ctx, place, entrant.look, frame.size, frame.rim);
    else draw.shared(ctx, place, spot.map((one) => one.entrant.look), frame.size, frame.rim);
  }
}

/** Arrows at one spot stand beside one another along the edge. */
function beside(place, leavers, size) {
  const same = leavers.filter((other) => Math.hypot(other.x - place.x, other.y - place.y) < SAME_SPOT).length;
  leavers.push(place);
  const away = 2.2 * size * same;
  return { ...place, x: place.x - Math.sin(place.angle) * away, y: place.y + Math.cos(place.angle) * away };
}

/** Groups of balls that stand on one spot. */
function spots(placed) {
  const groups = [];
  for (const one of placed) {
    const group = groups.find(([first]) => Math.hypot(first.place.x - one.place.x, first.place.y - one.place.y) < SAME_SPOT);
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** A pixel held inside a frame; `edge` and the way it left where it lies outside. */
export function held(place, area) {
  const x = clamp(place.x, area.x, area.x + area.width);
  const y = clamp(place.y, area.y, area.y + area.height);
  if (Math.abs(x - place.x) < 0.5 && Math.abs(y - place.y) < 0.5) return { ...place, edge: false };
  return { x, y, hidden: false, edge: true, angle: Math.atan2(place.y - y, place.x - x) };
}

/** @param {import("./plane.js").Plane} plane */
export function mapSight(plane) {
  return {
    clip: () => plane.area,
    middle: () => plane.area.x + plane.area.width / 2,
    track: ({ path }) => plane.track(path, (i) => [path.x[i], path.y[i]]),
    place: (_, track, step) => held(placeAt(track, step), plane.area),
    beneath(ctx, { start, way, text, size }) {
      if (way) paintWay(ctx, plane, way, { text, size });
      const { x0, x1, y0, y1 } = plane.axes;
      const ring = held({ x: x0 + x1 * start.x, y: y0 + y1 * start.y }, plane.area);
      ctx.strokeStyle = text;
      ctx.lineWidth = 1.5;
      // A start outside is marked at the edge, by a broken ring.
      ctx.setLineDash(ring.edge ? [3, 3] : []);
      ctx.beginPath();
      ctx.arc(ring.x, ring.y, size * 1.5, 0, 2 * Math.PI);
      ctx.stroke();
      ctx.setLineDash([]);
    },
    locate: (x, y) => plane.dataAt(x, y),
    ground: (panel) => new Threads(panel),
    onto() {
      const { x0, x1, y0, y1 } = plane.axes;
      const project = (x, y, at) => {
        at.x = x0 + x1 * x;
        at.y = y0 + y1 * y;
        return true;
      };
      return { version: plane.version, rests: 0, project };
    },
    height: () => 0,
    pixel(x, y) {
      const { x0, x1, y0, y1 } = plane.axes;
      return { x: x0 + x1 * x, y: y0 + y1 * y };
    },
    ruler() {
      const { area, axes } = plane;
      const perUnit = Math.abs(axes.x1);
      return { perUnit, side: Math.sqrt((area.width / perUnit) * (area.height / Math.abs(axes.y1))) };
    },
  };
}

/**
 * @param {import("./plane.js").Plane} plane
 * @param {(gap: number) => number} onAxis what stands on the axis for a loss − lowest
 */
export function lossSight(plane, onAxis) {
  return {
    clip: () => plane.area,
    middle: () => plane.area.x + plane.area.width / 2,
    track: ({ path }) => plane.track(path, (i) => [i, onAxis(path.gap[i])]),
    place(_, track, step) {
      const place = placeAt(track, step);
      const { y, height } = plane.area;
      return { ...place, y: clamp(place.y, y, y + height) };
    },
    beneath(ctx, { step, text, size }) {
      const { x0, x1 } = plane.axes;
      const { y, height } = plane.area;
      ctx.strokeStyle = text;
      ctx.globalAlpha = 0.35;
      ctx.lineWidth = size / 6;
      ctx.beginPath();
      ctx.moveTo(x0 + x1 * step, y);
      ctx.lineTo(x0 + x1 * step, y + height);
      ctx.stroke();
      ctx.globalAlpha = 1;
    },
    locate: () => null,
    medians: true,
    ground: (panel) => new Bands(panel),
    version: () => plane.version,
    stepAt: (x) => plane.dataAt(x, 0).x,
    pixelAt(step, gap) {
      const { x0, x1, y0, y1 } = plane.axes;
      return { x: x0 + x1 * step, y: clamp(y0 + y1 * onAxis(gap), -FAR, FAR) };
    },
  };
}

/** @param {import("./scene.js").Scene} scene */
export function sceneSight(scene) {
  return {
    clip: () => null,
    middle: () => scene.element.clientWidth / 2,
    track: ({ path }) => scene.track(path),
    place({ path }, track, step) {
      const at = Math.min(Math.floor(step), path.points - 1);
      // Turned or zoomed out of the panel.
      if (!Number.isNaN(track.px[at])) return held(placeAt(track, step), scene.frame);
      const { heights } = scene;
      const near = heights.nearest(path.x[at], path.y[at]);
      const edge = scene.pixelOf(near.x, near.y, heights.at(near.x, near.y));
      const width = heights.x1 - heights.x0;
      const beyond = scene.pixelOf(
        near.x + Math.sign(path.x[at] - near.x) * 0.1 * width,
        near.y + Math.sign(path.y[at] - near.y) * 0.1 * (heights.y1 - heights.y0),
        heights.at(near.x, near.y),
      );
      return { ...edge, edge: true, angle: Math.atan2(beyond.y - edge.y, beyond.x - edge.x) };
    },
    locate: (x, y) => scene.locate(x, y),
    ground: (panel) => new Threads(panel),
    onto: () => scene.onto,
    height: ({ gap }, i) => scene.heights.ofGap(gap[i]),
    pixel(x, y, height) {
      const at = { x: NaN, y: NaN };
      return scene.camera.project(x, y, height, at) ? at : { x: NaN, y: NaN };
    },
    ruler() {
      const { x0, x1, y0, y1 } = scene.heights;
      return { perUnit: null, side: Math.sqrt((x1 - x0) * (y1 - y0)) };
    },
  };
}
