/** The panels: which views they show in which layout, and when Plotly has to draw again. */

import { BatchMap } from "./batchmap.js";
import { Beside } from "./beside.js";
import { make, setText } from "./dom.js";
import { Drift } from "./drift.js";
import { Gauge } from "./gauge.js";
import { Heights } from "./height.js";
import { Legend, footOf } from "./legend.js";
import { Mirror } from "./mirror.js";
import { mapSight, paint, placeBalls, runs, sceneSight } from "./paint.js";
import { Panel } from "./panel.js";
import { Plane } from "./plane.js";
import { QuickMap } from "./quickmap.js";
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
  #batch;
  #beside;
  #repaint;
  #onPanel;

  /**
   * @param {() => void} repaint
   * @param {(panel: Panel) => void} onPanel a panel was made; the pointer wants to know it
   * @param {(field: string, value: any) => void} show a choice of the view was made here
   * @param {import("./fitpanel.js").Doings} pointDoings
   */
  constructor(repaint, onPanel, show, pointDoings) {
    this.#repaint = repaint;
    this.#onPanel = onPanel;
    this.scene = new Scene(repaint, () => this.#copy());
    this.map = new Plane(() => {
      repaint();
      this.#layQuickMap();
      this.#copySoon();
    }, true);
    this.#beside = new Beside(repaint, show, pointDoings);
    this.#batch = new BatchMap((on) => show("batch", on));
    this.quick = new QuickMap();
    this.#drift = new Drift(this.map, () => this.#layQuickMap(), () => this.#drawMoved());
    const { losses } = this.#beside;
    this.panels = {
      scene: this.#panel("scene", "scene", this.scene.element, sceneSight(this.scene)),
      map: this.#panel("map", "map", this.map.element, mapSight(this.map)),
      losses: this.#panel("losses", "losses", losses.plane.element, losses.sight),
    };
    for (const kind of ["scene", "map"]) this.panels[kind].element.append(this.#legends[kind].element);
    this.panels.map.canvas.dataset.testid = "moving-map";
    this.panels.map.element.dataset.testid = "map";
    this.panels.map.element.append(this.#batch.element);
    this.element.append(...Object.values(this.panels).map((panel) => panel.element), ...this.#beside.elements);
    this.#observer.observe(this.element);
    // Where the panels stand among other things on a phone the stage itself has no size.
    this.#observer.observe(this.panels.map.element);
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
      for (const { view } of this.#views) await view.resize(this.#Plotly);
      this.scene.repaint();
    }
    this.#layQuickMap();
  }

  /** All the views in which Plotly draws, in the order in which they are wanted; `of` is what their figures depend on. */
  get #views() {
    const figures = this.#land.figures[this.#theme.name];
    const of = [this.#run.landscape];
    return [
      { name: "map", view: this.map, figure: figures.map, of },
      ...this.#beside.views(this.#land, this.#theme.name),
      { name: "scene", view: this.scene, figure: figures.scene, of },
    ];
  }

  /**
   * Takes over what is to be seen; Plotly is asked for nothing that has not changed. While a surface is being turned, the
   * map is painted by hand until the drag pauses. The scene follows where it is swift, or the only picture; else it stands
   * pale meanwhile, without the balls, which belong to another surface.
   * @param {{land: any, run: any, theme: any, dragging: boolean, settled: boolean}} next `settled`: it answers all that was done
   */
  set({ land, run, theme, dragging, settled }) {
    const landed = land !== this.#land;
    const painted = theme.name !== this.#theme?.name;
    const surface = !landed ? "same" : land.key === this.#land?.key ? "turned" : "other";
    Object.assign(this, { heights: landed ? new Heights(land, this.map.shift) : this.heights });
    [this.#land, this.#run, this.#theme] = [land, run, theme];
    this.scene.heights = this.heights;
    this.scene.motion = this.#drift.motion = run.motion;
    this.#beside.set(land, run, settled);
    this.#batch.set(land, run);
    const { layout, present } = run.view;
    for (const { name, view, figure, of, head = 0 } of this.#views) {
      const signature = [...of, theme.name, layout, present, head].join();
      if (this.#drawn[name]?.signature === signature) continue;
      this.#drawn[name] = { signature, camera: surface === "other" ? null : "keep", drawn: false };
      view.plan(this.#fitted(figure, head), surface);
    }
    if (landed || painted) this.#paintQuick();
    this.#layOut();
    this.#makeRoom();
    this.#layQuickMap();
    this.#beside.losses.range(this.heights, this.#Plotly);
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
  #fitted({ data, layout }, head) {
    const { layout: arrangement, present } = this.#run.view;
    const small = arrangement === "side";
    // In the box type stands closer; there it grows less.
    const factor = present ? (layout.scene ? 1.3 : 1.7) : 1;
    const margin = { ...layout.margin, t: (layout.margin?.t ?? 0) + head };
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
      const covered = this.map.covered || this.#batch.heights !== null;
      element.classList.toggle("covered", covered);
      quick.hidden = this.map.ready && !covered;
      if (!quick.hidden) this.quick.lay(quick, this.map);
    }
  }

  /** The map's colours by hand, of the whole loss or of a mini-batch's. */
  #paintQuick() {
    this.quick.paint(this.#batch.heights ?? this.heights, this.#land.figures[this.#theme.name].map);
  }

  #layOut() {
    const { layout, panel: view, present } = this.#run.view;
    const side = layout === "side";
    const source = view === "map" ? "map" : "scene";
    const racers = this.#run.entrants.filter((entrant) => entrant.shown);
    const { beside, rates } = this.#beside.lay(this.panels.losses, racers);
    Object.assign(this.element.dataset, { layout, panel: view, rates, beside });
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
    const signature = [layout, view, present, rates, beside, names].join();
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
      for (const { name, view } of this.#views) {
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
    this.#followBatch(frame.step, shift);
    frame.way = this.#way;
    const views = {};
    for (const panel of this.all) {
      if (!panel.shown) continue;
      const entrants = panel.only === null ? frame.entrants : frame.entrants.filter((one) => one.name === panel.only);
      const { placed, scales } = (views[panel.kind] ??= this.#view(panel, frame));
      paint(panel, { ...frame, entrants }, placed, scales);
    }
    this.#beside.paint(frame, this.#minima);
  }

  #followBatch(step, shift) {
    const other = this.#batch.follow(step);
    const { heights } = this.#batch;
    if (heights) heights.shift = shift;
    if (other) this.#paintQuick();
    if (other || (heights && this.#run.motion)) this.#layQuickMap();
  }

  get #way() {
    const { motion } = this.#run;
    return motion && { motion, minima: this.#minima };
  }

  /** The surface's global minima, at its first place. */
  get #minima() {
    return this.#land.figures[this.#theme.name].map.data[1];
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
    for (const panel of [...this.all, this.#beside]) panel.remove();
    clearTimeout(this.#resizing);
    clearTimeout(this.#pausing);
    this.#drift.stop();
    for (const view of [this.scene, this.map, ...this.#beside.planes]) view.purge(this.#Plotly);
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
