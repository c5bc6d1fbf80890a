/** Races worth a look: a button that opens their list, each with what to look for. */

import { make, setAttribute } from "./dom.js";
import { makePopover } from "./popover.js";

/** @param {(key: string) => void} onChoose */
export function makeExamples(onChoose) {
  const list = make("ul", {});
  const panel = make("div", { class: "switches examples", role: "group", "aria-label": "Examples" }, list);
  const button = make("button", {
    type: "button", class: "plain", "data-testid": "examples", title: "Races with noise, schedules and moving minima that are worth a look",
  }, "examples ▾");
  const popover = makePopover(button, panel);
  const rows = new Map();
  return {
    element: popover.element,
    /** @param {any} run @param {{key: string, label: string, lesson: string}[]} examples */
    update(run, examples) {
      for (const { key, label, lesson } of examples) {
        if (rows.has(key)) continue;
        const choose = () => {
          popover.close();
          onChoose(key);
        };
        const row = make("button", { type: "button", "data-testid": `example-${key}`, onclick: choose }, make("b", {}, label), make("small", {}, lesson));
        rows.set(key, row);
        list.append(make("li", {}, row));
      }
      for (const [key, row] of rows) setAttribute(row, "aria-current", String(key === run.example));
    },
    close: popover.close,
  };
}
