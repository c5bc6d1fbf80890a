/** The keyboard, and a presenter's remote. */

/**
 * @param {Record<string, () => void>} actions by the names of `KeyboardEvent.key`; a space is "Space"
 * @returns {() => void} stops listening
 */
export function listen(actions) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const name = event.key === " " ? "Space" : event.key;
    if (!actions[name] || belongsTo(/** @type {HTMLElement} */ (event.target), name)) return;
    event.preventDefault();
    actions[name]();
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}

/** Whether a control that has the focus uses this key itself. */
function belongsTo(target, name) {
  if (!target || !target.closest) return false;
  if (target.isContentEditable || target.closest("textarea, select, [role=textbox], [role=combobox]")) return true;
  const input = target.closest("input");
  if (input?.type === "range") return /^(Arrow|Page|Home|End)/.test(name);
  if (input) return input.type !== "checkbox" || name === "Space";
  return name === "Space" && target.closest("button, summary, a") !== null;
}
