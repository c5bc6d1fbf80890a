/** How a fair race is tuned: a row for each choice of its plan. */

import { choices } from "./choices.js";
import { make, setText } from "./dom.js";
import { exact } from "./format.js";
import { read } from "./entry.js";

/** The words of those choices that the plan has no good ones for. */
const WORDS = { numbers: { one: "rate", two: "two", all: "all" } };

/**
 * @param {any} plan the metadata of its fields, by name
 * @param {(name: string, value: number | string) => void} choose
 */
export function makePlan(plan, choose) {
  const rows = new Map(Object.values(plan).map((knob) => [knob.name, makeRow(knob, (value) => choose(knob.name, value))]));
  const element = make("div", { class: "plan" }, ...[...rows.values()].map((row) => row.element));
  return {
    element,
    /** @param {any} tuning the message's part @param {Record<string, string>} refused */
    update(tuning, refused) {
      for (const [name, row] of rows) row.update(tuning.plan[name], refused[`tune.${name}`]);
      // Without chance every seed gives the same run.
      rows.get("over").bar(tuning.chance ? [] : ["seeds"]);
    },
  };
}

function makeRow(knob, choose) {
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  const { control, show, bar } = (knob.kind === "choice" ? makeWords : makeNumber)(knob, choose);
  const element = make("div", { class: "field", "data-field": knob.name }, make("span", { title: knob.help }, knob.symbol), control, message);
  return {
    element,
    bar,
    update(value, refused) {
      message.hidden = !refused;
      if (refused) setText(message, refused);
      show(value, refused);
    },
  };
}

function makeWords(knob, choose) {
  const words = WORDS[knob.name] ?? {};
  const group = choices(knob.symbol, knob.choices.map((choice) => [choice, words[choice] ?? choice, knob.help]), choose);
  group.element.dataset.testid = `tune.${knob.name}`;
  let [chosen, barred] = ["", []];
  return {
    control: group.element,
    show: (value) => group.show((chosen = value), barred),
    bar: (options) => group.show(chosen, (barred = options)),
  };
}

function makeNumber(knob, choose) {
  const field = make("input", {
    type: "text", inputmode: "numeric", "data-testid": `tune.${knob.name}`, "aria-label": knob.symbol, spellcheck: "false", autocomplete: "off",
    title: `${knob.help} From ${exact(knob.lowest)} to ${exact(knob.highest)}.`,
    onchange: () => choose(read(field)), onkeydown: (event) => event.key === "Enter" && field.blur(),
  });
  return {
    control: field,
    show(value, refused) {
      field.toggleAttribute("aria-invalid", Boolean(refused));
      if (!refused && document.activeElement !== field) field.value = exact(value);
    },
    bar() {},
  };
}
