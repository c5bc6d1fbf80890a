/** The top rows of the page of maps: the surface, what is mapped and how, of whom, and how far it is. */

import { choices } from "./choices.js";
import { copyButton } from "./copylink.js";
import { make, setText } from "./dom.js";
import { makePresent } from "./viewing.js";

/**
 * @param {Object} doings
 * @param {(key: string) => void} doings.chooseSurface
 * @param {(map: string) => void} doings.chooseKind
 * @param {(measure: string) => void} doings.chooseMeasure
 * @param {(size: number) => void} doings.chooseSize
 * @param {() => void} doings.present
 * @param {() => string} doings.href
 */
export function makeMapsBar(doings) {
  const select = make("select", {
    class: "surface", "data-testid": "surface", "aria-label": "Surface", title: "The loss surface",
    onchange: () => doings.chooseSurface(select.value),
  });
  const name = make("h1", { class: "name" });
  const kind = choices("Map", [
    ["sensitivity", "sensitivity", "Every pair of two hyper-parameters, from one start: how well does each end?"],
    ["basins", "basins", "Every start, with one setting: in which minimum does each end?"],
  ], doings.chooseKind);
  const measure = choices("Colour", [
    ["loss", "loss", "The final loss above the minimum, on a logarithmic scale"],
    ["steps", "steps", "The steps until the loss is within the tolerance of the minimum"],
    ["distance", "distance", "The final distance to the nearest global minimum, on a logarithmic scale"],
  ], doings.chooseMeasure);
  const sizes = make("div", { class: "sizes" });
  const groups = new Map();
  const present = makePresent(doings.present);
  for (const [group, testid] of [[kind, "map"], [measure, "measure"]]) group.element.dataset.testid = testid;
  const element = make(
    "header", { class: "bar" }, select, name, kind.element, make("label", { class: "colour" }, "colour"), measure.element, sizes,
    make("span", { class: "rest" }), copyButton("Copy the address of exactly these maps", doings.href), present.element,
  );
  return {
    element,
    /** @param {any} run @param {any} catalogue @param {boolean} bottomless whether the surface has no lowest loss */
    update(run, catalogue, bottomless) {
      if (select.options.length !== catalogue.surfaces.length) {
        select.replaceChildren(...catalogue.surfaces.map(({ key, name: word }) => make("option", { value: key }, word)));
      }
      if (document.activeElement !== select || select.value !== run.surface) select.value = run.surface;
      setText(name, catalogue.surfaces.find(({ key }) => key === run.surface).name);
      const { maps } = run;
      kind.show(maps.kind);
      measure.element.hidden = element.querySelector(".colour").hidden = maps.kind === "basins";
      measure.show(maps.measure, bottomless ? ["steps", "distance"] : []);
      const key = maps.sizes.join();
      if (!groups.has(key)) {
        groups.set(key, choices("Cells a side", maps.sizes.map((size) => [String(size), String(size), `${size} × ${size} runs for each map`]), (size) => doings.chooseSize(Number(size))));
        groups.get(key).element.dataset.testid = "size";
      }
      const group = groups.get(key);
      if (sizes.firstChild !== group.element) sizes.replaceChildren(group.element);
      group.show(String(maps.size));
      present.update(run);
    },
  };
}
