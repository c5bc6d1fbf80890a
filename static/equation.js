/**
 * Formulas that Streamlit's KaTeX has set out of sight, copied to where they are read. Places in them are known by their
 * colours (see `inside/typeset.py`): symbols take their role's colour, numbers this step's digits.
 */

const LOOK_EVERY = 40;
const GIVE_UP = 8000;
const [SYMBOL, NUMBER] = [1, 2];

/** @typedef {{place: number, element: HTMLElement}} Place */

/**
 * Waits for a sheet of formulas.
 * @param {string} key the sheet's
 * @param {number} count how many formulas it has
 * @param {() => boolean} wanted whether anybody still waits
 * @returns {Promise<Element[] | null>} null where they never came
 */
export async function sheetOf(key, count, wanted) {
  const since = performance.now();
  while (wanted() && performance.now() - since < GIVE_UP) {
    const found = document.querySelectorAll(`.st-key-formula-${key} .katex-html`);
    if (found.length >= count) return [...found];
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
  return null;
}

/**
 * A copy of a formula with symbols.
 * @param {Element} formula
 * @param {(place: number) => {role: string, name: string}} told what stands at each place
 */
export function symbols(formula, told) {
  const copy = copied(formula);
  for (const { place, element } of places(copy, SYMBOL)) {
    const { role, name } = told(place);
    element.style.color = `var(--role-${role}, inherit)`;
    element.dataset.quantity = name;
  }
  return copy;
}

/**
 * A copy of a formula with numbers.
 * @param {Element} formula
 * @param {(place: number) => {role: string, name: string}} told
 * @returns {{element: HTMLElement, write: (text: (place: number) => string) => void}}
 */
export function numbers(formula, told) {
  const element = copied(formula);
  const found = places(element, NUMBER);
  for (const { place, element: at } of found) {
    const { role, name } = told(place);
    at.style.color = `var(--role-${role}, inherit)`;
    at.dataset.quantity = name;
  }
  return {
    element,
    write: (text) => {
      for (const { place, element: at } of found) {
        const now = text(place);
        if (at.textContent !== now) at.textContent = now;
      }
    },
  };
}

function copied(formula) {
  const copy = document.createElement("span");
  copy.className = "katex";
  copy.append(formula.cloneNode(true));
  return copy;
}

/** @returns {Place[]} */
function places(root, kind) {
  const found = [];
  for (const element of root.querySelectorAll("[style*='color']")) {
    const [, red, green, blue] = /rgb\((\d+), (\d+), (\d+)\)/.exec(element.style.color) ?? [];
    if (Number(red) === kind && green === "0") found.push({ place: Number(blue), element });
  }
  return found;
}
