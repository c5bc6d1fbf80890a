/** A button of the bar that opens a small panel below it; a press elsewhere or Escape closes it. */

import { make, setAttribute } from "./dom.js";

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} panel
 */
export function makePopover(button, panel) {
  panel.hidden = true;
  setAttribute(button, "aria-expanded", "false");
  const element = make("div", { class: "showing" }, button, panel);

  const open = (wanted) => {
    panel.hidden = !wanted;
    setAttribute(button, "aria-expanded", String(wanted));
    const listen = wanted ? "addEventListener" : "removeEventListener";
    window[listen]("pointerdown", onElsewhere, { capture: true });
    escape(wanted);
  };
  const onElsewhere = (event) => !element.contains(event.target) && open(false);
  const escape = onEscape(() => {
    open(false);
    button.focus();
  });
  button.addEventListener("click", () => open(panel.hidden));
  return { element, close: () => open(false) };
}

/**
 * Escape closes what is open, and does not leave the projector's view as well.
 * @param {() => void} close
 * @returns {(open: boolean) => void} to be told whether there is something to close
 */
export function onEscape(close) {
  const onKey = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  return (open) => window[open ? "addEventListener" : "removeEventListener"]("keydown", onKey, { capture: true });
}
