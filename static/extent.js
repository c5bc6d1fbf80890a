/** What part of the plane is shown, and, of a formula, where its lowest loss is said to be. */

import { make, setText } from "./dom.js";
import { makeEntries } from "./entry.js";
import { figures } from "./format.js";

/** The ends of the domain, in the order in which it is told. */
const ENDS = ["domain.x0", "domain.x1", "domain.y0", "domain.y1"];

/** What they are called. @param {[string, string]} axes what x and y are called @returns {[string, string][]} */
const wordsOf = (axes) => axes.flatMap((axis) => [[`${axis} from`, `The lowest ${axis} that is shown`], ["to", `The highest ${axis} that is shown`]]);

const WHERE = "Where the lowest loss is, if you know it: distances and the log axis need it";

/** Figures of a minimum that was found. */
const SHOWN = 5;

/**
 * @param {Object} doings
 * @param {(...values: (number | string)[]) => void} doings.setDomain x₀, x₁, y₀, y₁
 * @param {(x: number | string, y: number | string) => void} doings.setMinimum
 * @param {() => void} doings.findMinimum
 * @param {() => void} doings.noMinimum
 */
export function makeExtent(doings) {
  const domain = makeDomain(doings.setDomain);
  const minimum = makeMinimum(doings);
  return {
    element: make("section", { class: "card extent", "aria-label": "What is shown" }, domain.element, minimum.element),
    /** @param {any} run @param {[string, string]} axes what x and y are called @param {boolean} settled whether the server has seen all that was done */
    update({ build, refused }, axes, settled) {
      domain.update(build.domain, axes, refused, settled);
      minimum.element.hidden = !build.recipe?.asksMinimum;
      if (build.recipe?.asksMinimum) minimum.update(build.recipe.minimum, refused, settled);
    },
  };
}

function makeDomain(set) {
  const entries = makeEntries(ENDS.map((end) => [end, "", ""]), set);
  const message = makeMessage();
  return {
    element: make("div", { class: "domain" }, ...entries.elements, message.element),
    update(values, axes, refused, settled) {
      const why = told(refused, "domain");
      entries.call(wordsOf(axes));
      entries.update(values.flat(), why !== "", settled);
      message.show(why);
    },
  };
}

function makeMinimum(doings) {
  // Both fields make one place: with one of them empty there is nothing to send yet.
  const send = (x, y) => x !== "" && y !== "" && doings.setMinimum(x, y);
  const entries = makeEntries([["minimum.x", "minimum at x", WHERE], ["minimum.y", "y", WHERE]], send, SHOWN);
  const find = make("button", { type: "button", class: "plain", "data-testid": "minimum.find", title: "Look for the lowest loss in what is shown", onclick: () => doings.findMinimum() }, "find it");
  const none = make("button", { type: "button", class: "plain", "data-testid": "minimum.none", title: "The formula has no lowest loss that is known", onclick: () => doings.noMinimum() }, "none");
  const value = make("output", { "data-testid": "minimum.value", "aria-live": "off" });
  const message = makeMessage();
  return {
    element: make("div", { class: "minimum" }, ...entries.elements, make("div", { class: "ways" }, find, none, value), message.element),
    /** @param {[number, number, number] | null} minimum with its loss @param {Record<string, string>} refused @param {boolean} settled */
    update(minimum, refused, settled) {
      const why = told(refused, "minimum");
      entries.update(minimum ? minimum.slice(0, 2) : [null, null], why !== "", settled);
      none.disabled = minimum === null;
      setText(value, minimum ? `f = ${figures(minimum[2], 4)}` : "no minimum is known");
      message.show(why);
    },
  };
}

function makeMessage() {
  const element = make("p", { class: "refused", role: "alert", hidden: true });
  return {
    element,
    show(why) {
      element.hidden = why === "";
      setText(element, why);
    },
  };
}

/** Why a control was refused, or one of its fields. @param {Record<string, string>} refused @param {string} where */
function told(refused, where) {
  return Object.entries(refused)
    .filter(([name]) => name === where || name.startsWith(`${where}.`))
    .map(([, why]) => why)
    .join("; ");
}
