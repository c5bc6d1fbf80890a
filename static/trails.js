/**
 * Trails on a canvas of their own. While the balls roll, a picture adds the last piece of each trail to what is there; all
 * is drawn anew only when something else has changed.
 */

import { placeAt } from "./track.js";

export class Trails {
  /** What the canvas shows: the tracks, and the circumstances. */
  #tracks = [];
  #circumstances = "";
  #step = 0;
  /** How long each trail is, in pixels, so that its dashes go on. */
  #lengths = [];

  /**
   * @param {import("./panel.js").Panel} panel
   * @param {import("./paint.js").Frame} frame
   */
  draw(panel, frame) {
    const { sight, trails: ctx } = panel;
    const tracks = frame.entrants.map((entrant) => sight.track(entrant));
    const { width, height } = panel.size;
    const pens = frame.entrants.map((entrant) => penOf(entrant, sight, frame.size));
    const looks = frame.entrants.map(({ look }, k) => look.colour + look.dash + pens[k].width);
    const circumstances = [width, height, frame.size, frame.whole, looks].join();
    const goesOn =
      circumstances === this.#circumstances &&
      frame.step >= this.#step &&
      tracks.length === this.#tracks.length &&
      tracks.every((track, k) => track === this.#tracks[k]);
    if (goesOn && frame.step === this.#step) return;
    if (!goesOn) this.#begin(ctx, panel, frame, tracks, pens);
    // Saved only now: a canvas that is given another size forgets what was saved, and the frame would cut for good.
    ctx.save();
    clip(ctx, sight.clip());
    frame.entrants.forEach(({ look }, k) => {
      if (!tracks[k]) return;
      ctx.globalAlpha = pens[k].alpha;
      this.#lengths[k] += piece(ctx, tracks[k], this.#step, frame.step, look, pens[k].width / 2.6, this.#lengths[k]);
    });
    ctx.restore();
    [this.#tracks, this.#circumstances, this.#step] = [tracks, circumstances, frame.step];
  }

  #begin(ctx, panel, frame, tracks, pens) {
    panel.clear(ctx);
    this.#step = 0;
    this.#lengths = tracks.map(() => 0);
    if (!frame.whole) return;
    ctx.save();
    clip(ctx, panel.sight.clip());
    frame.entrants.forEach(({ look }, k) => {
      ctx.globalAlpha = 0.3 * pens[k].alpha;
      if (tracks[k]) piece(ctx, tracks[k], 0, Infinity, look, pens[k].width / 4, 0);
    });
    ctx.restore();
  }
}

/** Of many seeds the median is what counts on the loss panel, and the first of them thin and pale upon it. */
function penOf({ swarm }, sight, size) {
  return swarm && sight.medians ? { width: 0.42 * size, alpha: 0.4 } : { width: size, alpha: 1 };
}

/** @param {CanvasRenderingContext2D} ctx @param {{x: number, y: number, width: number, height: number} | null} area */
export function clip(ctx, area) {
  if (!area) return;
  ctx.beginPath();
  ctx.rect(area.x, area.y, area.width, area.height);
  ctx.clip();
}

/**
 * The piece of a trail between two steps, which may lie between recorded ones; behind hills it is paler.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./track.js").Track} track
 * @param {import("./draw.js").Look} look
 * @returns {number} its length in pixels
 */
function piece(ctx, track, from, to, look, width, dashOffset) {
  ctx.lineJoin = "round";
  ctx.strokeStyle = look.colour;
  ctx.lineWidth = width;
  ctx.setLineDash(look.dash.map((length) => length * width));
  ctx.lineDashOffset = dashOffset;
  const alpha = ctx.globalAlpha;
  let length = 0;
  for (const hidden of track.hidden ? [0, 1] : [0]) {
    ctx.globalAlpha = hidden ? alpha * 0.28 : alpha;
    // Round ends would lie over one another where a pale piece joins the next.
    ctx.lineCap = hidden ? "butt" : "round";
    ctx.beginPath();
    length += outline(ctx, track, from, Math.min(to, track.px.length - 1), hidden);
    ctx.stroke();
  }
  ctx.globalAlpha = alpha;
  return length;
}

/** The parts of the piece that are hidden (1) or in sight (0). */
function outline(ctx, track, from, to, hidden) {
  if (from >= track.px.length - 1) return 0;
  let { x, y } = placeAt(track, from);
  let [part, down, length] = [0, false, 0];
  const go = (nextX, nextY, nextPart) => {
    const drawn = part === hidden && !Number.isNaN(x) && !Number.isNaN(nextX);
    if (drawn) {
      if (!down) ctx.moveTo(x, y);
      ctx.lineTo(nextX, nextY);
      length += Math.hypot(nextX - x, nextY - y);
    }
    [x, y, part, down] = [nextX, nextY, nextPart, drawn];
  };
  for (const i of track.keep) {
    if (i > to) break;
    const next = track.hidden ? track.hidden[i] : 0;
    if (i <= from) part = next;
    else go(track.px[i], track.py[i], next);
  }
  const end = placeAt(track, to);
  go(end.x, end.y, 0);
  return length;
}
