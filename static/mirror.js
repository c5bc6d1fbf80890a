/**
 * Side by side every panel shows the same still picture. Plotly draws it once, in the first panel; the others show its
 * pixels, so eight panels cost as much as one and share one camera. What is done in a mirror is done to the original.
 */

import { make } from "./dom.js";

export class Mirror {
  element = make("div", { class: "still mirror" });
  #canvas = make("canvas");
  #source;

  /** @param {import("./scene.js").Scene | import("./plane.js").Plane} source */
  constructor(source) {
    this.#source = source;
    for (const type of ["mousedown", "wheel", "dblclick"]) {
      this.element.addEventListener(type, (event) => this.#pass(event), { passive: false });
    }
  }

  /** Copies a WebGL picture; to be called in the same frame in which it was painted. */
  copyPixels() {
    const from = this.#source.canvas;
    if (!from) return;
    if (this.#canvas.parentNode !== this.element) this.element.replaceChildren(this.#canvas);
    if (this.#canvas.width !== from.width || this.#canvas.height !== from.height) {
      this.#canvas.width = from.width;
      this.#canvas.height = from.height;
    }
    const ctx = this.#canvas.getContext("2d");
    ctx.clearRect(0, 0, from.width, from.height);
    ctx.drawImage(from, 0, 0);
  }

  /** Copies a picture made of SVG. */
  copySvg() {
    const layers = this.#source.element.querySelectorAll(".main-svg");
    this.element.replaceChildren(...[...layers].map((layer) => layer.cloneNode(true)));
  }

  /** @param {MouseEvent} event */
  #pass(event) {
    const target = this.#target();
    if (!target) return;
    event.preventDefault();
    const from = this.element.getBoundingClientRect();
    const to = this.#source.element.getBoundingClientRect();
    const send = (original, receiver) => {
      const Kind = original instanceof WheelEvent ? WheelEvent : MouseEvent;
      receiver.dispatchEvent(
        new Kind(original.type, {
          bubbles: true, cancelable: true, view: window, button: original.button, buttons: original.buttons,
          clientX: original.clientX - from.left + to.left, clientY: original.clientY - from.top + to.top,
          deltaX: original.deltaX, deltaY: original.deltaY, deltaMode: original.deltaMode, shiftKey: original.shiftKey,
        }),
      );
    };
    send(event, target);
    if (event.type !== "mousedown") return;
    const move = (next) => next.isTrusted && send(next, target);
    const up = (next) => {
      if (!next.isTrusted) return;
      send(next, target);
      window.removeEventListener("mousemove", move);
      window.removeEventListener("mouseup", up);
    };
    window.addEventListener("mousemove", move);
    window.addEventListener("mouseup", up);
  }

  #target() {
    return this.#source.canvas ?? this.#source.element.querySelector(".nsewdrag");
  }
}
