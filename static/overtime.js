/** What a rule remembers, its rates and its steps over the whole run; the clock's cursor on a canvas above. */

import { make } from "./dom.js";

const CONFIG = { displayModeBar: false, staticPlot: true, responsive: false };

/** Milliseconds without a new run after which the curves are drawn anew. */
const PAUSE = 90;

/** Plotly's names of the four pictures' axes, and what stands in a picture that has no curve. */
const AXES = ["", "2", "3", "4"];
const NONE = ["no gradient is averaged", "no squares are kept", "no rate for each coordinate", "no step"];

/** Points of a curve that are enough for a picture as small as this. */
const FINE = 700;

export class OverTime {
  element = make("section", { class: "overtime", "aria-label": "Over time", "data-testid": "over-time" });
  #still = make("div", { class: "still" });
  #canvas = make("canvas", { class: "moving" });
  #ctx = this.#canvas.getContext("2d");
  #Plotly = null;
  #timer = 0;
  #next = null;
  #drawn = false;
  #onDrawn;

  /** @param {() => void} onDrawn the axes have moved: the cursor wants to be drawn again */
  constructor(onDrawn) {
    this.#onDrawn = onDrawn;
    this.element.append(this.#still, this.#canvas);
    this.#observer.observe(this.element);
  }

  #observer = new ResizeObserver(() => this.#soon());

  usePlotly(Plotly) {
    this.#Plotly = Plotly;
    this.#soon();
  }

  /** @param {any} figure empty axes @param {any[]} entrants with `ledger` @param {any} colours by role @param {number} steps */
  set(figure, entrants, colours, steps) {
    this.#next = { figure, entrants, colours, steps };
    this.#soon();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#draw(), PAUSE);
  }

  async #draw() {
    if (!this.#Plotly || !this.#next || !this.element.clientWidth) return;
    const { figure, entrants, colours, steps } = this.#next;
    const layout = structuredClone({ ...figure.layout, width: this.element.clientWidth, height: this.element.clientHeight });
    for (const number of AXES) layout[`xaxis${number}`].range = [0, steps];
    const data = entrants.flatMap((entrant) => curves(entrant, entrants.length > 1 ? () => entrant.look.colour : (role) => colours[role]));
    // Plotly draws no axes where there is no curve; the words stay, and say that there is none.
    AXES.forEach((number, i) => {
      if (!data.some(({ xaxis }) => xaxis === `x${number}`)) layout.annotations[i].text = NONE[i];
    });
    await this.#Plotly.react(this.#still, data, layout, CONFIG);
    this.#drawn = true;
    this.#onDrawn();
  }

  /** The cursor. @param {number} step */
  paint(step, colour) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const ratio = window.devicePixelRatio || 1;
    if (this.#canvas.width !== Math.round(width * ratio)) this.#canvas.width = Math.round(width * ratio);
    if (this.#canvas.height !== Math.round(height * ratio)) this.#canvas.height = Math.round(height * ratio);
    const ctx = this.#ctx;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const full = this.#drawn && this.#still._fullLayout;
    if (!full) return;
    ctx.strokeStyle = colour;
    ctx.globalAlpha = 0.5;
    ctx.beginPath();
    for (const number of AXES) {
      const [x, y] = [full[`xaxis${number}`], full[`yaxis${number}`]];
      if (!x || !y) continue;
      const at = x._offset + x._b + x._m * step;
      ctx.moveTo(at, y._offset);
      ctx.lineTo(at, y._offset + y._length);
    }
    ctx.stroke();
  }

  close() {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    if (this.#drawn) this.#Plotly.purge(this.#still);
  }
}

/** The curves of one entrant: x in full, y dashed; what is uncorrected pale. */
function curves({ ledger }, colourOf) {
  const told = (role, hat) => ({ name, role: its }) => its === role && name.endsWith("_hat") === hat && !/_(before|kept|share)$/.test(name);
  // The step as it is taken: what schedule and box leave of it is told after the rule's own.
  const taken = ({ name, role }) => role === "step" && !/_(before|share|hat)$/.test(name);
  const squares = (hat) => (one) => told("squares", hat)(one) || told("sizes", hat)(one);
  const wanted = [
    ["", "momentum", ledger.rowOf(told("momentum", false)), ledger.rowOf(told("momentum", true))],
    ["2", "squares", ledger.rowOf(squares(false)), ledger.rowOf(squares(true))],
    ["3", "rate", ledger.rowOf(told("rate", false)), null],
    ["4", "step", ledger.rowOf(taken), null],
  ];
  const data = [];
  for (const [axis, role, plain, hat] of wanted) {
    for (const [row, pale] of [[plain, hat !== null], [hat, false]]) {
      if (row === null) continue;
      for (const coordinate of [0, 1]) {
        const values = ledger.series(row, coordinate);
        data.push(curve(axis, role === "step" ? values.map(Math.abs) : values, colourOf(role), { dash: coordinate === 1, pale }));
      }
    }
    if (role === "step" && plain !== null) {
      const [dx, dy] = [ledger.series(plain, 0), ledger.series(plain, 1)];
      data.push(curve(axis, dx.map((value, t) => Math.hypot(value, dy[t])), colourOf(role), { dash: false, pale: true, width: 3 }));
    }
  }
  return data;
}

function curve(axis, values, colour, { dash, pale, width = 1.3 }) {
  const stride = Math.max(1, Math.ceil(values.length / FINE));
  const [x, y] = [[], []];
  for (let t = 0; t < values.length; t += stride) {
    x.push(t);
    y.push(Number.isFinite(values[t]) ? values[t] : null);
  }
  return {
    type: "scatter", mode: "lines", x, y, xaxis: `x${axis}`, yaxis: `y${axis}`, opacity: pale ? 0.4 : 1,
    line: { color: colour, width, dash: dash ? "4px,3px" : "solid" },
  };
}
