/** Maps: how an optimizer ends for every pair of settings, or from every start, up to four of them beside each other. */

import { make, setAttribute } from "./dom.js";
import { tidy } from "./format.js";
import { Heights } from "./height.js";
import { arrange } from "./maplayout.js";
import { makeMapLegend } from "./maplegend.js";
import { MapPanel } from "./mappanel.js";
import { makeMapProgress } from "./mapprogress.js";
import { makeMapsBar } from "./mapsbar.js";
import { keepMaps, memory } from "./memory.js";
import { makeSettings } from "./settings.js";

/** Milliseconds between an answer and the next question how far it is; and after which an answer is lost. */
const PAUSE = 120;
const LOST = 9000;

/** @implements {import("./desk.js").Page} */
export class Maps {
  #desk;
  #run = null;
  #with = null;
  #Plotly = null;
  #polling = 0;
  /** What the clock is to do on the page that comes after this one. */
  #next = {};
  /** Whose map was used last. */
  #used = "";
  /** @type {Map<string, MapPanel>} */
  #panels = new Map();
  #bar;
  #progress;
  #legend = makeMapLegend();
  #settings;
  #heights = null;
  #grid = make("div", { class: "grid" });

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#bar = makeMapsBar({
      chooseSurface: (surface) => desk.do("surface", { kind: "surface", surface }),
      chooseKind: (map) => desk.do("map", { kind: "map", map }),
      chooseMeasure: (measure) => desk.do("map measure", { kind: "map_measure", measure }),
      chooseSize: (size) => desk.do("map size", { kind: "map_size", size }),
      present: () => this.#present(),
      href: () => desk.href,
    });
    this.#progress = makeMapProgress({
      switchMap: (entrant, on) => desk.do(`map of ${entrant}`, { kind: "map_of", entrant, on }),
      stop: () => desk.post("stop", { kind: "stop", tasks: this.#run.maps.tasks }),
      goOn: () => desk.post("stop", { kind: "go_on" }),
    });
    this.#settings = makeSettings({
      setStart: (x, y) => desk.do("start", { kind: "start", x, y }),
      setSteps: (value) => desk.do("steps", { kind: "steps", value }),
      setTolerance: (value) => desk.do("tolerance", { kind: "tolerance", value }),
    });
    this.element = make(
      "div", { class: "arena maps", "data-testid": "arena" },
      this.#bar.element, desk.notes.element, this.#progress.element, this.#grid,
      make("footer", { class: "foot" }, this.#legend.element, this.#settings.element),
    );
    this.keys = { p: () => this.#present(), Escape: () => this.#run.view.present && this.#present() };
    this.#observer.observe(this.#grid);
  }

  #observer = new ResizeObserver(() => this.#arrange());

  /** @param {any} run @param {import("./desk.js").Circumstances} circumstances */
  take(run, circumstances) {
    const { catalogue, land, theme } = circumstances;
    const bottomless = land.lowest === null;
    if (land !== this.#with?.land) this.#heights = new Heights(land);
    this.#run = run;
    this.#with = circumstances;
    if (circumstances.first) this.#holdClock();
    keepMaps(run.needs);
    this.#showView();
    this.#bar.update(run, catalogue, bottomless);
    this.#progress.update(run, catalogue.maps.most);
    this.#settings.update(run, this.#heights, land.axes);
    this.#legend.update(run.maps, catalogue.maps, theme.name, theme.rim, bottomless);
    this.#sync();
    for (const told of run.maps.panels) this.#panels.get(told.entrant).update(told, run, { catalogue, land, theme, bottomless });
    this.#arrange();
    this.#poll(run.maps.finished || run.maps.stopped ? 0 : PAUSE);
  }

  /** There is nothing to move here; the next page goes on as the last one would have. */
  #holdClock() {
    const { clock } = this.#desk;
    this.#next = { playing: clock.playing };
    clock.pause();
  }

  /** A panel for each map, in the race's order. */
  #sync() {
    const names = this.#run.maps.panels.map(({ entrant }) => entrant);
    for (const [name, panel] of this.#panels) {
      if (names.includes(name)) continue;
      panel.close();
      this.#panels.delete(name);
    }
    names.forEach((name, i) => {
      if (!this.#panels.has(name)) this.#panels.set(name, this.#makePanel(name));
      const { element } = this.#panels.get(name);
      if (this.#grid.children[i] !== element) this.#grid.insertBefore(element, this.#grid.children[i] ?? null);
      this.#panels.get(name).offer(name === this.#used);
    });
  }

  #makePanel(name) {
    const desk = this.#desk;
    const panel = new MapPanel(name, {
      setAxis: (entrant, axis, change) => desk.do(`${entrant}.${axis}`, { kind: "map_axis", entrant, axis, ...change }),
      reset: (entrant) => desk.do(`${entrant}.axes`, { kind: "map_reset", entrant }),
      load: (entrant, values) => {
        this.#use(entrant);
        desk.do(`load ${entrant}`, { kind: "load", entrant, values });
      },
      moveStart: (place, phase) => this.#moveStart(name, place, phase),
      watch: () => (this.#next = { step: 0, playing: true }),
    });
    if (this.#Plotly) panel.cells.usePlotly(this.#Plotly);
    return panel;
  }

  #use(name) {
    this.#used = name;
    for (const [other, panel] of this.#panels) panel.offer(other === name);
  }

  #moveStart(name, { x, y }, phase) {
    const { x0, x1, y0, y1 } = this.#heights;
    if (phase === "begin") this.#desk.begin();
    this.#desk.post("start", { kind: "start", x: tidy(x, x1 - x0), y: tidy(y, y1 - y0) });
    if (phase !== "end") return;
    this.#desk.end();
    this.#use(name);
  }

  /** As many panels in a row as make the maps largest. */
  #arrange() {
    if (!this.#run) return;
    const { clientWidth, clientHeight } = this.#grid;
    const { maps, view } = this.#run;
    const { columns, beside, narrow, across, down } = arrange(this.#panels.size, clientWidth, clientHeight, maps.kind, view.present);
    const sizes = { columns, across: `${across}px`, down: `${down}px` };
    for (const [name, size] of Object.entries(sizes)) this.#grid.style.setProperty(`--${name}`, String(size));
    setAttribute(this.#grid, "data-narrow", String(narrow));
    setAttribute(this.#grid, "data-arrangement", beside ? "beside" : "stacked");
  }

  #showView() {
    const { view, maps } = this.#run;
    setAttribute(this.element, "data-map", maps.kind);
    if (this.element.dataset.present === String(view.present)) return;
    setAttribute(this.element, "data-present", String(view.present));
    const top = view.present ? 0 : this.element.getBoundingClientRect().top + window.scrollY;
    this.element.style.setProperty("--above", `${Math.round(top)}px`);
  }

  #present() {
    if (!this.#run) return;
    const { view } = this.#run;
    view.present = !view.present;
    this.take(this.#run, { ...this.#with, first: false });
    this.#desk.do("view present", { kind: "show", field: "present", value: view.present });
  }

  // --- while it is being computed ---

  /** Asks how far it is after so many milliseconds, and again where no answer comes; 0: not any more. */
  #poll(after) {
    clearTimeout(this.#polling);
    if (!after) return;
    this.#polling = setTimeout(() => {
      this.#desk.post("poll", { kind: "poll" });
      this.#poll(LOST);
    }, after);
  }

  told() {
    const { done, finished, stopped } = this.#run.maps;
    return { progress: done.toFixed(2), finished: String(finished), stopped: String(stopped) };
  }

  paint() {}

  /** @param {any} Plotly */
  async furnish(Plotly) {
    this.#Plotly = Plotly;
    for (const panel of this.#panels.values()) await panel.cells.usePlotly(Plotly);
  }

  close() {
    clearTimeout(this.#polling);
    Object.assign(memory.clock, this.#next);
    this.#observer.disconnect();
    for (const panel of this.#panels.values()) panel.close();
  }
}
