/** What the balls stand for at one moment: each one's model as a curve among the data. */

import { ball, leaving } from "./draw.js";
import { linked, outputAt } from "./model.js";
import { shiftAt } from "./motion.js";
import { held } from "./paint.js";
import { label } from "./shapes.js";
import { clip } from "./trails.js";

/** Pixels between two places at which a curve is worked out. */
const FINE = 4;

/** A canvas goes astray with coordinates of millions. */
const FAR = 30000;

/** Of more minima than these the curves would be all that is seen. */
const OPTIMA = 2;

/** How far apart the markers on the curves are, as a share of the width: curves that have met are still told apart. */
const APART = 0.07;

/** No word is read along what is steeper, in radians. */
const STEEP = 1;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./plane.js").Plane} plane the axes of the data
 * @param {import("./model.js").Predict} predict
 * @param {import("./paint.js").Frame} frame
 * @param {{motion: import("./motion.js").Motion | null, minima: {x: number[], y: number[]}}} land
 */
export function paintCurves(ctx, plane, predict, frame, { motion, minima }) {
  const { area } = plane;
  const curveAt = (x, y) => curve(plane, predict, x, y);
  ctx.save();
  clip(ctx, area);
  const optima = minima.x.length <= OPTIMA ? minima.x.map((x, k) => curveAt(x, minima.y[k])) : [];
  for (const line of optima) paintOptimum(ctx, line, frame);
  const drawn = frame.entrants.map((entrant) => {
    const at = parametersAt(entrant.path, frame.step, motion);
    const line = curveAt(at.x, at.y);
    paintLine(ctx, line, entrant.look, frame.size);
    return { entrant, line };
  });
  if (optima.length) nameAlong(ctx, optima[0], "minimum", { colour: frame.text, size: frame.size * 1.8, rim: frame.rim });
  ctx.restore();
  const apart = area.width * Math.min(APART, 0.6 / drawn.length);
  drawn.forEach(({ entrant, line }, k) => {
    const x = area.x + area.width - apart * (k + 0.6);
    paintMarker(ctx, area, { x, y: line.heightAt(x) }, entrant.look, frame);
  });
  tellDiverged(ctx, area, frame);
}

/**
 * Where the ball stands, between two steps too; where the landscape moves, the model is that of the place below the ball.
 * @param {{x: Float32Array, y: Float32Array, points: number}} path
 * @param {number} step
 * @param {import("./motion.js").Motion | null} motion
 */
export function parametersAt(path, step, motion) {
  const last = path.points - 1;
  const at = Math.min(step, last);
  const from = Math.floor(at);
  const to = Math.min(from + 1, last);
  const between = (row) => row[from] + (row[to] - row[from]) * (at - from);
  const shift = shiftAt(motion, at);
  return { x: between(path.x) - shift.x, y: between(path.y) - shift.y };
}

/** A model as pixels from left to right; a straight line has two. */
function curve(plane, predict, x, y) {
  const { area, axes } = plane;
  const output = outputAt(predict, x, y);
  const heightAt = (px) => axes.y0 + axes.y1 * linked(predict, output((px - axes.x0) / axes.x1));
  const straight = predict.kind === "affine" && predict.link !== "sigmoid";
  const pieces = straight ? 1 : Math.ceil(area.width / FINE);
  const xs = Array.from({ length: pieces + 1 }, (_, i) => area.x + (area.width * i) / pieces);
  return { xs, ys: xs.map(heightAt), heightAt, area };
}

function outline(ctx, { xs, ys }) {
  ctx.beginPath();
  let down = false;
  xs.forEach((x, i) => {
    const there = Number.isFinite(ys[i]);
    const y = Math.min(Math.max(ys[i], -FAR), FAR);
    if (there && down) ctx.lineTo(x, y);
    else if (there) ctx.moveTo(x, y);
    down = there;
  });
  ctx.stroke();
}

function paintLine(ctx, line, look, size) {
  const width = size / 2.4;
  ctx.lineJoin = "round";
  ctx.strokeStyle = look.rim;
  ctx.lineWidth = width + 2;
  ctx.globalAlpha = 0.6;
  outline(ctx, line);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = look.colour;
  ctx.lineWidth = width;
  ctx.setLineDash(look.dash.map((length) => length * width));
  outline(ctx, line);
  ctx.setLineDash([]);
}

function paintOptimum(ctx, line, { text, size }) {
  ctx.strokeStyle = text;
  ctx.lineWidth = size / 4;
  ctx.globalAlpha = 0.55;
  ctx.setLineDash([size, size * 0.8]);
  outline(ctx, line);
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** A word along a curve, above it, at the first place from the left where it is in the frame and not too steep. */
function nameAlong(ctx, { heightAt, area }, word, look) {
  const room = look.size * word.length * 0.6;
  for (let x = area.x + look.size; x + room < area.x + area.width; x += room / 4) {
    const [from, to] = [heightAt(x), heightAt(x + room)];
    const angle = Math.atan2(to - from, room);
    const inside = [from, to].every((y) => y > area.y + 2 * look.size && y < area.y + area.height - look.size);
    if (!inside || Math.abs(angle) > STEEP) continue;
    ctx.save();
    ctx.translate(x, from);
    ctx.rotate(angle);
    label(ctx, { x: 0, y: -0.9 * look.size }, word, look);
    ctx.restore();
    return;
  }
}

/** The ball's own marker on its curve; an arrow where the curve is out of the frame there. */
function paintMarker(ctx, area, at, look, { size, rim }) {
  if (!Number.isFinite(at.y)) return;
  const place = held(at, area);
  if (place.edge) leaving(ctx, place, place.angle, look, size * 0.8, rim);
  else ball(ctx, place, look, size * 0.8, rim);
}

function tellDiverged(ctx, area, { entrants, step, size, rim }) {
  const ended = entrants.filter(({ divergedAt, path }) => divergedAt !== null && step >= path.points - 1);
  ended.forEach(({ label: name, divergedAt, look }, k) => {
    const at = { x: area.x + size, y: area.y + size * (1.8 + 2.6 * k) };
    label(ctx, at, `${name} diverged at step ${divergedAt}`, { colour: look.colour, size: size * 1.9, rim });
  });
}
