/** A strip below the loss: what each schedule multiplies its learning rate by, step by step, with the clock's cursor. */

import { make } from "./dom.js";
import { figures } from "./format.js";
import { Panel } from "./panel.js";

/** On a linear axis, what lies below this share of its height is squeezed at the foot. */
const SQUEEZED = 0.05;

/** The share of a run from which on that is too much: the axis is logarithmic then. */
const TOO_MUCH = 0.25;

/** Decades of a logarithmic axis at most. */
const DEEPEST = -4;

/** Pixels of a dash where several have the same schedule, and turn by turn draw it. */
const DASH = 7;

const FONT = '"Source Sans", sans-serif';

export class RateStrip {
  #panel;
  #curves = [];
  #axis = { log: false, low: 0 };
  #drawn = "";
  #version = 0;

  /** @param {() => void} repaint */
  constructor(repaint) {
    this.#panel = new Panel("rates", make("div", { class: "still" }), repaint);
    this.#panel.trails.canvas.dataset.testid = "rates-curves";
    Object.assign(this.element.dataset, { testid: "rates" });
    this.element.setAttribute("aria-label", "Schedules of the learning rates");
  }

  get element() {
    return this.#panel.element;
  }

  /**
   * @param {any[]} entrants those that are shown
   * @returns {boolean} whether any of them has a schedule
   */
  set(entrants) {
    this.#curves = curvesOf(entrants);
    this.#axis = axisOf(this.#curves.map(({ factors }) => factors));
    this.#version += 1;
    this.element.dataset.scale = this.#axis.log ? "log" : "linear";
    return this.#curves.length > 0;
  }

