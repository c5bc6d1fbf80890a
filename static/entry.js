/** A number or a few, typed into small fields. */

import { make, setAttribute } from "./dom.js";
import { exact } from "./format.js";

/**
 * @param {string} testid
 * @param {string} word what stands before it; it may be told later, see `call`
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
  const before = document.createTextNode(word);
  const element = make("label", { class: "field", title }, before, field);
  return {
    element,
    /** What stands before it. */
    get word() {
      return before.data;
    },
    /** Another word and another help: what it holds has another name. @param {string} word @param {string} title */
    call(word, title) {
      if (before.data !== word) before.data = word;
      setAttribute(element, "title", title);
      setAttribute(field, "title", title);
      setAttribute(field, "aria-label", title);
    },
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

/**
 * Fields that are sent together, each with what stands in the others: while that is on its way they stay as they were typed.
 * @param {[string, string, string][]} words of each the arguments of `makeEntry`: testid, word, title
 * @param {(...typed: (number | string)[]) => void} send
 * @param {number} [digits] see `makeEntry`
 */
export function makeEntries(words, send, digits) {
  let sent = false;
  const onchange = () => {
    sent = true;
    send(...entries.map((entry) => entry.typed));
  };
  const entries = words.map(([testid, word, title]) => makeEntry(testid, word, title, onchange, digits));
  return {
    elements: entries.map(({ element }) => element),
    /** @param {[string, string][]} words of each its word and title, see `makeEntry` */
    call(words) {
      entries.forEach((entry, i) => entry.call(...words[i]));
    },
    /** @param {(number | null)[]} values @param {boolean} refused @param {boolean} settled whether the server has seen all that was done */
    update(values, refused, settled) {
      if (sent && !settled) return;
      sent = false;
      entries.forEach((entry, i) => entry.update(values[i], refused));
    },
  };
}

/** The number that was typed; what is none goes to the server as it is, which answers with what is allowed. */
export function read(field) {
  const text = field.value.trim().replace(",", ".").replace("−", "-");
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
