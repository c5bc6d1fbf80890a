/** What is laid over the race: a button that opens a small panel of switches, each with its line of help. */

import { make, setText } from "./dom.js";
import { makePopover } from "./popover.js";

/**
 * @param {(overlay: string, on: boolean) => void} onSwitch
 */
export function makeSwitches(onSwitch) {
  const list = make("ul", {});
  const panel = make("div", { class: "switches", role: "group", "aria-label": "Overlays on the race" }, list);
  const button = make("button", {
    type: "button", class: "plain", "data-testid": "overlays",
    title: "Draw what a rule knows and does: gradient, step, momentum, squares, rate",
  }, "show ▾");
  const popover = makePopover(button, panel);
  const rows = new Map();

  return {
    element: popover.element,
    /** @param {any} run @param {{key: string, word: string, symbol: string, help: string, light: string, dark: string}[]} overlays */
    update(run, overlays) {
      for (const overlay of overlays) {
        if (!rows.has(overlay.key)) {
          const row = makeRow(overlay, onSwitch);
          rows.set(overlay.key, row);
          list.append(row.element);
        }
        const on = run.view.overlays.includes(overlay.key);
        const nobody = on && run.entrants.every(({ marks }) => marks[overlay.key] && Object.keys(marks[overlay.key]).length === 0);
        rows.get(overlay.key).update(on, nobody);
      }
      button.classList.toggle("on", run.view.overlays.length > 0);
    },
    close: popover.close,
  };
}

function makeRow({ key, word, symbol, help, light, dark }, onSwitch) {
  const box = make("input", { type: "checkbox", "data-testid": `overlay-${key}`, onchange: () => onSwitch(key, box.checked) });
  const line = make("small", {}, help);
  const name = make("span", { class: "word", style: `--light:${light};--dark:${dark}` }, make("b", {}, symbol), ` ${word}`);
  return {
    element: make("li", {}, make("label", {}, box, name, line)),
    update(on, nobody) {
      box.checked = on;
      setText(line, nobody ? `${help} None of these rules has it.` : help);
    },
  };
}