  /**
   * @param {import("./paint.js").Frame} frame
   * @param {import("./plane.js").Plane} losses whose axis of steps this has too
   * @param {number} fontSize
   */
  paint(frame, losses, fontSize) {
    if (!this.#curves.length || !this.#panel.shown) return;
    const { width, height } = this.#panel.size;
    const { area, axes } = losses;
    const room = { x: area.x, width: area.width, y: fontSize * 0.7, height: height - fontSize * 1.5 };
    const place = { x: (t) => axes.x0 + axes.x1 * t, y: (factor) => room.y + room.height * (1 - this.#heightOf(factor)) };
    const drawn = [this.#version, width, height, room.x, room.width, axes.x0, axes.x1, frame.text, frame.size, window.devicePixelRatio].join();
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#drawStill(room, place, frame, fontSize);
    }
    this.#drawCursor(room, place, frame, fontSize);
  }

  /** 0 at the foot, 1 at the whole rate. */
  #heightOf(factor) {
    const { log, low } = this.#axis;
    return log ? Math.max((Math.log10(factor) - low) / -low, 0) : factor;
  }

  #drawStill(room, place, { text, size }, fontSize) {
    const ctx = this.#panel.trails;
    this.#panel.clear(ctx);
    drawAxis(ctx, room, place, this.#axis, text, fontSize);
    ctx.save();
    ctx.beginPath();
    ctx.rect(room.x, 0, room.width, room.y + room.height + size);
    ctx.clip();
    ctx.lineWidth = size / 3.2;
    for (const { factors, look, turn, turns } of this.#curves) {
      ctx.strokeStyle = look.colour;
      ctx.setLineDash(turns > 1 ? [DASH, DASH * (turns - 1)] : look.dash);
      ctx.lineDashOffset = -DASH * turn;
      ctx.beginPath();
      // Each factor holds for a whole step.
      factors.forEach((factor, t) => {
        const y = place.y(factor);
        ctx.lineTo(place.x(t), y);
        ctx.lineTo(place.x(t + 1), y);
      });
      ctx.stroke();
    }
    ctx.restore();
  }

  #drawCursor(room, place, { step, text, size, rim }, fontSize) {
    const { ctx } = this.#panel;
    this.#panel.clear(ctx);
    const x = place.x(step);
    if (x < room.x - 1 || x > room.x + room.width + 1) return;
    ctx.strokeStyle = text;
    ctx.globalAlpha = 0.35;
    ctx.lineWidth = size / 6;
    ctx.beginPath();
    ctx.moveTo(x, room.y);
    ctx.lineTo(x, room.y + room.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    const at = Math.floor(step);
    const dots = this.#curves.map(({ factors, look }) => ({ look, factor: factors[Math.min(at, factors.length - 1)] }));
    for (const { look, factor } of dots) {
      ctx.beginPath();
      ctx.arc(x, place.y(factor), size * 0.55, 0, 2 * Math.PI);
      ctx.fillStyle = look.colour;
      ctx.fill();
      ctx.strokeStyle = rim;
      ctx.lineWidth = size / 6;
      ctx.stroke();
    }
    tellFactors(ctx, dots, room, rim, fontSize);
  }

  remove() {
    this.#panel.remove();
  }
}

/** A curve for each entrant with a schedule; of those that have the same one, whose turn it is. */
function curvesOf(entrants) {
  const scheduled = entrants.filter(({ path }) => path.factors);
  const groups = new Map();
  for (const entrant of scheduled) {
    const key = JSON.stringify(entrant.schedule);
    groups.set(key, [...(groups.get(key) ?? []), entrant]);
  }
  return scheduled.map((entrant) => {
    const group = groups.get(JSON.stringify(entrant.schedule));
    return { factors: entrant.path.factors, look: entrant.look, turn: group.indexOf(entrant), turns: group.length };
  });
}

/**
 * Logarithmic where one of them would lie squeezed at the foot of a linear axis for too much of the run.
 * @param {Float32Array[]} curves
 */
export function axisOf(curves) {
  const squeezed = (factors) => factors.filter((factor) => factor < SQUEEZED).length > TOO_MUCH * factors.length;
  const log = curves.some(squeezed);
  const lowest = curves.reduce((least, factors) => factors.reduce((a, b) => Math.min(a, b), least), 1);
  return { log, low: log ? Math.max(Math.floor(Math.log10(Math.max(lowest, 1e-30))), DEEPEST) : 0 };
}

function drawAxis(ctx, room, place, { log, low }, text, fontSize) {
  ctx.fillStyle = ctx.strokeStyle = text;
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.font = `${fontSize}px ${FONT}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  const ticks = log ? Array.from({ length: 1 - low }, (_, k) => 10 ** -k) : [0, 0.5, 1];
  // Where the strip is low, every second decade has a word.
  const every = Math.ceil((ticks.length * fontSize * 1.15) / room.height);
  ticks.forEach((tick, k) => {
    const y = Math.round(place.y(tick)) + 0.5;
    ctx.globalAlpha = 0.14;
    ctx.beginPath();
    ctx.moveTo(room.x, y);
    ctx.lineTo(room.x + room.width, y);
    ctx.stroke();
    ctx.globalAlpha = 0.68;
    if (k % every === 0) ctx.fillText(figures(tick), room.x - 4, y);
  });
  ctx.save();
  ctx.translate(Math.max(room.x - fontSize * 3.6, fontSize * 0.7), room.y + room.height / 2);
  ctx.rotate(-Math.PI / 2);
  ctx.textAlign = "center";
  ctx.fillText(log ? "× α, log" : "× α", 0, 0);
  ctx.restore();
  ctx.globalAlpha = 1;
}

/** The factors of this step in the corner, each in its colour; what several share is told once. */
function tellFactors(ctx, dots, room, rim, fontSize) {
  const words = new Map(dots.map(({ look, factor }) => [`× ${figures(factor, 2)}`, look.colour]));
  ctx.font = `600 ${fontSize * 1.1}px ${FONT}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.strokeStyle = rim;
  ctx.lineWidth = 3;
  let x = room.x + room.width - 3;
  for (const [word, colour] of [...words].reverse()) {
    ctx.strokeText(word, x, room.y + 2);
    ctx.fillStyle = colour;
    ctx.fillText(word, x, room.y + 2);
    x -= ctx.measureText(word).width + fontSize;
  }
}
