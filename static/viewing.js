/** How a page is seen: the buttons that its top row shares with other pages'. */

import { choices } from "./choices.js";
import { make, setText } from "./dom.js";

/** @param {() => void} onPresent */
export function makePresent(onPresent) {
  const element = make("button", {
    type: "button", class: "plain", "data-testid": "present", title: "Projector's view: large type, no controls (P)", onclick: () => onPresent(),
  }, "present");
  return {
    element,
    /** @param {any} run */
    update: (run) => setText(element, run.view.present ? "leave" : "present"),
  };
}

/** @param {(value: string) => void} onChoose */
export function makeLossAxis(onChoose) {
  const group = choices("Loss axis", [
    ["log", "log", "Loss above the minimum on a logarithmic axis"],
    ["linear", "linear", "Loss on a linear axis"],
  ], onChoose);
  return {
    element: group.element,
    /** @param {any} run @param {boolean} bottomless whether the surface has no lowest loss */
    update(run, bottomless) {
      // It belongs to the panel of the losses.
      const { layout, beside } = run.view;
      group.element.hidden = layout === "side" || (Boolean(run.fit) && beside === "fit");
      // Without a lowest value there is no distance to it whose logarithm could be drawn.
      if (bottomless) group.show("linear", ["log"]);
      else group.show(run.view.loss_axis);
    },
  };
}
