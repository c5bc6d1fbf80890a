/** Where a tooltip stands: beside its point, or above or below it where it is too broad for that. */

import { clamp } from "./height.js";

/** Pixels between point and tooltip. */
const APART = 14;

/** How far above the point the tooltip beside it begins. */
const RAISED = 50;

/**
 * @param {{x: number, y: number}} at the point, in pixels
 * @param {{width: number, height: number}} tip
 * @param {{left: number, top: number, right: number, bottom: number}} room that it stays in, as far as it fits
 * @returns {{x: number, y: number}} its upper left corner
 */
export function tipPlace(at, { width, height }, { left, top, right, bottom }) {
  const [after, before] = [at.x + APART, at.x - APART - width];
  const y = (wanted) => clamp(wanted, top, Math.max(bottom - height, top));
  if (after + width <= right) return { x: after, y: y(at.y - RAISED) };
  if (before >= left) return { x: before, y: y(at.y - RAISED) };
  const above = at.y - APART - height;
  const x = clamp(at.x - width / 2, left, Math.max(right - width, left));
  return { x, y: y(above >= top ? above : at.y + APART) };
}
