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
    window[listen]("keydown", onEscape, { capture: true });
  };
  const onElsewhere = (event) => !element.contains(event.target) && open(false);
  const onEscape = (event) => {
    if (event.key !== "Escape") return;
    // It closes the panel, and does not leave the projector's view as well.
    event.stopPropagation();
    open(false);
    button.focus();
  };
  button.addEventListener("click", () => open(panel.hidden));
  return { element, close: () => open(false) };
}
