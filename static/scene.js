/** The surface in three dimensions: Plotly draws and orbits it; here is the way from data to pixels. */

import { Camera, isHidden, pick } from "./camera.js";
import { UNMOVED, isSame, shiftAt } from "./motion.js";
import { Shadow } from "./shadow.js";
import { makeTrack } from "./track.js";

// Plotly paints twice as fine as asked, four times the work; a screen's own pixels are fine enough.
const CONFIG = { displayModeBar: false, scrollZoom: true, showTips: false, plotGlPixelRatio: window.devicePixelRatio || 1 };

/** Below this width to height the sides of the box would be cut off. */
const NARROW = 1.08;

/** Milliseconds without a move after which the camera stands. */
const STANDS = 150;

/** Pixels that the axes' labels take, however small the panel is. */
const LABELS = 26;

/** Milliseconds within which two frames follow a picture of the surface that the machine makes with ease. */
const EASY = 40;

/** Where the machine is slow, a picture of the surface may take one part in so many of the time, and counts as no longer than this. */
const REST = 2;
const LONGEST = 400;

/** Milliseconds after which the surface is also put where it has moved by less than a pixel. */
const SETTLED = 120;

/** Meshes of a surface that goes on beyond the picture, along each side: as many as one has that does not. */
const MESHES = 128;

export class Scene {
  element = document.createElement("div");
  version = 0;
  ready = false;
  /** Whether Plotly shows the surface as it was before it was turned: no place upon it is known. */
  stale = false;
  #figure = null;
  #painted = false;
  /** @type {import("./height.js").Heights | null} */
  heights = null;
  /** @type {import("./motion.js").Motion | null} */
  motion = null;
  #shift = UNMOVED;
  #paintedShift = UNMOVED;
  #following = false;
  #measuring = false;
  #waiting = 0;
  #restsUntil = 0;
  #camera = null;
  #shadow = null;
  #tracks = new WeakMap();
  #stand = 1;
  #onChange;
  #onDrawn;

  /**
   * @param {() => void} onChange the camera or the size changed
   * @param {() => void} onDrawn Plotly has just painted; its pixels can be copied
   */
  constructor(onChange, onDrawn) {
    this.element.className = "still";
    this.#onChange = onChange;
    this.#onDrawn = onDrawn;
  }

  /**
   * @param {any} figure is to be drawn
   * @param {"same" | "turned" | "other"} surface than Plotly shows until then
   */
  plan(figure, surface) {
    this.#figure = figure;
    if (surface === "turned") this.stale = true;
    if (surface !== "other") return;
    this.ready = false;
    this.element.style.visibility = "hidden";
  }

  /**
   * @param {any} Plotly
   * @param {object | null} view a camera to begin with instead of the figure's own
   */
  async draw(Plotly, view) {
    let figure;
    do {
      figure = this.#figure;
      const { layout } = figure;
      const data = this.heights?.beyond ? figure.data.map((trace) => coarser(trace, this.heights)) : figure.data;
      this.#stand = 1;
      const scene = { ...layout.scene, camera: this.#stepBack(view ?? layout.scene.camera) };
      await Plotly.react(this.element, data, structuredClone({ ...layout, scene, autosize: true }), CONFIG);
    } while (figure !== this.#figure); // planned anew meanwhile
    this.ready = this.#painted = true;
    this.stale = false;
    this.element.style.visibility = "";
    this.#watch();
    this.#moved();
  }

  get plotlyScene() {
    return this.ready ? this.element._fullLayout?.scene?._scene : null;
  }

  get canvas() {
    return this.plotlyScene?.glplot?.canvas ?? null;
  }

  /** The camera as the user left it, for a panel of any shape; the layout's own lags behind after a zoom by wheel. */
  get view() {
    const camera = this.canvas ? this.plotlyScene.getCamera() : null;
    return camera ? nearer(camera, this.#stand) : null;
  }

  /** Plotly tells of each picture before it paints it: the overlay moves in the same frame, copies follow after. */
  #watch() {
    const glplot = this.plotlyScene?.glplot;
    // A browser without WebGL: Plotly says so in the panel.
    if (!glplot || glplot.onrender.watched) return;
    const render = glplot.onrender;
    glplot.onrender = () => {
      render();
      this.#placeSurface();
      if (!this.#following || this.#turned()) this.#moved();
      queueMicrotask(this.#onDrawn);
    };
    glplot.onrender.watched = true;
  }

  // --- a landscape that moves ---

  /**
   * Moves the surface to where it is by now: with each picture, or as often as the machine keeps up with.
   * @param {import("./motion.js").Shift} shift
   */
  moveTo(shift) {
    this.#shift = shift;
    if (this.#waiting || this.#measuring || isSame(shift, this.#paintedShift) || !this.camera) return;
    const rest = this.#restsUntil - performance.now();
    const wait = this.#movedBy() < 1 ? Math.max(rest, SETTLED) : rest;
    if (wait <= 0) this.#follow();
    else this.#waiting = setTimeout(() => this.#follow(), wait);
  }

  /** Pixels, more or less, since the surface was painted. */
  #movedBy() {
    const { x0, x1, y0, y1 } = this.heights;
    const [dx, dy] = [this.#shift.x - this.#paintedShift.x, this.#shift.y - this.#paintedShift.y];
    return Math.max(Math.abs(dx) / (x1 - x0), Math.abs(dy) / (y1 - y0)) * this.element.clientWidth;
  }

  #follow() {
    this.#waiting = 0;
    if (!this.camera) return;
    const since = performance.now();
    this.#following = true;
    this.repaint();
    this.#following = false;
    // Until it is known how long this takes, there is no other.
    this.#measuring = true;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      this.#measuring = false;
      const took = Math.min(performance.now() - since, LONGEST);
      this.#restsUntil = took < EASY ? 0 : since + REST * took;
      this.moveTo(this.#shift);
    }));
  }

  /** Just before a picture: Plotly's surface is put beside where its numbers are, which costs nothing. */
  #placeSurface() {
    this.#paintedShift = this.#shift;
    if (!this.motion) return;
    const { traces, dataScale } = this.plotlyScene;
    for (const { surface, objectOffset } of Object.values(traces)) {
      if (!surface) continue;
      const [x, y, z] = objectOffset;
      surface.objectOffset = [x + this.#shift.x * dataScale[0], y + this.#shift.y * dataScale[1], z];
    }
  }

  /** Whether the camera is another than at the picture before. */
  #turned() {
    const before = this.#camera?.matrix;
    this.#camera = null;
    const now = this.camera?.matrix;
    return !before || !now || before.some((value, k) => value !== now[k]);
  }

  #moved() {
    this.#camera = this.#shadow = null;
    this.version += 1;
    this.#onChange();
  }

