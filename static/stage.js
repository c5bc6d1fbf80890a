/** The panels: which views they show in which layout, and when Plotly has to draw again. */

import { make, setText } from "./dom.js";
import { Drift } from "./drift.js";
import { Gauge } from "./gauge.js";
import { Heights } from "./height.js";
import { Legend, footOf } from "./legend.js";
import { lossRange, onLossAxis } from "./lossaxis.js";
import { Mirror } from "./mirror.js";
import { lossSight, mapSight, paint, placeBalls, runs, sceneSight } from "./paint.js";
import { Panel } from "./panel.js";
import { Plane } from "./plane.js";
import { QuickMap } from "./quickmap.js";
import { RateStrip } from "./rates.js";
import { Scene } from "./scene.js";

const SETTLED = 120;

/** Milliseconds without a new landscape after which Plotly draws what a drag has made of the surface. */
const PAUSE = 180;

/** A scene that is drawn in fewer milliseconds follows a drag. */
const SWIFT = 80;

export class Stage {
  element = make("div", { class: "stage" });
  heights = null;
  #land = null;
  #run = null;
  #theme = null;
  #Plotly = null;
  #mirrors = [];
  #drawn = {};
  #queue = Promise.resolve();
  #resizing = 0;
  #pausing = 0;
  /** Milliseconds that the scene took when it was last drawn anew. */
  #sceneTook = 0;
  #laidOut = "";
  #drift;
  #gauges = { scene: new Gauge(), map: new Gauge() };
  #legends = { scene: new Legend(), map: new Legend() };
  #repaint;
  #onPanel;

