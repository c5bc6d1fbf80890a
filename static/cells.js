/** A map of cells: Plotly's axes, the cells painted between them, a mark, and the pointer on it. */

import { make } from "./dom.js";
import { Plane } from "./plane.js";

/** Pixels: half an arm of the mark, and how far a pointer moves before a click is a drag. */
const ARM = 8;
const CLICK = 4;

/**
 * @typedef {Object} Doings
 * @property {(column: number, row: number) => [string, string][] | null} tell what a cell is, row by row; null: nothing yet
 * @property {(at: {column: number, row: number, u: number, v: number}, phase: "click" | "begin" | "move" | "end") => void} pick
 *   a click, or a drag where `drags`; u and v are shares of the way across and up
 * @property {() => boolean} drags
 */

export class Cells {
  #plane = new Plane(() => this.#lay(), true);
  #still = make("canvas", { class: "picture" });
  #marks = make("canvas", { class: "moving" });
  #wait = make("p", { class: "wait" }, "computing a first picture …");
  #tip = make("output", { class: "tip", hidden: true });
  /** One pixel a cell. */
  #grid = make("canvas", { width: "1", height: "1" });
  #Plotly = null;
  #count = 0;
  /** @type {{u: number, v: number} | null} */
  #mark = null;
  #look = { text: "#000", rim: "#fff" };
  #doings;
  #grip = null;
  #drawn = "";

