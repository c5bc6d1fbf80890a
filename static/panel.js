/** One panel: a still picture below, a canvas for what moves above it. */

import { make } from "./dom.js";

export class Panel {
  /**
   * @param {string} name "scene", "map", "losses", or a mirror's
   * @param {HTMLElement} still
   */
  constructor(name, still) {
    this.name = name;
    this.canvas = make("canvas", { class: "moving", "data-testid": `moving-${name}` });
    this.caption = make("figcaption", {});
    this.tip = make("output", { class: "tip", hidden: true });
    this.element = make("figure", { class: "panel", "data-view": name }, still, this.canvas, this.caption, this.tip);
    this.ctx = this.canvas.getContext("2d");
    this.sight = null;
    /** Names of the entrants that race here; null for all. @type {string | null} */
    this.only = null;
  }

  get shown() {
    return this.element.offsetParent !== null || this.element.getClientRects().length > 0;
  }

  /** Sets the canvas to the panel's size in device pixels and clears it. */
  clear() {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth, clientHeight } = this.canvas;
    const width = Math.round(clientWidth * ratio);
    const height = Math.round(clientHeight * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.ctx.setTransform(width / Math.max(clientWidth, 1), 0, 0, height / Math.max(clientHeight, 1), 0, 0);
    this.ctx.clearRect(0, 0, clientWidth, clientHeight);
  }
}
