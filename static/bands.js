/**
 * The losses of many seeds on the loss panel: between which losses half of them and nine in ten are at each step, and their
 * median. Painted once for the whole run; a picture copies what lies before the clock.
 */

import { make, setText } from "./dom.js";
import { clip } from "./trails.js";

/** The rows of a swarm's band on both sides of what is filled, and how opaque that is. */
const FILLED = [[0, 4, 0.16], [1, 3, 0.2]];
const MEDIAN = 2;

/** While something is dragged the whole run is seen, pale, beyond the clock. */
const PALE = 0.4;

export class Bands {
  #ctx;
  #whole = document.createElement("canvas").getContext("2d");
  #painted = "";
  #swarms = [];
  #shown = "";
  #key = makeKey();

  /** @param {import("./panel.js").Panel} panel */
  constructor(panel) {
    this.#ctx = panel.below();
    panel.element.append(this.#key.element);
  }

  /**
   * @param {import("./panel.js").Panel} panel
   * @param {import("./paint.js").Frame} frame
   */
  draw(panel, frame) {
    const racers = frame.entrants.filter(({ swarm }) => swarm);
    const anew = this.#prepare(panel, frame, racers);
    const edge = panel.sight.pixelAt(frame.step, 0).x;
    const shown = [edge, frame.whole].join();
    if (!anew && shown === this.#shown) return;
    this.#shown = shown;
    const ctx = this.#ctx;
    const { width, height } = panel.size;
    panel.clear(ctx);
    if (!racers.length) return;
    const copy = () => ctx.drawImage(this.#whole.canvas, 0, 0, width, height);
    ctx.save();
    const area = panel.sight.clip();
    if (frame.whole && edge < area.x + area.width) {
      ctx.globalAlpha = PALE;
      copy();
      ctx.globalAlpha = 1;
    }
    clip(ctx, { x: 0, y: 0, width: edge, height });
    copy();
    ctx.restore();
  }

  /** The whole run, where it is not there yet. @returns {boolean} whether it had to be painted */
  #prepare(panel, frame, racers) {
    const { sight } = panel;
    const { width, height } = panel.size;
    const swarms = racers.map(({ swarm }) => swarm);
    const looks = racers.map(({ look }) => look.colour + look.dash);
    const circumstances = [width, height, window.devicePixelRatio, sight.version(), frame.size, frame.rim, looks].join();
    const same = swarms.length === this.#swarms.length && swarms.every((swarm, k) => swarm === this.#swarms[k]);
    if (same && circumstances === this.#painted) return false;
    [this.#painted, this.#swarms] = [circumstances, swarms];
    this.#key.update(racers[0]?.swarm ?? null);
    const ctx = this.#whole;
    panel.clear(ctx);
    ctx.save();
    clip(ctx, sight.clip());
    const rows = swarms.map((swarm) => swarm.band.map((row) => Float32Array.from(row, (gap, step) => sight.pixelAt(step, gap).y)));
    const across = (step) => sight.pixelAt(step, 0).x;
    racers.forEach(({ look }, k) => fill(ctx, rows[k], across, look));
    racers.forEach(({ look }, k) => line(ctx, rows[k][MEDIAN], across, look, frame));
    ctx.restore();
    return true;
  }
}

function fill(ctx, rows, across, look) {
  ctx.fillStyle = look.colour;
  for (const [low, high, alpha] of FILLED) {
    const last = rows[low].length - 1;
    ctx.globalAlpha = alpha;
    ctx.beginPath();
    for (let step = 0; step <= last; step++) ctx.lineTo(across(step), rows[high][step]);
    for (let step = last; step >= 0; step--) ctx.lineTo(across(step), rows[low][step]);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

/** The median, with a rim that parts it from its band and from the others. */
function line(ctx, row, across, look, { size, rim }) {
  const width = size / 2.6;
  ctx.lineJoin = "round";
  ctx.beginPath();
  row.forEach((y, step) => ctx.lineTo(across(step), y));
  ctx.strokeStyle = rim;
  ctx.lineWidth = width + 1.2;
  ctx.stroke();
  ctx.strokeStyle = look.colour;
  ctx.lineWidth = width;
  ctx.setLineDash(look.dash.map((length) => length * width));
  ctx.stroke();
  ctx.setLineDash([]);
}

/** What is what on the panel, and how many seeds there are. */
function makeKey() {
  const [median, one] = [make("span"), make("span")];
  const element = make(
    "ul", { class: "seeds", "data-testid": "seeds-key", "aria-label": "Seeds", hidden: true },
    make("li", {}, make("i", { class: "median" }), median),
    make("li", {}, make("i", { class: "half" }), make("span", {}, "25–75 %")),
    make("li", {}, make("i", { class: "most" }), make("span", {}, "5–95 %")),
    make("li", {}, make("i", { class: "one" }), one),
  );
  return {
    element,
    /** @param {import("./swarm.js").Swarm | null} swarm */
    update(swarm) {
      element.hidden = swarm === null;
      if (!swarm) return;
      setText(median, `median of ${swarm.seeds} seeds`);
      setText(one, `seed ${swarm.first}`);
    },
  };
}
