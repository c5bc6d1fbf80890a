/** A schedule, a noise or a motion: its kind, its formula, and the fields that the kind uses. */

import { makeControl } from "./control.js";
import { make } from "./dom.js";
import { exact } from "./format.js";
import { showFormula } from "./formula.js";

/**
 * @typedef {{knobs: Record<string, any>, kinds: Record<string, {label: string, uses: string[], random: boolean}>}} Family
 *   as `arena/around.py` tells it
 */

/**
 * @param {string} where the name of the kind's control; its fields are called `where.FIELD`
 * @param {"schedule" | "noise" | "motion"} what as the formulas are called
 * @param {Family} family
 * @param {Object} doings
 * @param {(field: string, value: any) => void} doings.set
 * @param {() => void} doings.begin a gesture begins
 * @param {() => void} doings.end
 */
export function makeKinds(where, what, family, doings) {
  const labels = Object.fromEntries(Object.entries(family.kinds).map(([key, { label }]) => [key, label]));
  const control = (field) => {
    const change = (value) => doings.set(field, value);
    const knob = field === "kind" ? { ...family.knobs.kind, labels } : family.knobs[field];
    return makeControl(field === "kind" ? where : `${where}.${field}`, knob, { change, begin: doings.begin, end: doings.end });
  };
  const kind = control("kind");
  const formula = make("div", { class: "formula" });
  const list = make("div", { class: "controls" });
  const element = make("div", { class: "kinds" }, kind.element, formula, list);
  /** @type {Map<string, any>} */
  const controls = new Map();
  let shown = "";
  return {
    element,
    /** @param {Record<string, any>} values by field @param {Record<string, string>} refused by control */
    update(values, refused) {
      kind.update(values.kind, refused[where]);
      if (shown !== values.kind) {
        shown = values.kind;
        const { uses } = family.kinds[shown];
        for (const field of uses) if (!controls.has(field)) controls.set(field, control(field));
        // A slider that is being dragged stays where it is in the document.
        list.replaceChildren(...uses.map((field) => controls.get(field).element));
        formula.hidden = shown === family.knobs.kind.default;
        if (!formula.hidden) showFormula(`${what}-${shown}`, formula);
      }
      for (const field of family.kinds[shown].uses) controls.get(field).update(values[field], refused[`${where}.${field}`]);
    },
  };
}

/** A noise in a few letters: "σ 0.5, ν 3". @param {Family} family @param {Record<string, any>} values */
export function inShort({ knobs, kinds }, values) {
  return kinds[values.kind].uses
    .map((field) => [knobs[field], values[field]])
    .filter(([{ kind }, value]) => kind !== "switch" || value)
    .map(([{ kind, symbol }, value]) => (kind === "switch" ? symbol : `${symbol} ${exact(value)}`))
    .join(", ");
}
