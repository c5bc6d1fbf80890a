/** The data points below the curves, on a layer that is drawn anew only when they have changed; and rings around some of them. */

import { clip } from "./trails.js";

/** From so many points on they are drawn smaller, and paler where they lie over one another. */
const MANY = 80;

export class PointLayer {
  #drawn = "";

  /**
   * @param {import("./panel.js").Panel} panel
   * @param {import("./plane.js").Plane} plane
   * @param {{x: ArrayLike<number>, y: ArrayLike<number>, version: number}} points
   * @param {{text: string, rim: string, size: number}} look
   */
  draw(panel, plane, points, { text, rim, size }) {
    const { width, height } = panel.size;
    const drawn = [points.version, plane.version, width, height, text, size, window.devicePixelRatio].join();
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const ctx = panel.trails;
    const { x0, x1, y0, y1 } = plane.axes;
    const radius = radiusOf(points.x.length, size);
    panel.clear(ctx);
    ctx.save();
    clip(ctx, grown(plane.area, radius + 1));
    ctx.fillStyle = text;
    ctx.strokeStyle = rim;
    ctx.lineWidth = radius / 3;
    ctx.globalAlpha = points.x.length > MANY ? 0.5 : 0.8;
    for (let i = 0; i < points.x.length; i++) {
      ctx.beginPath();
      ctx.arc(x0 + x1 * points.x[i], y0 + y1 * points.y[i], radius, 0, 2 * Math.PI);
      ctx.fill();
      if (points.x.length <= MANY) ctx.stroke();
    }
    ctx.restore();
  }
}

/** @param {number} count @param {number} size the balls' radius @returns {number} pixels */
export function radiusOf(count, size) {
  return size * (count <= MANY ? 0.72 : Math.max(0.72 * Math.sqrt(MANY / count), 0.24));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./plane.js").Plane} plane
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>}} points
 * @param {ArrayLike<number>} rows which of them
 * @param {{colour: string, size: number, width: number}} look
 */
export function ring(ctx, plane, points, rows, { colour, size, width }) {
  const { x0, x1, y0, y1 } = plane.axes;
  const radius = radiusOf(points.x.length, size) + 1.5 + width;
  ctx.save();
  clip(ctx, grown(plane.area, radius + width));
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  for (let k = 0; k < rows.length; k++) {
    const [x, y] = [x0 + x1 * points.x[rows[k]], y0 + y1 * points.y[rows[k]]];
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
  }
  ctx.stroke();
  ctx.restore();
}

/** Points at the frame's edge are seen whole. */
function grown({ x, y, width, height }, by) {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
