/** One map: whose it is, its axes, its picture, and what it comes to in numbers. */

import { makeAxisControl } from "./axiscontrol.js";
import { Cells } from "./cells.js";
import { make, setAttribute, setText } from "./dom.js";
import { exact, figures, tidy } from "./format.js";
import { FIRST, NEVER, basinPixels, sensitivityPixels } from "./mapcolours.js";
import { memory } from "./memory.js";
import { linkTo } from "./towards.js";

/** Minima that the key names; the others are counted. */
const NAMED = 6;

/** How much larger type is on a projector. */
const LARGE = 1.6;

/**
 * @typedef {Object} Doings
 * @property {(entrant: string, axis: "x" | "y", change: any) => void} setAxis
 * @property {(entrant: string) => void} reset
 * @property {(entrant: string, values: Record<string, number>) => void} load
 * @property {(place: {x: number, y: number}, phase: "begin" | "move" | "end") => void} moveStart
 * @property {() => void} watch the race is about to be opened
 */

export class MapPanel {
  #name;
  #doings;
  #told = null;
  #run = null;
  #with = null;
  #painted = "";
  /** What the picture that is painted shows; null before there is one. */
  #picture = null;
  #dot = make("i", {});
  #label = make("b", {});
  #reset;
  #watch;
  #axes;
  #none = make("p", { class: "none", hidden: true });
  #numbers;
  #minima;

