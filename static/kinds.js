/** A schedule, a noise or a motion: its kind, its formula, the fields that the kind uses, and what its numbers come to. */

import { makeControl } from "./control.js";
import { make, setText } from "./dom.js";
import { exact } from "./format.js";
import { showFormula } from "./formula.js";

/**
 * @typedef {{knobs: Record<string, any>, kinds: Record<string, {label: string, uses: string[], random: boolean, ofData: boolean}>}} Family
 *   as `arena/around.py` tells it; a kind that is `ofData` is for a loss that comes from data
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
  const control = (field, knob) => {
    const change = (value) => doings.set(field, value);
    return makeControl(field === "kind" ? where : `${where}.${field}`, knob, { change, begin: doings.begin, end: doings.end });
  };
  const kind = control("kind", { ...family.knobs.kind, labels });
  const formula = make("div", { class: "formula" });
  const list = make("div", { class: "controls" });
  const words = make("p", { class: "batches", "data-testid": `${where}.batches`, hidden: true });
  const element = make("div", { class: "kinds" }, kind.element, formula, list, words);
  /** @type {Map<string, any>} */
  const controls = new Map();
  let shown = "";
  /** The control of a field that the kind uses; of what counts points the slider ends at all of them. */
  const controlOf = (field, points) => {
    const bounded = family.kinds[shown].ofData && points > 1;
    const name = bounded ? `${field} of ${points}` : field;
    const knob = family.knobs[field];
    if (!controls.has(name)) controls.set(name, control(field, bounded ? { ...knob, highest: points } : knob));
    return controls.get(name);
  };
  return {
    element,
    /**
     * @param {Record<string, any>} values by field
     * @param {Record<string, string>} refused by control
     * @param {number | null} [points] that the loss comes from; null where it does not come from data
     */
    update(values, refused, points = null) {
      kind.offer(Object.keys(family.kinds).filter((key) => points !== null || !family.kinds[key].ofData));
      kind.update(values.kind, refused[where]);
      if (shown !== values.kind) {
        shown = values.kind;
        formula.hidden = shown === family.knobs.kind.default;
        if (!formula.hidden) showFormula(`${what}-${shown}`, formula);
      }
      const { uses, ofData } = family.kinds[shown];
      const used = uses.map((field) => controlOf(field, points));
      const elements = used.map((one) => one.element);
      // A slider that is being dragged stays where it is in the document.
      if (elements.length !== list.children.length || elements.some((one, i) => one !== list.children[i])) list.replaceChildren(...elements);
      uses.forEach((field, i) => used[i].update(values[field], refused[`${where}.${field}`]));
      words.hidden = !ofData || points === null;
      if (!words.hidden) setText(words, batchWords(values.batch_size, points));
    },
  };
}

/** Whether another seed gives another run. @param {Family} family @param {Record<string, any>} values @param {number | null} points */
export function isDrawn({ kinds }, values, points) {
  const { random, ofData } = kinds[values.kind];
  return random && !(ofData && points !== null && values.batch_size >= points);
}

/** What a batch size comes to. @param {number} size @param {number} points */
export function batchWords(size, points) {
  if (size >= points) return `all ${points} points at every step: no noise`;
  return `${exact(size)} of ${points} points at each step, all in ${Math.ceil(points / size)} steps`;
}

/**
 * A noise in a few letters: "σ 0.5, ν 3".
 * @param {Family} family
 * @param {Record<string, any>} values
 * @param {number | null} [points] that the loss comes from
 */
export function inShort({ knobs, kinds }, values, points = null) {
  const { uses, ofData } = kinds[values.kind];
  return uses
    .map((field) => [knobs[field], values[field]])
    .filter(([{ kind }, value]) => kind !== "switch" || value)
    .map(([{ kind, symbol }, value]) => {
      if (kind === "switch") return symbol;
      return `${symbol} ${ofData && points !== null && value >= points ? "all" : exact(value)}`;
    })
    .join(", ");
}