  /** @param {string} name @param {Doings} doings */
  constructor(name, doings) {
    this.#doings = doings;
    this.element = make("div", { class: "cells", role: "img", "data-testid": `cells-${name}` }, this.#still, this.#wait, this.#plane.element, this.#marks, this.#tip);
    this.#observer.observe(this.element);
    const { element } = this;
    element.addEventListener("pointerdown", this.#begin);
    element.addEventListener("pointermove", this.#move);
    element.addEventListener("pointerup", this.#end);
    element.addEventListener("pointercancel", () => (this.#grip = null));
    element.addEventListener("pointerleave", () => (this.#tip.hidden = true));
  }

  #observer = new ResizeObserver(() => {
    if (this.#Plotly) this.#plane.resize(this.#Plotly);
    else this.#lay();
  });

  /** @param {any} figure Plotly's, with ranges that the cells fill @param {string} signature what it hangs on */
  frame(figure, signature) {
    if (signature === this.#drawn) return;
    this.#drawn = signature;
    this.#plane.plan(figure);
    if (this.#Plotly) this.#plane.draw(this.#Plotly);
  }

  /** @param {Uint32Array} pixels count × count, from the top row down */
  paint(pixels) {
    const count = Math.sqrt(pixels.length);
    this.#count = count;
    this.#wait.hidden = true;
    this.#grid.width = this.#grid.height = count;
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer), count, count);
    this.#grid.getContext("2d").putImageData(image, 0, 0);
    this.element.classList.remove("stale");
    this.#lay();
  }

  /** What is painted belongs to other settings: it fades, and tells nothing. */
  fade() {
    this.element.classList.add("stale");
    this.#tip.hidden = true;
  }

  /** Where the current setting, or the start, stands: shares of the way across and up. */
  mark(at, look) {
    this.#mark = at;
    this.#look = look;
    this.#drawMark();
  }

  /** @param {any} Plotly */
  async usePlotly(Plotly) {
    this.#Plotly = Plotly;
    if (this.#plane.figure) await this.#plane.draw(Plotly);
  }

  close() {
    this.#observer.disconnect();
    if (this.#Plotly) this.#plane.purge(this.#Plotly);
    this.element.remove();
  }

  // --- the picture ---

  #lay() {
    if (!this.#plane.figure) return;
    const ctx = this.#cleared(this.#still);
    if (ctx && this.#count) {
      const { x, y, width, height } = this.#plane.area;
      const ratio = window.devicePixelRatio || 1;
      // Many cells on few pixels are averaged; few on many have sharp edges.
      ctx.imageSmoothingEnabled = this.#count > width * ratio;
      ctx.imageSmoothingQuality = "high";
      ctx.drawImage(this.#grid, x, y, width, height);
    }
    this.#drawMark();
  }

  #drawMark() {
    if (!this.#plane.figure) return;
    const ctx = this.#cleared(this.#marks);
    if (!ctx || !this.#mark) return;
    const { x, y, width, height } = this.#plane.area;
    const [px, py] = [x + this.#mark.u * width, y + (1 - this.#mark.v) * height];
    ctx.lineCap = "round";
    for (const [colour, thick] of [[this.#look.rim, 5], [this.#look.text, 2]]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = thick;
      ctx.beginPath();
      ctx.moveTo(px - ARM, py);
      ctx.lineTo(px + ARM, py);
      ctx.moveTo(px, py - ARM);
      ctx.lineTo(px, py + ARM);
      ctx.stroke();
    }
  }

  /** A canvas at the element's size in device pixels, empty; null where there is no room. */
  #cleared(canvas) {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return null;
    const ratio = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
    const ctx = canvas.getContext("2d");
    ctx.setTransform(across / width, 0, 0, down / height, 0, 0);
    ctx.clearRect(0, 0, width, height);
    return ctx;
  }

  // --- the pointer ---

  /** The cell below the pointer; null beside the map, where `held` takes the nearest one. */
  #cellAt(event, held = false) {
    if (!this.#plane.figure || !this.#count || this.element.classList.contains("stale")) return null;
    const box = this.element.getBoundingClientRect();
    const { x, y, width, height } = this.#plane.area;
    let u = (event.clientX - box.left - x) / width;
    let v = 1 - (event.clientY - box.top - y) / height;
    if (held) [u, v] = [u, v].map((share) => Math.min(Math.max(share, 0), 1));
    else if (u < 0 || u > 1 || v < 0 || v > 1) return null;
    const cell = (share) => Math.min(Math.floor(share * this.#count), this.#count - 1);
    return { column: cell(u), row: cell(v), u, v };
  }

  #begin = (event) => {
    const at = event.button === 0 && this.#cellAt(event);
    if (!at) return;
    // A finger may be scrolling the page: there only a tap counts.
    const drags = this.#doings.drags() && event.pointerType !== "touch";
    this.#grip = { x: event.clientX, y: event.clientY, drags };
    this.#tip.hidden = true;
    if (!drags) return;
    this.element.setPointerCapture(event.pointerId);
    this.#doings.pick(at, "begin");
  };

  #move = (event) => {
    if (!this.#grip) return void this.#tell(event);
    if (this.#grip.drags) this.#doings.pick(this.#cellAt(event, true), "move");
  };

  #end = (event) => {
    const grip = this.#grip;
    this.#grip = null;
    if (!grip) return;
    const at = this.#cellAt(event, grip.drags);
    if (!at) return;
    if (grip.drags) this.#doings.pick(at, "end");
    else if (Math.hypot(event.clientX - grip.x, event.clientY - grip.y) <= CLICK) this.#doings.pick(at, "click");
  };

  #tell(event) {
    const at = this.#cellAt(event);
    const rows = at && this.#doings.tell(at.column, at.row);
    this.#tip.hidden = !rows;
    this.element.classList.toggle("over", Boolean(at));
    if (!rows) return;
    this.#tip.replaceChildren(make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])));
    const box = this.element.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const { offsetWidth, offsetHeight } = this.#tip;
    const left = px + 16 + offsetWidth > box.width ? px - 16 - offsetWidth : px + 16;
    const top = Math.min(Math.max(py - offsetHeight / 2, 2), box.height - offsetHeight - 2);
    this.#tip.style.transform = `translate(${Math.max(left, 2).toFixed(0)}px, ${Math.max(top, 2).toFixed(0)}px)`;
  }
}
