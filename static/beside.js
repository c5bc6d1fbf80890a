/** What stands beside the map: the losses with the strip of the schedules, or, where the loss comes from data, the model. */

import { choices } from "./choices.js";
import { FitPanel } from "./fitpanel.js";
import { LossPanel } from "./losspanel.js";

/** Pixels above the picture for the choice, where there is one. */
const HEAD = 26;

/** The words of the view's `beside`. @type {[string, string, string][]} */
const CHOICES = [
  ["fit", "fit", "The data, and the curve that each ball's place stands for"],
  ["loss", "loss", "The loss at every step"],
];

export class Beside {
  #run = null;
  #choice;

  /**
   * @param {() => void} repaint
   * @param {(field: string, value: any) => void} show a choice of the view was made here
   * @param {import("./fitpanel.js").Doings} pointDoings
   */
  constructor(repaint, show, pointDoings) {
    this.losses = new LossPanel(repaint);
    this.fit = new FitPanel(repaint, pointDoings);
    this.#choice = choices("Beside the map", CHOICES, (value) => show("beside", value));
    this.#choice.element.classList.add("beside");
  }

  /** The panels that are no views of the surface. */
  get elements() {
    return [this.fit.panel.element, this.losses.rates.element];
  }

  get planes() {
    return [this.fit.plane, this.losses.plane];
  }

  /** @param {any} land @param {any} run @param {boolean} settled whether the server has seen all that was done */
  set(land, run, settled) {
    this.#run = run;
    this.losses.set(land, run);
    this.fit.set(run, settled);
  }

  /**
   * The axes that are wanted, and what they depend on.
   * @param {any} land @param {"light" | "dark"} theme
   */
  views(land, theme) {
    const { fit, view } = this.#run;
    const head = fit && !view.present ? HEAD : 0;
    const losses = { name: "losses", view: this.losses.plane, head, ...this.losses.planned(land.figures[theme]) };
    return fit ? [{ name: "fit", view: this.fit.plane, head, ...this.fit.planned(theme) }, losses] : [losses];
  }

  /**
   * Puts the choice on the panel that is shown.
   * @param {import("./panel.js").Panel} lossPanel
   * @param {any[]} racers those that are shown
   * @returns {{beside: "fit" | "loss", rates: boolean}} what is shown, and whether the strip is
   */
  lay(lossPanel, racers) {
    const { fit, view } = this.#run;
    const beside = fit ? view.beside : "loss";
    const { element } = beside === "fit" ? this.fit.panel : lossPanel;
    const { element: choice } = this.#choice;
    choice.hidden = !fit;
    if (choice.parentNode !== element) element.append(choice);
    this.#choice.show(beside);
    return { beside, rates: this.losses.rates.set(racers) && beside === "loss" };
  }

  /** @param {import("./paint.js").Frame} frame @param {{x: number[], y: number[]}} minima of the surface */
  paint(frame, minima) {
    this.fit.paint(frame, minima);
    this.losses.paintRates(frame);
  }

  remove() {
    this.fit.remove();
    this.losses.rates.remove();
  }
}