  /** @param {string} name the entrant's @param {Doings} doings */
  constructor(name, doings) {
    this.#name = name;
    this.#doings = doings;
    this.#reset = make("button", { type: "button", class: "icon", "data-testid": `${name}.map.reset`, title: "Both axes as they were at first", onclick: () => doings.reset(name) }, "↺");
    this.#watch = linkTo("", { class: "watch", "data-testid": `watch-${name}`, hidden: true, title: "Watch this run in the race" }, "watch in the race →", () => doings.watch());
    this.#axes = { x: makeAxisControl(`${name}.x`, (change) => doings.setAxis(name, "x", change)), y: makeAxisControl(`${name}.y`, (change) => doings.setAxis(name, "y", change)) };
    this.#numbers = make("ul", { class: "numbers", "data-testid": `numbers-${name}` });
    this.#minima = make("ol", { class: "minima", "data-testid": `minima-${name}` });
    this.cells = new Cells(name, {
      tell: (column, row) => this.#tell(column, row),
      pick: (at, phase) => this.#pick(at, phase),
      drags: () => this.#run.maps.kind === "basins",
    });
    this.element = make(
      "section", { class: "mapcard", "data-testid": `panel-${name}` },
      make("div", { class: "side" }, make("h2", {}, this.#dot, this.#label, this.#watch.element, this.#reset), this.#axes.x.element, this.#axes.y.element, this.#numbers, this.#minima),
      this.cells.element, this.#none,
    );
  }

  /**
   * @param {any} told the panel's part of the message
   * @param {any} run
   * @param {{catalogue: any, land: any, theme: any, bottomless: boolean}} circumstances
   */
  update(told, run, circumstances) {
    this.#told = told;
    this.#run = run;
    this.#with = circumstances;
    const entrant = run.entrants.find(({ name }) => name === told.entrant);
    this.#dot.style.background = entrant.look.colour;
    setText(this.#label, entrant.label);
    this.#watch.update(run.link);
    setAttribute(this.cells.element, "aria-label", `Map of ${entrant.label}`);
    const basins = run.maps.kind === "basins";
    const possible = basins || told.axes !== null;
    for (const element of [this.#axes.x.element, this.#axes.y.element, this.#numbers, this.#reset]) element.hidden = basins || !possible;
    this.#minima.hidden = !basins;
    this.#none.hidden = possible;
    this.cells.element.hidden = !possible;
    if (!possible) return void setText(this.#none, `${entrant.label} has one number only, ${told.fields.map(({ symbol }) => symbol).join()}: a map needs two.`);
    if (!basins) for (const axis of "xy") this.#axes[axis].update(told.axes[axis], told.fields, run.refused);
    this.#frame(basins);
    this.#paint(basins);
    this.#mark(basins);
    if (basins) this.#tellMinima();
    else this.#tellNumbers();
  }

  /** The link into the race, when this panel's map was used last. @param {boolean} on */
  offer(on) {
    this.#watch.element.hidden = !on;
  }

  // --- the picture ---

  #frame(basins) {
    const { catalogue, theme, land } = this.#with;
    const { size } = this.#run.maps;
    const { present } = this.#run.view;
    const template = catalogue.maps.figures[theme.name];
    const factor = present ? LARGE : 1;
    const along = (which, axis) => {
      if (basins) return { ...axis, range: land.domain[which === "x" ? 0 : 1], title: { ...axis.title, text: land.axes[which === "x" ? 0 : 1] } };
      const { name, ticks } = this.#told.axes[which];
      const { symbol } = this.#told.fields.find((field) => field.name === name);
      const standing = { tickmode: "array", tickvals: ticks.map(([share]) => share * (size - 1)), ticktext: ticks.map(([, text]) => text) };
      return { ...axis, ...standing, range: [-0.5, size - 0.5], title: { ...axis.title, text: `${symbol}  ${name.replaceAll("_", " ")}` } };
    };
    const { layout } = template;
    const margin = { ...layout.margin };
    for (const side of "lrtb") margin[side] *= factor;
    const figure = { data: template.data, layout: { ...layout, margin, font: { ...layout.font, size: layout.font.size * factor }, xaxis: along("x", layout.xaxis), yaxis: along("y", layout.yaxis) } };
    const signature = JSON.stringify([basins ? [land.domain, land.axes] : this.#told.axes, size, theme.name, present]);
    this.cells.frame(figure, signature);
  }

  #paint(basins) {
    const { maps } = this.#run;
    const { catalogue, theme } = this.#with;
    const picture = this.#told.picture ? memory.parts.get(this.#told.picture) : null;
    if (!picture || (!basins && !maps.scale)) {
      this.#picture = null;
      this.#painted = "";
      this.cells.fade();
      return;
    }
    this.#picture = picture;
    const signature = JSON.stringify([this.#told.picture, theme.name, basins ? maps.shades : [maps.measure, maps.scale]]);
    if (signature === this.#painted) return;
    this.#painted = signature;
    const look = catalogue.maps;
    const ends = look.ends[theme.name];
    this.cells.paint(basins
      ? basinPixels(picture, memory.parts.get(maps.minima).colour, look.minima, maps.shades, ends, theme.rim)
      : sensitivityPixels(picture, maps.measure, maps.scale, look.ramp, ends));
  }

  #mark(basins) {
    const { theme, land } = this.#with;
    if (basins) {
      const [u, v] = this.#run.start.map((at, k) => (at - land.domain[k][0]) / (land.domain[k][1] - land.domain[k][0]));
      return this.cells.mark(u >= 0 && u <= 1 && v >= 0 && v <= 1 ? { u, v } : null, theme);
    }
    const { size } = this.#run.maps;
    const [x, y] = this.#told.cross;
    const middle = (share) => (share * (size - 1) + 0.5) / size;
    return this.cells.mark(x === null || y === null ? null : { u: middle(x), v: middle(y) }, theme);
  }

  // --- numbers and words ---

  #tellNumbers() {
    const { numbers } = this.#told;
    const { bottomless } = this.#with;
    const several = this.#run.maps.panels.length > 1 && !bottomless;
    const row = (name, words) => make("li", {}, make("b", { "data-testid": `${name}-${this.#name}` }, numbers ? percent(numbers[name]) : ""), words);
    const best = numbers && numbers.best !== null ? ` The best loss here: ${figures(numbers.best)}.` : "";
    this.#numbers.title = bottomless
      ? `Shares of all cells. Without a lowest loss there is nothing to be 10 × as far from.${best}`
      : `Shares of all cells, whatever the colour shows. Within: the final loss is at most 10 × the best, or the tolerance; the larger the share, the less has to be tuned.${best}`;
    this.#numbers.replaceChildren(
      row("own", bottomless ? "no best: the surface has no lowest loss" : "within 10 × of its best loss"),
      ...(several ? [row("all", "within 10 × of the best loss of all")] : []),
      row("diverged", "diverged"),
    );
  }

  #tellMinima() {
    const { areas } = this.#told;
    const minima = memory.parts.get(this.#run.maps.minima);
    const { catalogue, theme } = this.#with;
    const { minima: hues, ends } = catalogue.maps;
    if (!areas) return void this.#minima.replaceChildren();
    const [named, rest] = [areas.minima.slice(0, NAMED), areas.minima.slice(NAMED)];
    const row = (colour, words, share, title, kind = "") => make("li", { title, class: kind }, make("i", { style: `background:${colour}` }), make("span", {}, words), make("b", {}, percent(share)));
    const others = rest.length ? [row("transparent", `${rest.length} more`, rest.reduce((sum, [, share]) => sum + share, 0), "Further minima; colours are used again")] : [];
    this.#minima.replaceChildren(
      ...named.map(([k, share]) => row(hues[minima.colour[k]], `${this.#place(minima, k)}, loss ${figures(minima.loss[k])}`, share, minima.global[k] ? "A global minimum" : "A local minimum")),
      ...others,
      minima.x.length
        ? row(ends[theme.name].never, "in none", areas.none, "Under way at the last step, or left for somewhere without a minimum")
        : row(ends[theme.name].never, "in none: the surface has no minimum", areas.none, "A run has nowhere to end: it goes down for as long as it lasts", "why"),
      row(ends[theme.name].diverged, "diverged", areas.diverged, "The loss or the place was not finite any more"),
    );
  }

  /** What hovering tells of a cell. */
  #tell(column, row) {
    const picture = this.#picture;
    if (!picture) return null;
    const at = row * picture.x.length + column;
    return this.#run.maps.kind === "basins" ? this.#tellStart(picture, column, row, at) : this.#tellCell(picture, column, row, at);
  }

  #tellCell({ x, y, gaps, distances, steps }, column, row, at) {
    const { axes, fields } = this.#told;
    const symbol = (which) => fields.find(({ name }) => name === axes[which].name).symbol;
    const values = [[symbol("x"), exact(x[column])], [symbol("y"), exact(y[row])]];
    if (Number.isNaN(gaps[at])) return [...values, ["", "diverged"]];
    if (this.#with.bottomless) return [...values, ["loss", figures(gaps[at])]];
    return [
      ...values, [this.#with.land.lowest === 0 ? "loss" : "f − f*", figures(gaps[at])], ["steps", steps[at] === NEVER ? "not reached" : String(steps[at])],
      ["distance", figures(distances[at])],
    ];
  }

  #tellStart({ x, y, minimum, steps }, column, row, at) {
    const start = [["from", `(${figures(x[column])}, ${figures(y[row])})`]];
    const end = minimum[at];
    if (end < FIRST) return [...start, ["ends", end === 0 ? "diverged" : "in none"]];
    const minima = memory.parts.get(this.#run.maps.minima);
    const k = end - FIRST;
    return [...start, ["ends in", this.#place(minima, k)], ["loss", figures(minima.loss[k])], ["settles", `step ${steps[at]}`]];
  }

  /** Where a minimum is, as finely as the domain is wide. */
  #place({ x, y }, k) {
    const [[x0, x1], [y0, y1]] = this.#with.land.domain;
    return `(${figures(tidy(x[k], x1 - x0))}, ${figures(tidy(y[k], y1 - y0))})`;
  }

  // --- from the user ---

  #pick({ column, row, u, v }, phase) {
    if (this.#run.maps.kind === "basins") {
      const [[x0, x1], [y0, y1]] = this.#with.land.domain;
      this.#doings.moveStart({ x: x0 + u * (x1 - x0), y: y0 + v * (y1 - y0) }, phase);
      return;
    }
    const picture = this.#picture;
    if (phase !== "click" || !picture) return;
    const { axes } = this.#told;
    this.#doings.load(this.#name, { [axes.x.name]: picture.x[column], [axes.y.name]: picture.y[row] });
  }

  close() {
    this.cells.close();
    this.element.remove();
  }
}

/** @param {number | null} share 0 … 1, null where there is none */
export function percent(share) {
  if (share === null) return "–";
  const value = 100 * share;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.95) return value < 0.1 ? "< 0.1 %" : `${value.toFixed(1)} %`;
  return value > 99 ? "> 99 %" : `${Math.round(value)} %`;
}
