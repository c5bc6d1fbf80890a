/** A number or a few, typed into small fields. */

import { make } from "./dom.js";
import { exact } from "./format.js";

/**
 * @param {string} testid
 * @param {string} word what stands before it
 * @param {string} title its help
 * @param {() => void} onchange
 * @param {number} [digits] significant figures that are shown of a number that was not typed; it is still sent whole
 */
export function makeEntry(testid, word, title, onchange, digits = 17) {
  let given = { text: "", value: /** @type {number | string} */ ("") };
  const field = make("input", {
    type: "text", inputmode: "decimal", "data-testid": testid, title, "aria-label": title, autocomplete: "off", spellcheck: "false",
    onchange, onkeydown: (event) => event.key === "Enter" && field.blur(),
  });
  return {
    element: make("label", { class: "field", title }, word, field),
    /** What was typed, see `read`. */
    get typed() {
      return field.value === given.text ? given.value : read(field);
    },
    /** What was refused stays as it was typed. @param {number | null} value null: none @param {boolean} refused */
    update(value, refused) {
      field.toggleAttribute("aria-invalid", refused);
      if (refused || document.activeElement === field) return;
      given = value === null ? { text: "", value: "" } : { text: exact(Number(value.toPrecision(digits))), value };
      field.value = given.text;
    },
  };
}

/** The number that was typed; what is none goes to the server as it is, which answers with what is allowed. */
export function read(field) {
  const text = field.value.trim().replace(",", ".").replace("−", "-");
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
