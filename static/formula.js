/** Formulas are set by Streamlit's KaTeX out of sight; here they are copied to where they are read. */

const LOOK_EVERY = 60;
const GIVE_UP = 6000;

/**
 * Puts a copy of the formula into `target` as soon as it is there.
 * @param {string} key an optimizer's, or the message's `sheet`
 * @param {HTMLElement} target
 */
export function showFormula(key, target) {
  if (target.dataset.formula === key && target.firstChild) return;
  if (target.dataset.formula !== key) target.replaceChildren();
  target.dataset.formula = key;
  const since = performance.now();
  const look = () => {
    if (target.dataset.formula !== key || target.firstChild) return;
    const set = document.querySelector(`.st-key-formula-${key.replaceAll("_", "-")} .katex`);
    if (set) target.replaceChildren(set.cloneNode(true));
    else if (performance.now() - since < GIVE_UP) setTimeout(look, LOOK_EVERY);
  };
  look();
}
