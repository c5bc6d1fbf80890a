/** The top row of the Inside page: whose step is looked into, beside whom, on which surface. */

import { copyButton } from "./copylink.js";
import { make, setText } from "./dom.js";
import { makePresent } from "./viewing.js";

/**
 * @param {Object} doings
 * @param {(key: string) => void} doings.chooseSurface
 * @param {(place: 0 | 1, entrant: string) => void} doings.look
 * @param {(optimizer: string) => void} doings.beside
 * @param {(comparison: string) => void} doings.compare
 * @param {() => void} doings.present
 * @param {() => string} doings.href
 */
export function makeInsideBar(doings) {
  const select = (testid, title, choose) => {
    const element = make("select", { "data-testid": testid, "aria-label": title, title, onchange: () => (choose(element.value), element.blur()) });
    return element;
  };
  const surface = select("surface", "The loss surface", (key) => doings.chooseSurface(key));
  const first = select("inside-first", "The optimizer whose step is looked into", (name) => doings.look(0, name));
  const second = select("inside-second", "An optimizer beside it, stage by stage on one clock", (value) => {
    const [kind, name] = value.split(":");
    if (kind === "rule") doings.beside(name);
    else doings.look(1, name ?? "");
  });
  const pairs = make("div", { class: "pairs" });
  const present = makePresent(doings.present);
  const seed = make("span", { class: "seed", "data-testid": "inside-seed", title: "The seed of the noise in the steps that are looked into", hidden: true });
  const element = make(
    "header", { class: "bar" }, make("label", {}, "inside ", first), make("label", {}, "beside ", second), pairs,
    make("label", { class: "on" }, "on ", surface), seed, copyButton("Copy the address of this very stage", doings.href), present.element,
  );
  return {
    element,
    /** @param {any} run @param {any[]} looked @param {any} catalogue */
    update(run, looked, catalogue) {
      fill(surface, catalogue.surfaces.map(({ key, name }) => [key, name]), run.surface);
      fill(first, run.entrants.map(({ name, label }) => [name, label]), looked[0].name);
      const others = run.entrants.filter(({ name }) => name !== looked[0].name);
      const there = new Set(run.entrants.map(({ optimizer }) => optimizer));
      const rules = Object.entries(catalogue.optimizers).filter(([key]) => !there.has(key));
      fill(second, [
        ["", "nobody"], ...others.map(({ name, label }) => [`entrant:${name}`, label]),
        ...rules.map(([key, { label }]) => [`rule:${key}`, `+ ${label}`]),
      ], looked[1] ? `entrant:${looked[1].name}` : "");
      seed.hidden = (run.seed ?? null) === null;
      setText(seed, `seed ${run.seed}`);
      if (!pairs.children.length) {
        pairs.append(...Object.entries(catalogue.comparisons).map(([key, { label, help }]) =>
          make("button", { type: "button", class: "plain", "data-testid": `compare-${key}`, title: help, onclick: () => doings.compare(key) }, label),
        ));
      }
      present.update(run);
    },
  };
}

/** The options anew where they differ. */
function fill(select, options, value) {
  const signature = JSON.stringify(options);
  if (select.dataset.options !== signature) {
    select.dataset.options = signature;
    select.replaceChildren(...options.map(([key, word]) => make("option", { value: key }, word)));
  }
  if (select.value !== value) select.value = value;
}
