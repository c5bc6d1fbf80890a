/** A row of buttons of which one is pressed. */

import { make } from "./dom.js";

/**
 * @param {string} label what is chosen
 * @param {[string, string, string][]} options value, word, help
 * @param {(value: string) => void} onChoose
 */
export function choices(label, options, onChoose) {
  const buttons = new Map(
    options.map(([value, word, help]) => [
      value,
      make("button", { type: "button", title: help, "aria-pressed": "false", onclick: () => onChoose(value) }, word),
    ]),
  );
  const element = make("div", { class: "choices", role: "group", "aria-label": label }, ...buttons.values());
  return {
    element,
    /** @param {string} chosen @param {string[]} [barred] options that make no sense now */
    show(chosen, barred = []) {
      for (const [value, button] of buttons) {
        button.setAttribute("aria-pressed", String(value === chosen));
        button.disabled = barred.includes(value);
      }
    },
  };
}
