/** A flat Plotly picture, map or loss axes, and the way from its data to pixels. */

import { UNMOVED, isSame, movedTrace } from "./motion.js";
import { makeTrack } from "./track.js";

/** A picture whose one side is more than so many times the other is stretched instead of drawn to scale. */
const LOPSIDED = 5;
const CONFIG = { displayModeBar: false, scrollZoom: true, doubleClick: "reset", showTips: false };

export class Plane {
  element = document.createElement("div");
  /** Grows with whatever moves data to other pixels. */
  version = 0;
  /** Whether Plotly shows this figure; if not, the figure's own margins and ranges serve. */
  ready = false;
  /** Whether Plotly's axes are right, but what it shows between them is the surface before it was turned. */
  stale = false;
  /** How far the figure's data has moved: Plotly follows when it is told to draw. */
  shift = UNMOVED;
  #drawnShift = UNMOVED;
  #figure = null;
  #listening = false;
  #tracks = new WeakMap();
  #onChange;
  #toScale;
  /** Pixels below the axis that are kept free. */
  #foot = 0;

  /**
   * @param {() => void} onChange the picture moved: zoomed, resized, drawn anew
   * @param {boolean} [toScale] a unit is as long along y as along x, so that angles are what they are, unless that
   * were a narrow strip
   */
  constructor(onChange, toScale = false) {
    this.element.className = "still";
    this.#onChange = onChange;
    this.#toScale = toScale;
  }

  /**
   * @param {any} figure is to be drawn
   * @param {"same" | "turned" | "other"} surface than Plotly shows until then
   */
  plan(figure, surface = "same") {
    this.#figure = figure;
    if (surface === "turned") this.stale = true;
    if (surface === "other") {
      this.ready = false;
      this.element.style.visibility = "hidden";
    }
    this.#moved();
  }

  /** Whether the landscape has moved since Plotly drew it. */
  get astray() {
    return this.ready && !isSame(this.shift, this.#drawnShift);
  }

  /** Whether what Plotly shows between its axes is not what it should be: it is painted by hand meanwhile. */
  get covered() {
    return this.stale || this.astray;
  }

  get figure() {
    return this.#figure;
  }

  /** @param {any} Plotly */
  async draw(Plotly) {
    // Plotly writes zooms into the layout that it is given; ours stays as it is planned.
    let figure;
    do {
      figure = this.#figure;
      const { shift } = this;
      const layout = structuredClone({ ...figure.layout, autosize: true, margin: this.#margin });
      await Plotly.react(this.element, figure.data.map((trace) => movedTrace(trace, shift)), layout, CONFIG);
      this.#drawnShift = shift;
    } while (figure !== this.#figure); // planned anew meanwhile
    this.ready = true;
    this.stale = false;
    this.element.style.visibility = "";
    if (!this.#listening) {
      this.#listening = true;
      this.element.on("plotly_relayout", () => this.#moved());
      this.element.on("plotly_relayouting", () => this.#moved());
    }
    this.#moved();
  }

  /** Undoes zooming and panning. @param {any} Plotly */
  async reset(Plotly) {
    const { xaxis, yaxis } = this.#figure.layout;
    if (this.ready) await Plotly.relayout(this.element, { "xaxis.range": [...xaxis.range], "yaxis.range": [...yaxis.range] });
  }

  async resize(Plotly) {
    if (this.ready && this.element.offsetParent) {
      await Plotly.relayout(this.element, { autosize: true, margin: this.#margin });
    }
    this.#moved();
  }

  #moved() {
    this.version += 1;
    this.#onChange();
  }

  /** The plot's frame inside the element, in pixels. */
  get area() {
    const full = this.ready && this.element._fullLayout;
    if (full) {
      const { xaxis, yaxis } = full;
      return { x: xaxis._offset, y: yaxis._offset, width: xaxis._length, height: yaxis._length };
    }
    const { l, r, t, b } = this.#margin;
    const { clientWidth, clientHeight } = this.element;
    return { x: l, y: t, width: Math.max(clientWidth - l - r, 1), height: Math.max(clientHeight - t - b, 1) };
  }

  /**
   * Keeps some pixels free at the picture's foot; to scale, what is left over there may do.
   * @param {number} foot
   * @returns {boolean} whether the picture has to move
   */
  makeRoom(foot) {
    const before = this.#margin;
    this.#foot = foot;
    const after = this.#margin;
    return ["l", "r", "t", "b"].some((side) => before[side] !== after[side]);
  }

  /** The figure's own margin; to scale, what is left over of the longer side is on both sides of the frame. */
  get #margin() {
    const { margin, xaxis, yaxis } = this.#figure.layout;
    const { clientWidth, clientHeight } = this.element;
    const foot = this.#foot;
    const [width, height] = [clientWidth - margin.l - margin.r, clientHeight - margin.t - margin.b];
    if (!this.#toScale || width <= 0 || height <= 0) return margin;
    const [across, up] = [xaxis, yaxis].map(({ range }) => range[1] - range[0]);
    if (Math.max(across / up, up / across) > LOPSIDED) return { ...margin, b: margin.b + Math.min(foot, height / 2) };
    const unit = Math.min(width / across, Math.max(height - foot, 1) / up);
    const [x, rest] = [Math.floor((width - across * unit) / 2), height - up * unit];
    const below = Math.floor(Math.max(rest / 2, Math.min(foot, rest)));
    return { ...margin, l: margin.l + x, r: margin.r + x, t: margin.t + Math.floor(rest - below), b: margin.b + below };
  }

  /** px = offset + slope · value on both axes; live in the middle of a zoom. */
  get axes() {
    const full = this.ready && this.element._fullLayout;
    if (full) {
      const { xaxis: x, yaxis: y } = full;
      return { x0: x._offset + x._b, x1: x._m, y0: y._offset + y._b, y1: y._m };
    }
    const { x, y, width, height } = this.area;
    const [left, right] = this.#figure.layout.xaxis.range;
    const [low, high] = this.#figure.layout.yaxis.range;
    const perX = width / (right - left);
    const perY = height / (high - low);
    return { x0: x - left * perX, x1: perX, y0: y + height + low * perY, y1: -perY };
  }

  /**
   * @param {object} path a run's arrays; the track is kept for as long as they are
   * @param {(index: number) => [number, number]} valuesOf what stands on the axes
   */
  track(path, valuesOf) {
    const kept = this.#tracks.get(path);
    if (kept?.version === this.version) return kept.track;
    const { x0, x1, y0, y1 } = this.axes;
    const track = makeTrack(path.points, (i, at) => {
      const [x, y] = valuesOf(i);
      at.x = x0 + x1 * x;
      at.y = y0 + y1 * y;
      return true;
    });
    this.#tracks.set(path, { track, version: this.version });
    return track;
  }

  /** A pixel's place in data. */
  dataAt(x, y) {
    const { x0, x1, y0, y1 } = this.axes;
    return { x: (x - x0) / x1, y: (y - y0) / y1 };
  }

  purge(Plotly) {
    if (this.#listening) Plotly.purge(this.element);
    this.ready = false;
  }
}
