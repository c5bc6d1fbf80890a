/** The surface's own parameters, where it has some: a card of sliders at the head of the left column. */

import { makeControl } from "./control.js";
import { make, setAttribute } from "./dom.js";

/**
 * @param {Object} doings
 * @param {(knob: string, value: any) => void} doings.turn
 * @param {() => void} doings.reset
 * @param {() => void} doings.begin
 * @param {() => void} doings.end
 */
export function makeTurning(doings) {
  const word = make("span", { class: "label" }, "Surface");
  const reset = make("button", {
    type: "button", class: "icon", "data-testid": "surface.reset", title: "Back to the surface as it was",
    "aria-label": "Reset the surface", onclick: () => doings.reset(),
  }, "↺");
  const list = make("div", { class: "controls" });
  const element = make(
    "section", { class: "card turning", "data-testid": "turning", hidden: true }, make("div", { class: "head" }, word, reset), list,
  );
  let controls = new Map();
  let shown = "";
  return {
    element,
    /** @param {any} run @param {any} catalogue */
    update(run, catalogue) {
      if (shown !== run.surface) {
        shown = run.surface;
        const { name, knobs } = catalogue.surfaces.find(({ key }) => key === run.surface);
        controls = new Map(
          knobs.map((knob) => {
            const change = (value) => doings.turn(knob.name, value);
            return [knob.name, makeControl(`surface.${knob.name}`, knob, { change, begin: doings.begin, end: doings.end })];
          }),
        );
        list.replaceChildren(...[...controls.values()].map((control) => control.element));
        setAttribute(element, "aria-label", name);
        element.hidden = knobs.length === 0;
      }
      for (const [name, control] of controls) control.update(run.settings[name], run.refused[`surface.${name}`]);
    },
  };
}
