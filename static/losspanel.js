/** The losses by the step: axes that follow them, and below them the strip of the schedules, on the same axis of steps. */

import { lossRange, onLossAxis } from "./lossaxis.js";
import { lossSight } from "./paint.js";
import { Plane } from "./plane.js";
import { RateStrip } from "./rates.js";

export class LossPanel {
  #land = null;
  #run = null;

  /** @param {() => void} repaint */
  constructor(repaint) {
    this.plane = new Plane(repaint);
    this.rates = new RateStrip(repaint);
    /** How paths lie on these axes, for the panel that shows them. */
    this.sight = lossSight(this.plane, (gap) => onLossAxis(gap, this.#land, this.#run.view.loss_axis));
  }

  /** @param {any} land @param {any} run */
  set(land, run) {
    [this.#land, this.#run] = [land, run];
  }

  /**
   * The axes that are wanted, and what they depend on: they are the same for all that a surface can be turned to.
   * @param {Record<string, any>} figures of the landscape
   */
  planned(figures) {
    const name = `losses-${this.#run.view.loss_axis}`;
    return { figure: figures[name], of: [this.#land.key, this.#land.lowest, name] };
  }

  /** Lets the axes reach as far as the losses do. @param {import("./height.js").Heights} heights @param {any} Plotly if it has come */
  range(heights, Plotly) {
    const { plane } = this;
    const { layout } = plane.figure;
    const range = lossRange(this.#run, this.#land, heights, layout.yaxis.range);
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
    if (plane.ready) plane.draw(Plotly);
  }

  /** @param {import("./paint.js").Frame} frame */
  paintRates(frame) {
    this.rates.paint(frame, this.plane, this.plane.figure.layout.font.size);
  }
}
