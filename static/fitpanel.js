/** The model's view: the data points, and for every ball the curve that its place on the surface stands for. */

import { batchAt, batchWords } from "./batches.js";
import { make, setAttribute, setText } from "./dom.js";
import { paintCurves } from "./fitcurves.js";
import { attachPoints } from "./fitpointer.js";
import { PointLayer, ring } from "./fitpoints.js";
import { figures, tidy } from "./format.js";
import { clamp } from "./height.js";
import { Panel } from "./panel.js";
import { Plane } from "./plane.js";
import { tipPlace } from "./tipplace.js";

/** Under what names the server refuses points. */
const REFUSED = ["points", "recipe"];

/**
 * @typedef {Object} Doings what is done to the points, told to the server
 * @property {() => void} begin a gesture begins
 * @property {(index: number, x: number, y: number) => void} move
 * @property {() => void} end
 * @property {(x: number, y: number) => void} add
 * @property {(index: number) => void} remove
 */

export class FitPanel {
  #fit = null;
  #run = null;
  /** The points as they are seen: what is done to them shows at once, and the server's follow. */
  #points = { x: [], y: [], version: 0 };
  #edited = false;
  #held = -1;
  #pointed = -1;
  #layer = new PointLayer();
  #refused = make("p", { class: "refused", role: "alert", hidden: true });
  #repaint;
  #doings;