  /**
   * @param {() => void} repaint
   * @param {(panel: Panel) => void} onPanel a panel was made; the pointer wants to know it
   */
  constructor(repaint, onPanel) {
    this.#repaint = repaint;
    this.#onPanel = onPanel;
    this.scene = new Scene(repaint, () => this.#copy());
    this.map = new Plane(() => {
      repaint();
      this.#layQuickMap();
      this.#copySoon();
    }, true);
    this.losses = new Plane(repaint);
    this.quick = new QuickMap();
    this.rates = new RateStrip(repaint);
    this.#drift = new Drift(this.map, () => this.#layQuickMap(), () => this.#drawMoved());
    this.panels = {
      scene: this.#panel("scene", "scene", this.scene.element, sceneSight(this.scene)),
      map: this.#panel("map", "map", this.map.element, mapSight(this.map)),
      losses: this.#panel("losses", "losses", this.losses.element, this.#lossSight()),
    };
    for (const kind of ["scene", "map"]) this.panels[kind].element.append(this.#legends[kind].element);
    this.panels.map.canvas.dataset.testid = "moving-map";
    this.panels.map.element.dataset.testid = "map";
    this.element.append(...Object.values(this.panels).map((panel) => panel.element), this.rates.element);
    this.#observer.observe(this.element);
    // Where the panels stand among other things on a phone the stage itself has no size.
    this.#observer.observe(this.panels.map.element);
  }

  #lossSight() {
    return lossSight(this.losses, (gap) => onLossAxis(gap, this.#land, this.#run.view.loss_axis));
  }

  #panel(name, kind, still, sight) {
    const panel = new Panel(name, still, this.#repaint);
    panel.kind = kind;
    panel.sight = sight;
    if (kind === "map") panel.element.prepend(panel.quick = make("canvas", { class: "quickmap", hidden: true }));
    this.#onPanel(panel);
    return panel;
  }

  #observer = new ResizeObserver(() => {
    clearTimeout(this.#resizing);
    this.#resizing = setTimeout(() => this.#resize(), SETTLED);
  });

  async #resize() {
    if (!this.#run) return;
    this.#makeRoom();
    if (this.#Plotly) {
      await this.#drawStill();
      for (const view of [this.map, this.losses, this.scene]) await view.resize(this.#Plotly);
      this.scene.repaint();
    }
    this.#layQuickMap();
  }

  /** All the views in which Plotly draws, in the order in which they are wanted. */
  get #views() {
    return [["map", this.map, "map"], ["losses", this.losses, `losses-${this.#run.view.loss_axis}`], ["scene", this.scene, "scene"]];
  }

  /**
   * Takes over what is to be seen; Plotly is asked for nothing that has not changed. While a surface is being turned, the
   * map is painted by hand until the drag pauses. The scene follows where it is swift, or the only picture; else it stands
   * pale meanwhile, without the balls, which belong to another surface.
   * @param {{land: any, run: any, theme: any, dragging: boolean}} next
   */
  set({ land, run, theme, dragging }) {
    const landed = land !== this.#land;
    const painted = theme.name !== this.#theme?.name;
    const surface = !landed ? "same" : land.key === this.#land?.key ? "turned" : "other";
    Object.assign(this, { heights: landed ? new Heights(land, this.map.shift) : this.heights });
    [this.#land, this.#run, this.#theme] = [land, run, theme];
    this.scene.heights = this.heights;
    this.scene.motion = this.#drift.motion = run.motion;
    const { layout, present } = run.view;
    for (const [name, view, figure] of this.#views) {
      // The axes of the loss are the same for all that a surface can be turned to.
      const of = view === this.losses ? [land.key, land.lowest] : [run.landscape];
      const signature = [...of, theme.name, figure, layout, present].join();
      if (this.#drawn[name]?.signature === signature) continue;
      this.#drawn[name] = { signature, camera: surface === "other" ? null : "keep", drawn: false };
      view.plan(this.#fitted(land.figures[theme.name][figure]), surface);
    }
    if (landed || painted) this.quick.paint(this.heights, land.figures[theme.name].map);
    this.#layOut();
    this.#makeRoom();
    this.#layQuickMap();
    this.#rangeLosses();
    if (!this.#Plotly) return;
    clearTimeout(this.#pausing);
    this.#pausing = 0;
    if (surface !== "turned" || !dragging) return void this.#drawStill();
    this.#pausing = setTimeout(() => this.#drawAfterPause(), PAUSE);
    if (this.#sceneTook < SWIFT || !this.panels.map.shown) this.#draw("scene", this.scene).catch(() => {});
  }

  #drawAfterPause() {
    this.#pausing = 0;
    this.#drawStill();
  }

  /** A figure with the map's losses for its hover, for a projector (large type), or for small panels (no key to the colours). */
  #fitted({ data, layout }) {
    const { layout: arrangement, present } = this.#run.view;
    const small = arrangement === "side";
    // In the box type stands closer; there it grows less.
    const factor = present ? (layout.scene ? 1.3 : 1.7) : 1;
    const margin = { ...layout.margin };
    for (const side of "lrtb") margin[side] *= factor;
    if (small && margin.r) margin.r = 10;
    const traces = data.map((trace) => (trace.colorbar ? { ...trace, showscale: !small, customdata: this.heights.losses } : trace));
    return { data: traces, layout: { ...layout, margin, font: { ...layout.font, size: layout.font.size * factor } } };
  }

  /** The map's colours before Plotly has come, and while what it shows is the surface as it was before. */
  #layQuickMap() {
    for (const { element, quick, kind } of this.all) {
      element.classList.toggle("stale", kind !== "losses" && this[kind].stale);
      if (!quick) continue;
      element.classList.toggle("covered", this.map.covered);
      quick.hidden = this.map.ready && !this.map.covered;
      if (!quick.hidden) this.quick.lay(quick, this.map);
    }
  }

  #layOut() {
    const { layout, panel: view, present } = this.#run.view;
    const side = layout === "side";
    const source = view === "map" ? "map" : "scene";
    const racers = this.#run.entrants.filter((entrant) => entrant.shown);
    const rates = this.rates.set(racers);
    Object.assign(this.element.dataset, { layout, panel: view, rates });
    const wanted = side ? racers.slice(1) : [];
    const before = this.#mirrors.map(({ panel }) => panel.name).join();
    const names = wanted.map((entrant) => `${source}-${entrant.name}`);
    if (before !== names.join()) {
      for (const { panel } of this.#mirrors) panel.remove();
      this.#mirrors = names.map((name) => this.#makeMirror(name, source));
      this.element.append(...this.#mirrors.map(({ panel }) => panel.element));
    }
    for (const panel of Object.values(this.panels)) panel.only = null;
    if (side) {
      this.panels[source].only = racers[0]?.name ?? "";
      wanted.forEach((entrant, i) => (this.#mirrors[i].panel.only = entrant.name));
    }
    for (const panel of this.all) this.#caption(panel, racers);
    const signature = [layout, view, present, rates, names].join();
    if (signature === this.#laidOut) return;
    this.#laidOut = signature;
    this.element.style.setProperty("--columns", String(columns(side ? racers.length : 1, this.element)));
    clearTimeout(this.#resizing);
    this.#resizing = setTimeout(() => this.#resize());
  }

  /** Below the map for the scale of what is laid over it. */
  #makeRoom() {
    const { overlays, present } = this.#run.view;
    const foot = footOf(overlays, this.panels.map.size.width, present);
    if (this.map.makeRoom(foot) && this.#Plotly) this.map.resize(this.#Plotly);
  }

  #makeMirror(name, source) {
    const mirror = new Mirror(source === "map" ? this.map : this.scene);
    const panel = this.#panel(name, source, mirror.element, this.panels[source].sight);
    return { mirror, panel };
  }

  #caption(panel, racers) {
    const racer = racers.find((entrant) => entrant.name === panel.only);
    const seeds = racer?.swarm ? ` · ${racer.swarm.seeds} seeds` : "";
    setText(panel.caption, racer ? racer.label + seeds : "");
    panel.caption.style.color = racer ? racer.look.colour : "";
  }

  get all() {
    return [...Object.values(this.panels), ...this.#mirrors.map(({ panel }) => panel)];
  }

  #copy() {
    for (const { mirror, panel } of this.#mirrors) if (panel.kind === "scene") mirror.copyPixels();
  }

  #copySoon() {
    if (!this.#mirrors.some(({ panel }) => panel.kind === "map")) return;
    requestAnimationFrame(() => {
      for (const { mirror, panel } of this.#mirrors) if (panel.kind === "map") mirror.copySvg();
    });
  }

  #rangeLosses() {
    const plane = this.losses;
    const { layout } = plane.figure;
    const range = lossRange(this.#run, this.#land, this.heights, layout.yaxis.range);
    const steps = [0, this.#run.steps];
    if (String(range) === String(layout.yaxis.range) && String(steps) === String(layout.xaxis.range)) return;
    const ranged = {
      data: plane.figure.data,
      layout: {
        ...layout,
        xaxis: { ...layout.xaxis, range: steps },
        yaxis: { ...layout.yaxis, range },
      },
    };
    plane.plan(ranged);
    if (plane.ready) plane.draw(this.#Plotly);
  }

  /** @param {any} Plotly now that it has come */
  async usePlotly(Plotly, camera) {
    this.#Plotly = Plotly;
    this.#drawn.scene.camera = camera;
    await this.#drawStill();
  }

  /** The map where the landscape has come to rest. */
  #drawMoved() {
    if (!this.#Plotly || !this.panels.map.shown) return;
    this.#drawn.map.drawn = false;
    this.#drawStill();
  }

  /** Draws what is stale, one view at a time with a picture of the balls between; hidden views wait until shown. */
  #drawStill() {
    // One failure (no WebGL, say) is told once and keeps nothing else from being drawn.
    this.#queue = this.#queue.catch(() => {}).then(async () => {
      for (const [name, view] of this.#views) {
        // The surface is being turned again.
        if (this.#pausing) return;
        if (this.#drawn[name].drawn || !view.element.getClientRects().length) continue;
        await nextPicture();
        await this.#draw(name, view);
        // Its first picture was painted before anyone watched.
        if (name === "scene") this.scene.repaint();
      }
    });
    return this.#queue;
  }

  async #draw(name, view) {
    const state = this.#drawn[name];
    if (state.drawn || !view.element.getClientRects().length) return;
    state.drawn = true;
    const [anew, since] = [view.ready, performance.now()];
    await view.draw(this.#Plotly, state.camera === "keep" ? view.view : state.camera);
    this.#layQuickMap();
    if (name !== "scene" || !anew) return;
    await nextPicture();
    this.#sceneTook = performance.now() - since;
  }

  /** @param {import("./paint.js").Frame & {playing: boolean}} frame its `way` is put in here */
  paint(frame) {
    const shift = this.#drift.follow(this.heights, frame.step, frame.playing);
    if (this.panels.scene.shown) this.scene.moveTo(shift);
    frame.way = this.#way;
    const views = {};
    for (const panel of this.all) {
      if (!panel.shown) continue;
      const entrants = panel.only === null ? frame.entrants : frame.entrants.filter((one) => one.name === panel.only);
      const { placed, scales } = (views[panel.kind] ??= this.#view(panel, frame));
      paint(panel, { ...frame, entrants }, placed, scales);
    }
    this.rates.paint(frame, this.losses, this.losses.figure.layout.font.size);
  }

  get #way() {
    const { motion } = this.#run;
    return motion && { motion, minima: this.#land.figures[this.#theme.name].map.data[1] };
  }

  /** Where the balls are on a view, and the scales that all its panels share; the first of them tells the scales. */
  #view({ kind, sight }, frame) {
    const placed = placeBalls(sight, frame);
    if (!this.#gauges[kind]) return { placed, scales: {} };
    const keys = frame.overlays.map(({ key }) => key);
    const ruler = keys.length ? sight.ruler() : { side: 1, perUnit: null };
    const scales = this.#gauges[kind].measure(placed.filter(runs), keys, frame.step, ruler.side);
    this.#legends[kind].update(frame.overlays, scales, ruler, this.#run.view.present);
    return { placed, scales };
  }

  /** @param {"map" | "scene"} kind the view that is to be as it was at first */
  resetView(kind) {
    return this[kind].reset(this.#Plotly);
  }

  get camera() {
    return this.scene.view;
  }

  close() {
    this.#observer.disconnect();
    for (const panel of [...this.all, this.rates]) panel.remove();
    clearTimeout(this.#resizing);
    clearTimeout(this.#pausing);
    this.#drift.stop();
    for (const view of [this.scene, this.map, this.losses]) view.purge(this.#Plotly);
  }
}

/** As many columns as make the panels nearest to squares. */
function columns(count, element) {
  const { clientWidth, clientHeight } = element;
  let best = 1;
  let bestSize = 0;
  for (let n = 1; n <= count; n++) {
    const size = Math.min(clientWidth / n, clientHeight / Math.ceil(count / n));
    if (size > bestSize) [best, bestSize] = [n, size];
  }
  return best;
}

/** After the browser has painted, so that the balls roll on between two pieces of Plotly's work. */
function nextPicture() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
