/** The map of the Inside page: the landscape, the paths up to this step, and around each ball what the step is made of. */

import { make } from "./dom.js";
import { Drift } from "./drift.js";
import { figures, tidy } from "./format.js";
import { round } from "./gauge.js";
import { Heights } from "./height.js";
import { eased } from "./momentary.js";
import { mapSight, paint, placeBalls } from "./paint.js";
import { Panel } from "./panel.js";
import { Plane } from "./plane.js";
import { attach } from "./pointer.js";
import { QuickMap } from "./quickmap.js";
import { paintStep } from "./steppicture.js";

/** How long a bar of the key may be, in pixels; it is at least two fifths of that. */
const BAR = 70;

/** Pixels: a row of the key, with its frame's share, and the map's labels below it. */
const ROW = 22;
const LABELS = 48;

export class StepMap {
  #plane;
  #panel;
  #quick = new QuickMap();
  #heights = null;
  #land = null;
  #Plotly = null;
  #signature = "";
  #key = make("div", { class: "key" });
  #told = "";
  #drift;
  #way = null;

  /**
   * @param {() => void} repaint
   * @param {import("./pointer.js").Doings} pointerDoings
   */
  constructor(repaint, pointerDoings) {
    this.#plane = new Plane(() => {
      repaint();
      this.#layQuick();
    }, true);
    this.#drift = new Drift(this.#plane, () => this.#layQuick(), () => this.#draw());
    this.#panel = new Panel("map", this.#plane.element, repaint);
    this.#panel.sight = mapSight(this.#plane);
    this.#panel.canvas.dataset.testid = "moving-map";
    this.#panel.element.dataset.testid = "map";
    this.#panel.element.prepend((this.#panel.quick = make("canvas", { class: "quickmap" })));
    this.#panel.element.append(this.#key);
    this.element = make("div", { class: "map" }, this.#panel.element);
    this.#panel.kind = "map";
    attach(this.#panel, pointerDoings);
    this.#observer.observe(this.element);
  }

  #observer = new ResizeObserver(() => {
    if (this.#Plotly && this.#land) this.#plane.resize(this.#Plotly);
    this.#layQuick();
  });

  /** A place as one would type it. */
  tidied(x, y) {
    const { x0, x1, y0, y1 } = this.#heights;
    return { x: tidy(x, x1 - x0), y: tidy(y, y1 - y0) };
  }

  /** Undoes zooming. */
  reset() {
    return this.#plane.reset(this.#Plotly);
  }

  /** The map's shorter side, in its own units. */
  get side() {
    const { x0, x1, y0, y1 } = this.#heights;
    return Math.min(x1 - x0, y1 - y0);
  }

  set({ land, theme, present, motion }) {
    this.#drift.motion = motion;
    this.#way = motion && { motion, minima: land.figures[theme.name].map.data[1] };
    const landed = land !== this.#land;
    const signature = [theme.name, present].join();
    const other = this.#land?.key !== land.key;
    if (landed) this.#heights = new Heights(land, this.#plane.shift);
    this.#land = land;
    if (landed || signature !== this.#signature) {
      this.#signature = signature;
      const { data, layout } = land.figures[theme.name].map;
      const factor = present ? 1.6 : 1;
      const margin = { ...layout.margin, r: 12 };
      for (const side of "ltb") margin[side] *= factor;
      const traces = data.map((trace) => (trace.colorbar ? { ...trace, showscale: false, customdata: this.#heights.losses } : trace));
      this.#plane.plan({ data: traces, layout: { ...layout, margin, font: { ...layout.font, size: layout.font.size * factor } } }, other ? "other" : landed ? "turned" : "same");
      this.#quick.paint(this.#heights, land.figures[theme.name].map);
      this.#draw();
    }
    this.#layQuick();
  }

  #draw() {
    if (this.#Plotly) this.#plane.draw(this.#Plotly);
  }

  #layQuick() {
    const { quick, element } = this.#panel;
    if (!this.#heights) return;
    element.classList.toggle("stale", this.#plane.stale);
    element.classList.toggle("covered", this.#plane.covered);
    quick.hidden = this.#plane.ready && !this.#plane.covered;
    if (!quick.hidden) this.#quick.lay(quick, this.#plane);
  }

  async usePlotly(Plotly) {
    this.#Plotly = Plotly;
    await this.#plane.draw(Plotly);
    this.#layQuick();
  }

  /** @param {{moments: any[], start: number[], playing: boolean, colours: any, theme: any, size: number, scales: any}} frame */
  paint({ moments, start, playing, colours, theme, size, scales }) {
    const panel = this.#panel;
    if (!panel.shown) return;
    const { rim, text } = theme;
    const entrants = moments.map(({ entrant }) => entrant);
    // Balls stand still while a step is looked into, and roll in its last stage; of two each for itself.
    const frames = moments.map(({ step, moved }) => step + eased(moved));
    const step = Math.max(...frames, 0);
    // While a step is looked into, the landscape is where the step finds it.
    this.#drift.follow(this.#heights, step, playing);
    const frame = { entrants, step, start: { x: start[0], y: start[1] }, way: this.#way, whole: false, overlays: [], size, rim, text };
    paint(panel, frame, placeBalls(panel.sight, frame), {});
    for (const [i, moment] of moments.entries()) paintStep(panel.ctx, this.#plane, this.#placed(moment, frames[i]), { colours, rim, size });
    this.#tellScales(moments, scales, colours);
  }

  /** Around the ball where it stands; while it rolls, the step's arrow shrinks to its true length. */
  #placed(moment, step) {
    const { path } = moment.entrant;
    const from = Math.min(Math.floor(step), path.points - 1);
    const at = { x: path.x[from], y: path.y[from] };
    const way = eased(moment.moved);
    const magnified = moment.scales.step;
    return { ...moment, at, scales: { ...moment.scales, step: magnified * (1 - way) + way } };
  }

  /** The stated scale: bars as long as they are on the map. */
  #tellScales(moments, scales, colours) {
    const shown = (kind) => moments.some(({ drawn }) => drawn.some((one) => one.drawn === kind));
    const unit = Math.abs(this.#plane.axes.x1);
    const rows = [];
    const bar = (text, scale, role) => {
      const value = round(BAR / (unit * scale));
      rows.push([`${text} ${figures(value, 3)}`, value * scale * unit, role]);
    };
    if (scales) {
      const gradient = shown("gradient") || shown("squares") || shown("sizes");
      if (gradient && scales.gradient) bar(shown("squares") ? "gradients, and √ of squares" : "gradients", scales.gradient, "position");
      if (shown("direction") && scales.direction) bar("step ÷ rate", scales.direction, "direction");
      if (shown("rate") && scales.rate) bar("effective rate", scales.rate, "rate");
      // While the ball moves the arrow shrinks to scale.
      if (shown("step") && scales.step && moments.every(({ moved }) => moved === 0)) rows.push([scales.step === 1 ? "step, to scale" : `step, ${figures(scales.step, 1)} × as long`, 0, "step"]);
    }
    const corner = this.#corner(moments, rows.length);
    const told = JSON.stringify([rows, colours, corner]);
    if (told === this.#told) return;
    this.#told = told;
    this.#key.hidden = rows.length === 0;
    Object.assign(this.#key.style, corner);
    this.#key.replaceChildren(...rows.map(([text, length, role]) =>
      make("div", {}, text, length > 0 && make("i", { style: `width:${length.toFixed(1)}px;color:${colours[role]}` })),
    ));
  }

  /** Where the key stands: below the map where there is room, else in the corner of it that holds no ball. */
  #corner(moments, rows) {
    const { area } = this.#plane;
    const { width, height } = this.#panel.size;
    const right = `${(width - area.x - area.width + 4).toFixed(0)}px`;
    const below = height - area.y - area.height;
    if (below > LABELS + ROW * rows) return { right, bottom: "4px", top: "auto" };
    const { x0, x1, y0, y1 } = this.#heights;
    const inCorner = moments.some(({ entrant: { path }, step }) => {
      const at = Math.min(step, path.points - 1);
      return path.x[at] > (x0 + x1) / 2 && path.y[at] < (y0 + y1) / 2;
    });
    if (inCorner) return { right, bottom: "auto", top: `${(area.y + 4).toFixed(0)}px` };
    return { right, bottom: `${(below + 4).toFixed(0)}px`, top: "auto" };
  }

  close() {
    this.#observer.disconnect();
    this.#drift.stop();
    this.#panel.remove();
    if (this.#Plotly) this.#plane.purge(this.#Plotly);
  }
}
