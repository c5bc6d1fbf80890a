/** One panel: a still picture below, above it canvases for the trails and for the balls. */

import { make } from "./dom.js";
import { Trails } from "./trails.js";

export class Panel {
  /**
   * @param {string} name "scene", "map", "losses", or a mirror's
   * @param {HTMLElement} still
   * @param {() => void} onResize
   */
  constructor(name, still, onResize) {
    this.name = name;
    const trails = make("canvas", { class: "moving" });
    this.canvas = make("canvas", { class: "moving", "data-testid": `moving-${name}` });
    this.caption = make("figcaption", {});
    this.tip = make("output", { class: "tip", hidden: true });
    this.element = make("figure", { class: "panel", "data-view": name }, still, trails, this.canvas, this.caption, this.tip);
    this.ctx = this.canvas.getContext("2d");
    this.trails = trails.getContext("2d");
    /** Asks for one more picture. */
    this.again = onResize;
    /** What many seeds lay below the trails, from when there are any. @type {import("./threads.js").Threads | null} */
    this.ground = null;
    this.layer = new Trails();
    this.sight = null;
    /** Names of the entrants that race here; null for all. @type {string | null} */
    this.only = null;
    this.#observer = new ResizeObserver(() => {
      this.#measure();
      onResize();
    });
    this.#observer.observe(this.canvas);
  }

  /** Asked at every picture, so it is kept: to ask the page anew makes it lay itself out each time. */
  #size = null;
  #observer;

  #measure() {
    const { clientWidth, clientHeight } = this.canvas;
    this.#size = { width: clientWidth, height: clientHeight };
    return this.#size;
  }

  get size() {
    return this.#size ?? this.#measure();
  }

  get shown() {
    return this.size.width > 0 && this.size.height > 0;
  }

  /** One more canvas, below the trails. @returns {CanvasRenderingContext2D} */
  below() {
    const canvas = make("canvas", { class: "moving", "data-testid": `below-${this.name}` });
    this.trails.canvas.before(canvas);
    return canvas.getContext("2d");
  }

  remove() {
    this.#observer.disconnect();
    this.element.remove();
  }

  /** Sets one of the canvases to the panel's size in device pixels and clears it. @param {CanvasRenderingContext2D} ctx */
  clear(ctx) {
    const ratio = window.devicePixelRatio || 1;
    const { width, height } = this.size;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (ctx.canvas.width !== across || ctx.canvas.height !== down) {
      ctx.canvas.width = across;
      ctx.canvas.height = down;
    }
    ctx.setTransform(across / width, 0, 0, down / height, 0, 0);
    ctx.clearRect(0, 0, width, height);
  }
}
