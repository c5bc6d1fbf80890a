/** Below the editor: what may stand in a formula, and formulas to begin with; both fold away, by Escape too. */

import { make, setAttribute } from "./dom.js";
import { onEscape } from "./popover.js";

/** What takes two arguments or more; all others take one. */
const PAIRS = new Set(["atan2", "hypot", "max", "min", "pow"]);

/**
 * @param {{functions: string[], constants?: string[], examples: {label: string, text: string}[]}} choices
 * @param {Object} doings
 * @param {(before: string, after?: string) => void} doings.insert
 * @param {(text: string) => void} doings.open
 */
export function makeFormulaHelp({ functions, constants = ["pi", "e"], examples }, doings) {
  const word = (name, text, act) =>
    make("button", { type: "button", "data-testid": `insert-${name}`, title: `Write ${text}`, onmousedown: keepFocus, onclick: act }, name);
  const parts = {
    functions: make(
      "div", { class: "words" },
      ...functions.map((name) => word(name, PAIRS.has(name) ? `${name}(…, …)` : `${name}(…)`, () => doings.insert(`${name}(`, ")"))),
      ...constants.map((name) => word(name, name, () => doings.insert(name))),
    ),
    examples: make(
      "ul", {},
      ...examples.map(({ label, text }) => make("li", {}, make("button", { type: "button", title: text, onclick: () => doings.open(text) }, make("b", {}, label), make("code", {}, text)))),
    ),
  };
  const titles = { functions: "Functions and constants; a click writes one", examples: "Formulas to begin with" };
  const buttons = Object.keys(parts).map((name) =>
    make("button", {
      type: "button", class: "plain", "data-testid": `formula-${name}`, title: titles[name], "aria-expanded": "false", onclick: () => open(name),
    }, `${name} ▾`),
  );
  /** One at a time, or none. @param {string | null} wanted */
  const show = (wanted) => {
    Object.entries(parts).forEach(([name, part], i) => {
      part.hidden = name !== wanted;
      setAttribute(buttons[i], "aria-expanded", String(!part.hidden));
    });
    escape(wanted !== null);
  };
  /** A second click folds it away. */
  const open = (name) => show(parts[name].hidden ? name : null);
  const escape = onEscape(() => {
    const within = Object.values(parts).findIndex((part) => part.contains(document.activeElement));
    show(null);
    // Whoever types goes on typing.
    if (within >= 0) buttons[within].focus();
  });
  show(null);
  const element = make("div", { class: "formulahelp" }, make("div", { class: "folds" }, ...buttons), ...Object.values(parts));
  return { element, close: () => show(null) };
}

/** The cursor stays where the function is to be written. */
function keepFocus(event) {
  event.preventDefault();
}
