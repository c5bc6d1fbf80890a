/** The top row: the surface with its formula, and how it is seen. */

import { makeAround } from "./around.js";
import { choices } from "./choices.js";
import { copyButton } from "./copylink.js";
import { make, setText } from "./dom.js";
import { makeExamples } from "./examples.js";
import { showFormula } from "./formula.js";
import { makeSwitches } from "./switches.js";
import { makeLossAxis, makePresent } from "./viewing.js";

/**
 * @param {Object} doings
 * @param {(key: string) => void} doings.chooseSurface
 * @param {(field: string, value: string) => void} doings.show
 * @param {(overlay: string, on: boolean) => void} doings.lay over the race
 * @param {(key: string) => void} doings.openExample
 * @param {() => void} doings.present
 * @param {() => string} doings.href
 * @param {Parameters<typeof makeAround>[0]} around what is done to noise and motion
 */
export function makeBar(doings, around) {
  const select = make("select", {
    class: "surface", "data-testid": "surface", "aria-label": "Surface", title: "The loss surface the balls roll on",
    onchange: () => doings.chooseSurface(select.value),
  });
  const formula = make("div", { class: "formula" });
  const lesson = make("p", { class: "lesson" });
  const groups = {
    layout: choices("Layout", [
      ["overlaid", "overlaid", "All balls on one surface, with map and loss"],
      ["side", "side by side", "One panel for each optimizer, one clock"],
    ], (value) => doings.show("layout", value)),
    panel: choices("Side by side as", [
      ["3d", "3-D", "Side by side in three dimensions"],
      ["map", "map", "Side by side on the contour map"],
    ], (value) => doings.show("panel", value)),
  };
  const lossAxis = makeLossAxis((value) => doings.show("loss_axis", value));
  const copy = copyButton("Copy the address of exactly this race", doings.href);
  const present = makePresent(doings.present);
  const switches = makeSwitches((overlay, on) => doings.lay(overlay, on));
  const examples = makeExamples((key) => doings.openExample(key));
  const arounds = makeAround(around);
  const name = make("h1", { class: "name" });
  const element = make(
    "header", { class: "bar" }, select, name, formula, groups.layout.element, groups.panel.element,
    lossAxis.element, arounds.element, switches.element, examples.element, copy, present.element,
  );
  return {
    element,
    lesson,
    /** @param {any} run @param {any} catalogue @param {any} land */
    update(run, catalogue, land) {
      if (select.options.length !== catalogue.surfaces.length) {
        select.replaceChildren(...catalogue.surfaces.map(({ key, name: word }) => make("option", { value: key }, word)));
      }
      if (document.activeElement !== select || select.value !== run.surface) select.value = run.surface;
      setText(name, catalogue.surfaces.find(({ key }) => key === run.surface).name);
      setText(lesson, catalogue.examples.find(({ key }) => key === run.example)?.lesson ?? land.lesson);
      showFormula(run.sheet, formula);
      for (const [field, group] of Object.entries(groups)) group.show(run.view[field]);
      lossAxis.update(run, land.lowest === null);
      arounds.update(run, catalogue);
      examples.update(run, catalogue.examples);
      switches.update(run, catalogue.overlays);
      present.update(run);
      groups.panel.element.hidden = run.view.layout !== "side";
    },
    close() {
      arounds.close();
      examples.close();
      switches.close();
    },
  };
}