  /** @param {() => void} repaint @param {Doings} doings */
  constructor(repaint, doings) {
    this.#repaint = repaint;
    this.#doings = doings;
    this.plane = new Plane(repaint);
    this.panel = new Panel("fit", this.plane.element, repaint);
    this.panel.trails.canvas.dataset.testid = "fit-points";
    Object.assign(this.panel.element.dataset, { testid: "fit", over: "" });
    this.panel.element.tabIndex = 0;
    this.panel.element.append(this.#refused);
    attachPoints(this.panel, this.#found);
  }

  /** @param {any} run @param {boolean} settled whether the server has seen all that was done */
  set(run, settled) {
    const { fit } = run;
    const other = fit !== this.#fit;
    [this.#run, this.#fit] = [run, fit];
    const why = REFUSED.map((where) => run.refused[where]).find(Boolean);
    this.#refused.hidden = !why;
    setText(this.#refused, why ?? "");
    if (!fit || !(other || this.#edited) || (this.#edited && !settled)) return;
    this.#edited = false;
    this.#show([...fit.x], [...fit.y]);
    const how = fit.editable ? ". Enter chooses a point, arrows move it, Delete takes it away" : "";
    setAttribute(this.panel.element, "aria-label", `${fit.x.length} data points and every optimizer's model${how}`);
  }

  /** The axes, and what they depend on: they stay while points are moved. @param {"light" | "dark"} theme */
  planned(theme) {
    const { figures: themes, frame, names } = this.#fit;
    return { figure: themes[theme], of: [this.#run.surface, frame, names] };
  }

  /** @param {import("./paint.js").Frame} frame @param {{x: number[], y: number[]}} minima of the surface */
  paint(frame, minima) {
    if (!this.#fit || !this.panel.shown) return;
    const { plane, panel } = this;
    const { ctx } = panel;
    this.#layer.draw(panel, plane, this.#points, frame);
    panel.clear(ctx);
    paintCurves(ctx, plane, this.#fit.predict, frame, { motion: this.#run.motion, minima });
    const { batches } = this.#run;
    const batch = batchAt(batches, frame.step);
    const look = { colour: frame.text, size: frame.size, width: frame.size / 3.5 };
    if (batch) ring(ctx, plane, this.#points, batch, look);
    if (this.#pointed >= 0) ring(ctx, plane, this.#points, [this.#pointed], { ...look, width: frame.size / 2 });
    setText(panel.caption, batch ? batchWords(batches, frame.step) : (batches?.why ?? ""));
  }

  remove() {
    this.panel.remove();
  }

  // --- what the pointer finds ---

  #show(x, y) {
    this.#points = { x, y, version: this.#points.version + 1 };
    setAttribute(this.panel.element, "data-points", String(x.length));
    this.#repaint();
  }

  /** A place in the frame, as one would type it; a model that tells two kinds apart knows no other y than 0 and 1. */
  #placed({ x, y }) {
    const [[x0, x1], [y0, y1]] = this.#frame;
    const at = { x: tidy(clamp(x, x0, x1), x1 - x0), y: tidy(clamp(y, y0, y1), y1 - y0) };
    return this.#fit.loss.kind === "cross_entropy" ? { ...at, y: y < 0.5 ? 0 : 1 } : at;
  }

  /** @returns {[number, number][]} */
  get #frame() {
    const { xaxis, yaxis } = this.plane.figure.layout;
    return [xaxis.range, yaxis.range];
  }

  #put(index, place) {
    const { x, y } = this.#placed(place);
    const at = (row, value) => row.map((old, i) => (i === index ? value : old));
    this.#edited = true;
    this.#show(at(this.#points.x, x), at(this.#points.y, y));
    this.#doings.move(index, x, y);
    this.#tell(index);
  }

  /** @type {import("./fitpointer.js").Found} */
  #found = {
    editable: () => Boolean(this.#fit?.editable),
    count: () => this.#points.x.length,
    nearest: (at, reach) => {
      const { x0, x1, y0, y1 } = this.plane.axes;
      const { x, y } = this.#points;
      let [best, least] = [-1, reach * reach];
      for (let i = 0; i < x.length; i++) {
        const square = (x0 + x1 * x[i] - at.x) ** 2 + (y0 + y1 * y[i] - at.y) ** 2;
        if (square < least) [best, least] = [i, square];
      }
      return best;
    },
    inside: (at) => {
      const { x, y, width, height } = this.plane.area;
      return at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;
    },
    begin: (index) => {
      this.#held = index;
      this.#doings.begin();
    },
    move: (at) => this.#put(this.#held, this.plane.dataAt(at.x, at.y)),
    end: () => {
      this.#held = -1;
      this.#doings.end();
    },
    add: (at) => {
      const { x, y } = this.#placed(this.plane.dataAt(at.x, at.y));
      this.#edited = true;
      this.#show([...this.#points.x, x], [...this.#points.y, y]);
      this.#doings.add(x, y);
      return this.#points.x.length - 1;
    },
    remove: (index) => {
      const without = (row) => row.filter((_, i) => i !== index);
      this.#edited = true;
      this.#show(without(this.#points.x), without(this.#points.y));
      this.#found.point(-1);
      this.#doings.remove(index);
    },
    nudge: (index, byX, byY) => {
      const [[x0, x1], [y0, y1]] = this.#frame;
      const { x, y } = this.#points;
      const classes = this.#fit.loss.kind === "cross_entropy";
      this.#doings.begin();
      this.#put(index, { x: x[index] + byX * (x1 - x0), y: y[index] + (classes ? Math.sign(byY) : byY * (y1 - y0)) });
      this.#doings.end();
    },
    point: (index) => {
      if (index === this.#pointed) return;
      this.#pointed = index;
      this.#tell(index);
      this.#repaint();
    },
  };

  /** The point's place in words, beside it. */
  #tell(index) {
    const { tip } = this.panel;
    tip.hidden = index < 0;
    if (index < 0) return;
    const { names } = this.#fit;
    const { axes, area } = this.plane;
    const [x, y] = [this.#points.x[index], this.#points.y[index]];
    const row = (name, value) => [make("dt", {}, name), make("dd", {}, figures(value, 4))];
    tip.replaceChildren(make("dl", {}, ...row(names[0], x), ...row(names[1], y)));
    const at = { x: axes.x0 + axes.x1 * x, y: axes.y0 + axes.y1 * y };
    const { width, height } = this.panel.size;
    // Above the frame are the buttons that choose between fit and loss.
    const room = { left: 2, top: area.y, right: width - 2, bottom: height - 2 };
    const { x: left, y: top } = tipPlace(at, { width: tip.offsetWidth, height: tip.offsetHeight }, room);
    tip.style.transform = `translate(${left}px, ${top}px)`;
  }
}

/**
 * A gesture on the points is a slot of its own: an event replaces none of another gesture's, whose indices may be others.
 * @param {import("./desk.js").Desk} desk
 * @returns {Doings}
 */
export function pointDoings(desk) {
  let gesture = 0;
  const slot = () => `points ${gesture}`;
  return {
    begin: () => {
      gesture += 1;
      desk.begin();
    },
    move: (index, x, y) => desk.post(slot(), { kind: "point", index, x, y }),
    end: () => desk.end(),
    add: (x, y) => {
      gesture += 1;
      desk.do(slot(), { kind: "add_point", x, y });
    },
    remove: (index) => {
      gesture += 1;
      desk.do(slot(), { kind: "remove_point", index });
    },
  };
}
