/** The panels: which views they show in which layout, and when Plotly has to draw again. */

import { make, setText } from "./dom.js";
import { Heights } from "./height.js";
import { lossRange, onLossAxis } from "./lossaxis.js";
import { Mirror } from "./mirror.js";
import { lossSight, mapSight, paint, sceneSight } from "./paint.js";
import { Panel } from "./panel.js";
import { Plane } from "./plane.js";
import { drawQuickMap } from "./quickmap.js";
import { Scene } from "./scene.js";

const SETTLED = 120;

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
  #laidOut = "";
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
      this.#copySoon();
    });
    this.losses = new Plane(repaint);
    this.quick = make("canvas", { class: "quickmap" });
    this.panels = {
      scene: this.#panel("scene", "scene", this.scene.element, sceneSight(this.scene)),
      map: this.#panel("map", "map", this.map.element, mapSight(this.map)),
      losses: this.#panel("losses", "losses", this.losses.element, this.#lossSight()),
    };
    this.panels.map.element.prepend(this.quick);
    this.panels.map.canvas.dataset.testid = "moving-map";
    this.panels.map.element.dataset.testid = "map";
    this.element.append(...Object.values(this.panels).map((panel) => panel.element));
    this.#observer.observe(this.element);
  }

  #lossSight() {
    return lossSight(this.losses, (gap) => onLossAxis(gap, this.#land, this.#run.view.loss_axis));
  }

  #panel(name, kind, still, sight) {
    const panel = new Panel(name, still, this.#repaint);
    panel.kind = kind;
    panel.sight = sight;
    this.#onPanel(panel);
    return panel;
  }

  #observer = new ResizeObserver(() => {
    clearTimeout(this.#resizing);
    this.#resizing = setTimeout(() => this.#resize(), SETTLED);
  });

  async #resize() {
    if (!this.#run) return;
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
   * Takes over what is to be seen; Plotly is asked for nothing that has not changed.
   * @param {{land: any, run: any, theme: any}} next
   */
  set({ land, run, theme }) {
    const landed = land !== this.#land;
    const painted = theme.name !== this.#theme?.name;
    Object.assign(this, { heights: landed ? new Heights(land) : this.heights });
    [this.#land, this.#run, this.#theme] = [land, run, theme];
    this.scene.heights = this.heights;
    const { layout, present } = run.view;
    for (const [name, view, figure] of this.#views) {
      const signature = [land.key, theme.name, figure, layout, present].join();
      if (this.#drawn[name]?.signature === signature) continue;
      this.#drawn[name] = { signature, camera: landed ? null : "keep", drawn: false };
      view.plan(fitted(land.figures[theme.name][figure], { big: present, small: layout === "side" }), landed);
    }
    if (landed || painted) this.#layQuickMap();
    this.#layOut();
    this.#rangeLosses();
    if (this.#Plotly) this.#drawStill();
  }

  /** The map's colours before Plotly has come. */
  #layQuickMap() {
    if (this.map.ready) return;
    const { x, y, width, height } = this.map.area;
    Object.assign(this.quick.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    this.quick.hidden = false;
    drawQuickMap(this.quick, this.heights, this.#land.figures[this.#theme.name].map.data[0].colorscale);
  }

  #layOut() {
    const { layout, panel: view, present } = this.#run.view;
    const side = layout === "side";
    const source = view === "map" ? "map" : "scene";
    const racers = this.#run.entrants.filter((entrant) => entrant.shown);
    Object.assign(this.element.dataset, { layout, panel: view });
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
    const signature = [layout, view, present, names].join();
    if (signature === this.#laidOut) return;
    this.#laidOut = signature;
    this.element.style.setProperty("--columns", String(columns(side ? racers.length : 1, this.element)));
    clearTimeout(this.#resizing);
    this.#resizing = setTimeout(() => this.#resize());
  }

  #makeMirror(name, source) {
    const mirror = new Mirror(source === "map" ? this.map : this.scene);
    const panel = this.#panel(name, source, mirror.element, this.panels[source].sight);
    return { mirror, panel };
  }

  #caption(panel, racers) {
    const racer = racers.find((entrant) => entrant.name === panel.only);
    setText(panel.caption, racer ? racer.label : "");
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

  /** Draws what is stale, one view at a time with a picture of the balls between; hidden views wait until shown. */
  #drawStill() {
    // One failure (no WebGL, say) is told once and keeps nothing else from being drawn.
    this.#queue = this.#queue.catch(() => {}).then(async () => {
      for (const [name, view] of this.#views) {
        const state = this.#drawn[name];
        if (state.drawn || !view.element.getClientRects().length) continue;
        state.drawn = true;
        const camera = state.camera === "keep" ? view.view : state.camera;
        await nextPicture();
        await view.draw(this.#Plotly, camera);
        this.quick.hidden = this.map.ready;
        // Its first picture was painted before anyone watched.
        if (name === "scene") this.scene.repaint();
      }
    });
    return this.#queue;
  }

  /** @param {import("./paint.js").Frame} frame */
  paint(frame) {
    for (const panel of this.all) {
      if (!panel.shown) continue;
      const entrants = panel.only === null ? frame.entrants : frame.entrants.filter((one) => one.name === panel.only);
      paint(panel, { ...frame, entrants });
    }
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
    for (const panel of this.all) panel.remove();
    clearTimeout(this.#resizing);
    for (const view of [this.scene, this.map, this.losses]) view.purge(this.#Plotly);
  }
}

/** The figure for a projector (large type), or for small panels (no key to the colours). */
function fitted(figure, { big, small }) {
  // In the box type stands closer; there it grows less.
  const factor = big ? (figure.layout.scene ? 1.3 : 1.7) : 1;
  const margin = { ...figure.layout.margin };
  for (const side of "lrtb") margin[side] *= factor;
  if (small && margin.r) margin.r = 10;
  const data = figure.data.map((trace) => (trace.colorbar ? { ...trace, showscale: !small } : trace));
  return { data, layout: { ...figure.layout, margin, font: { ...figure.layout.font, size: figure.layout.font.size * factor } } };
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