  /** The camera moved so far back that the whole box fits into a panel that is narrower than high. */
  #stepBack(camera) {
    const { clientWidth, clientHeight } = this.element;
    const narrow = (NARROW * clientHeight) / Math.max(clientWidth, 1);
    this.#stand = Math.max(narrow, 1 + LABELS / Math.max(clientHeight, 1));
    return nearer(camera, 1 / this.#stand);
  }

  async resize(Plotly) {
    if (this.view && this.element.getClientRects().length) {
      await Plotly.relayout(this.element, { autosize: true, "scene.camera": this.#stepBack(this.view) });
    }
    this.#moved();
  }

  /** The surface's own camera again. */
  async reset(Plotly) {
    if (!this.view) return;
    this.#stand = 1;
    await Plotly.relayout(this.element, { "scene.camera": this.#stepBack(this.#figure.layout.scene.camera) });
  }

  /** Paints again, so that what copies the pixels gets them. */
  repaint() {
    this.plotlyScene?.glplot?.redraw();
  }

  /** The panel in pixels. */
  get frame() {
    return { x: 0, y: 0, width: this.camera.width, height: this.camera.height };
  }

  /** @returns {Camera | null} null until Plotly has drawn this surface */
  get camera() {
    const scene = this.plotlyScene;
    if (!scene?.glplot || this.stale) return null;
    if (!this.#camera) {
      const { clientWidth, clientHeight } = scene.container;
      this.#camera = new Camera(scene.glplot.cameraParams, scene.dataScale, clientWidth, clientHeight);
    }
    return this.#camera;
  }

  /** @param {{points: number, x: Float32Array, y: Float32Array, gap: Float32Array}} path */
  track(path) {
    const { heights, camera } = this;
    if (!camera) return null;
    const kept = this.#tracks.get(path);
    if (kept?.version === this.version) return kept.track;
    const track = makeTrack(path.points, (i, at) => {
      if (!heights.inside(path.x[i], path.y[i])) return false;
      return camera.project(path.x[i], path.y[i], heights.ofGap(path.gap[i]), at);
    });
    const { eye } = camera;
    track.hidden = new Uint8Array(path.points);
    for (const i of track.keep) {
      if (!Number.isNaN(track.px[i])) {
        // Behind a hill is what was behind it when the ball was there.
        const then = this.motion ? heights.moved(shiftAt(this.motion, i)) : heights;
        track.hidden[i] = Number(isHidden(then, eye, path.x[i], path.y[i], heights.ofGap(path.gap[i])));
      }
    }
    this.#tracks.set(path, { track, version: this.version });
    return track;
  }

  /** Where a place of the surface is seen, and whether a hill stands before it. */
  pixelOf(x, y, height) {
    const at = { x: NaN, y: NaN };
    this.camera.project(x, y, height, at);
    return { ...at, hidden: isHidden(this.heights, this.camera.eye, x, y, height) };
  }

  /**
   * From many places of the surface to pixels; null until Plotly has drawn it. `project` gives whether there is anything to
   * draw, and what hills hide to the width of a cell.
   */
  get onto() {
    const { heights, camera } = this;
    if (!camera) return null;
    const shadow = (this.#shadow ??= new Shadow(heights, camera.eye));
    const project = (x, y, at) => {
      if (!heights.inside(x, y)) return false;
      at.hidden = shadow.at(x, y);
      return camera.project(x, y, heights.at(x, y), at);
    };
    return { version: this.version, rests: STANDS, project };
  }

  /** The place of the surface at a pixel, null beside it. */
  locate(x, y) {
    return this.camera && pick(this.camera, this.heights, x, y);
  }

  /** Takes the picture down and gives its WebGL context back at once; browsers hold only sixteen. */
  purge(Plotly) {
    clearTimeout(this.#waiting);
    if (!this.#painted) return;
    const context = this.element._fullLayout?.scene?._scene?.glplot?.gl;
    Plotly.purge(this.element);
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    this.ready = false;
  }
}

/** With all its points a surface that moves would take up to three times as long, at each of its pictures. */
function coarser(trace, heights) {
  const unmoved = heights.moved(UNMOVED);
  const { x0, x1, y0, y1 } = unmoved.edges;
  const along = (low, high) => Float32Array.from({ length: MESHES + 1 }, (_, k) => low + ((high - low) * k) / MESHES);
  const [x, y] = [along(x0, x1), along(y0, y1)];
  return { ...trace, x, y, z: Array.from(y, (up) => x.map((across) => unmoved.at(across, up))) };
}

function nearer(camera, factor) {
  const { x, y, z } = camera.eye;
  return { ...camera, eye: { x: x / factor, y: y / factor, z: z / factor } };
}
