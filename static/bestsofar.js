/** What each search has found by then, against how many settings it has tried: one line for each optimizer. */

import { make } from "./dom.js";

const CONFIG = { displayModeBar: false, staticPlot: true, responsive: false };

/** Nearer to the minimum than this, float64 tells nothing any more. */
const FLOOR = 1e-16;

/** Milliseconds without a change after which the lines are drawn. */
const PAUSE = 60;

/** Of an axis without any length, decades on each side. */
const LEAST = 0.5;

export class BestSoFar {
  element = make("div", { class: "bestsofar", "data-testid": "best-so-far", hidden: true });
  #Plotly = null;
  #next = null;
  #shown = "";
  #drawn = false;

  #observer = new ResizeObserver(() => this.#soon());
  #timer = 0;

  constructor() {
    this.#observer.observe(this.element);
  }

  usePlotly(Plotly) {
    this.#Plotly = Plotly;
    this.#soon();
  }

  /**
   * @param {string} name of what is shown: as long as it stays, nothing is drawn anew
   * @param {any} figure empty axes
   * @param {boolean} log whether the axis upwards is logarithmic
   * @param {{look: any, curve: Float32Array}[]} lines
   */
  set(name, figure, log, lines) {
    this.element.hidden = lines.length === 0;
    if (lines.length === 0 || name === this.#shown) return;
    this.#shown = name;
    this.#next = { figure, log, lines };
    this.#soon();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), PAUSE);
  }

  async #draw() {
    if (!this.#Plotly || !this.#next || !this.element.clientWidth) return;
    const { figure, log, lines } = this.#next;
    const layout = structuredClone({ ...figure.layout, width: this.element.clientWidth, height: this.element.clientHeight });
    const tried = Math.max(...lines.map(({ curve }) => curve.length));
    layout.xaxis.range = [0, Math.log10(tried)];
    if (log) {
      const [low, high] = (layout.yaxis.range = decades(lines));
      // Whole decades alone, where there are some.
      if (high - low > 2) layout.yaxis.dtick = Math.ceil((high - low) / 4);
    }
    this.#drawn = true;
    await this.#Plotly.react(this.element, lines.map(({ look, curve }) => line(look, curve, log)), layout, CONFIG);
  }

  close() {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    if (this.#drawn) this.#Plotly.purge(this.element);
  }
}

/** From the lowest to the highest, with a little room. */
function decades(lines) {
  const all = lines.flatMap(({ curve }) => [...curve].filter(Number.isFinite).map((value) => Math.log10(Math.max(value, FLOOR))));
  if (all.length === 0) return [-1, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = Math.max(0.06 * (high - low), high - low < LEAST ? LEAST : 0);
  return [low - room, high + room];
}

/** It falls where a better setting is found. */
function line(look, curve, log) {
  const y = [...curve].map((value) => (Number.isFinite(value) ? Math.max(value, log ? FLOOR : 0) : null));
  return {
    type: "scatter", mode: "lines", x: y.map((_, tried) => tried + 1), y,
    line: { color: look.colour, width: 2, shape: "hv", dash: look.dash.length ? "4px,3px" : "solid" },
  };
}
