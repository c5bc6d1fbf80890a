/** The surface's own parameters, where it has some: a card of sliders at the head of the left column. */

import { makeControl } from "./control.js";
import { make, setAttribute } from "./dom.js";
import { makeEntries } from "./entry.js";

/**
 * @param {Object} doings
 * @param {(knob: string, value: any) => void} doings.turn
 * @param {(knob: string, lowest: any, highest: any) => void} [doings.range] where the ends of a slider can be typed
 * @param {() => void} doings.reset
 * @param {() => void} doings.begin
 * @param {() => void} doings.end
 * @param {string} [words] what stands above the sliders
 */
export function makeTurning(doings, words = "Surface") {
  const word = make("span", { class: "label" }, words);
  const reset = make("button", {
    type: "button", class: "icon", "data-testid": "surface.reset", title: "Back to the surface as it was",
    "aria-label": "Reset the surface", onclick: () => doings.reset(),
  }, "↺");
  const list = make("div", { class: "controls" });
  const element = make(
    "section", { class: "card turning", "data-testid": "turning", hidden: true }, make("div", { class: "head" }, word, reset), list,
  );
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  const rows = new Map();
  let shown = "";
  return {
    element,
    /** @param {any} run @param {any} catalogue @param {boolean} [settled] whether the server has seen all that was done */
    update(run, catalogue, settled = true) {
      const { name, knobs: usual } = catalogue.surfaces.find(({ key }) => key === run.surface);
      // A surface that was made has the knobs that it was made with.
      const knobs = run.knobs ?? usual;
      if (shown !== run.surface) {
        shown = run.surface;
        rows.clear();
        list.replaceChildren();
      }
      setAttribute(element, "aria-label", name);
      element.hidden = knobs.length === 0;
      const ranged = (run.build?.recipe?.parameters ?? []).map((parameter) => parameter.name);
      sync(list, rows, knobs, (knob) => makeRow(knob, ranged.includes(knob.name), doings));
      for (const knob of knobs) rows.get(knob.name).update(knob, run, settled);
    },
  };
}

/** A row for each knob in their order; one that stays keeps its place in the document, and with it the focus. */
function sync(list, rows, knobs, makeOne) {
  for (const [name, row] of rows) {
    if (knobs.some((knob) => knob.name === name)) continue;
    row.element.remove();
    rows.delete(name);
  }
  knobs.forEach((knob, i) => {
    if (!rows.has(knob.name)) rows.set(knob.name, makeOne(knob));
    const { element } = rows.get(knob.name);
    if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null);
  });
}

/** A slider, and below it the ends of its range where these are the user's, `ranged`. */
function makeRow({ name }, ranged, doings) {
  const where = `surface.${name}`;
  const ends = doings.range && ranged ? makeEnds(name, doings.range) : null;
  const element = make("div", { class: "knob" }, ends && ends.element);
  let control = null;
  let made = "";
  return {
    element,
    /** @param {any} knob its metadata @param {any} run @param {boolean} settled */
    update(knob, run, settled) {
      const signature = JSON.stringify(knob);
      if (signature !== made) {
        made = signature;
        control?.element.remove();
        const change = (value) => doings.turn(name, value);
        control = makeControl(where, knob, { change, begin: doings.begin, end: doings.end });
        element.prepend(control.element);
      }
      control.update(run.settings[name], run.refused[where]);
      ends?.update(knob, run.refused[`formula.${name}`], settled);
    },
  };
}

/** The lowest and the highest value of a slider. */
function makeEnds(name, range) {
  const entries = makeEntries([
    [`formula.${name}.lowest`, "from", `The lowest value of ${name}'s slider`],
    [`formula.${name}.highest`, "to", `The highest value of ${name}'s slider`],
  ], (lowest, highest) => range(name, lowest, highest));
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  return {
    element: make("div", { class: "ends" }, ...entries.elements, message),
    update({ lowest, highest }, refused, settled) {
      entries.update([lowest, highest], Boolean(refused), settled);
      message.hidden = !refused;
      message.textContent = refused ?? "";
    },
  };
}
