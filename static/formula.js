/** Formulas are set by Streamlit's KaTeX out of sight; here they are copied to where they are read. */

import { setAttribute } from "./dom.js";

const LOOK_EVERY = 60;
const GIVE_UP = 6000;

/**
 * Puts a copy of the formula into `target` as soon as it is there.
 * @param {string} key an optimizer's, or the message's `sheet`
 * @param {HTMLElement} target
 * @param {boolean} [keep] whether the formula that was there stays until then, for one that changes while it is typed
 */
export function showFormula(key, target, keep = false) {
  const { dataset } = target;
  if (dataset.set === key) return;
  if (!keep && dataset.formula !== key) {
    target.replaceChildren();
    delete dataset.set;
  }
  dataset.formula = key;
  setAttribute(target, "aria-busy", "true");
  const since = performance.now();
  const look = () => {
    if (dataset.formula !== key || dataset.set === key) return;
    const set = document.querySelector(`.st-key-formula-${key.replaceAll("_", "-")} .katex`);
    if (set) {
      target.replaceChildren(set.cloneNode(true));
      dataset.set = key;
      setAttribute(target, "aria-busy", "false");
    } else if (performance.now() - since < GIVE_UP) setTimeout(look, LOOK_EVERY);
  };
  look();
}
