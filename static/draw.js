/** Balls, and the marks at the edge and at the end, on a canvas. */

import { label } from "./shapes.js";

/** @typedef {{colour: string, dash: number[], marker: string, badge: string}} Look */

/** Each marker as corners on the unit circle: [angle in turns, radius]. Angle 0 points up. */
const CORNERS = {
  triangle: polygon(3, 1.25),
  square: polygon(4, 1.2, 1 / 8),
  diamond: polygon(4, 1.25),
  pentagon: polygon(5, 1.15),
  hexagon: polygon(6, 1.1),
  star: Array.from({ length: 10 }, (_, i) => [i / 10, i % 2 ? 0.6 : 1.4]),
  cross: [1, 2, 4, 5, 7, 8, 10, 11].flatMap((i, k) => {
    const corner = [[i / 12, 1.3]];
    return k % 2 ? [...corner, [(i + 1) / 12, 0.55]] : corner;
  }),
};

function polygon(corners, radius, turn = 0) {
  return Array.from({ length: corners }, (_, i) => [i / corners + turn, radius]);
}

/** @param {CanvasRenderingContext2D} ctx */
export function outline(ctx, marker, x, y, radius) {
  ctx.beginPath();
  if (!CORNERS[marker]) {
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (const [turn, size] of CORNERS[marker]) {
    const angle = 2 * Math.PI * turn;
    ctx.lineTo(x + Math.sin(angle) * radius * size, y - Math.cos(angle) * radius * size);
  }
  ctx.closePath();
}

/**
 * One ball; behind a hill it is a ghost.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number, hidden?: boolean}} at
 * @param {Look} look
 * @param {number} radius
 * @param {string} rim
 */
export function ball(ctx, at, look, radius, rim) {
  outline(ctx, look.marker, at.x, at.y, radius);
  if (at.hidden) {
    ctx.globalAlpha = 0.25;
    ctx.fillStyle = look.colour;
    ctx.fill();
    ctx.globalAlpha = 0.9;
    ctx.setLineDash([2, 2]);
    ctx.lineWidth = radius / 4;
    ctx.strokeStyle = look.colour;
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    return;
  }
  ctx.lineWidth = radius / 2.5;
  ctx.strokeStyle = rim;
  ctx.stroke();
  ctx.fillStyle = look.colour;
  ctx.fill();
  badge(ctx, at, look, radius, rim);
}

function badge(ctx, at, look, radius, rim) {
  if (!look.badge) return;
  ctx.fillStyle = rim;
  ctx.font = `700 ${radius * 1.5}px sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(look.badge, at.x, at.y + radius * 0.08);
}

/** Several balls on one spot: one ball, a slice for each. */
export function shared(ctx, at, looks, radius, rim) {
  ctx.globalAlpha = at.hidden ? 0.35 : 1;
  ctx.beginPath();
  ctx.arc(at.x, at.y, radius * 1.15, 0, 2 * Math.PI);
  ctx.lineWidth = radius / 2.5;
  ctx.strokeStyle = rim;
  ctx.stroke();
  looks.forEach((look, i) => {
    const from = (i / looks.length - 0.25) * 2 * Math.PI;
    ctx.beginPath();
    ctx.moveTo(at.x, at.y);
    ctx.arc(at.x, at.y, radius * 1.15, from, from + (2 * Math.PI) / looks.length);
    ctx.fillStyle = look.colour;
    ctx.fill();
  });
  ctx.globalAlpha = 1;
}

/** A ball that left the picture: an arrow at the edge, the way it went. */
export function leaving(ctx, at, angle, look, radius, rim) {
  ctx.save();
  ctx.translate(at.x, at.y);
  ctx.rotate(angle);
  ctx.beginPath();
  ctx.moveTo(radius * 0.2, 0);
  ctx.lineTo(-radius * 1.7, radius);
  ctx.lineTo(-radius * 1.2, 0);
  ctx.lineTo(-radius * 1.7, -radius);
  ctx.closePath();
  ctx.lineWidth = radius / 2.5;
  ctx.strokeStyle = rim;
  ctx.stroke();
  ctx.fillStyle = look.colour;
  ctx.fill();
  ctx.restore();
}

/** The end of a run that diverged: a cross, and a word beside it. */
export function diverged(ctx, at, word, look, radius, rim, flip) {
  const arm = radius * 0.9;
  ctx.lineCap = "round";
  for (const [colour, width] of [[rim, radius * 0.9], [look.colour, radius * 0.45]]) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(at.x - arm, at.y - arm);
    ctx.lineTo(at.x + arm, at.y + arm);
    ctx.moveTo(at.x + arm, at.y - arm);
    ctx.lineTo(at.x - arm, at.y + arm);
    ctx.stroke();
  }
  const beside = { x: at.x + (flip ? -1 : 1) * radius * 1.8, y: at.y };
  label(ctx, beside, word, { colour: look.colour, size: radius * 1.9, rim, flip });
}
