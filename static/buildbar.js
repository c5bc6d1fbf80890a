/** The top rows of the page Build: what is made, how it is seen, and its formula below. */

import { makeAround } from "./around.js";
import { choices } from "./choices.js";
import { copyButton } from "./copylink.js";
import { make, setAttribute, setText } from "./dom.js";
import { showFormula } from "./formula.js";
import { HELP, makersOf } from "./makers.js";
import { linkTo } from "./towards.js";
import { makeLossAxis, makePresent } from "./viewing.js";

/**
 * @param {Object} doings
 * @param {(key: string) => void} doings.make a surface of this kind
 * @param {(field: string, value: string) => void} doings.show
 * @param {() => void} doings.race called before the page is left for the race
 * @param {() => void} doings.present
 * @param {() => string} doings.href
 * @param {Parameters<typeof makeAround>[0]} around what is done to noise and motion
 */
export function makeBuildBar(doings, around) {
  const kinds = make("div", { class: "makers" });
  const lossAxis = makeLossAxis((value) => doings.show("loss_axis", value));
  const arounds = makeAround(around);
  const race = linkTo("", { class: "plain", "data-testid": "race-on-it", title: "The race on this surface, with all its controls" }, "race on it →", () => doings.race());
  const present = makePresent(doings.present);
  const formula = make("div", { class: "formula", "data-testid": "formula-set" });
  const lesson = make("p", { class: "lesson" });
  let group = null;
  return {
    element: make(
      "header", { class: "bar" }, kinds, lossAxis.element, arounds.element, race.element,
      copyButton("Copy the address of exactly this surface and race", doings.href), present.element,
    ),
    /** The surface's formula and its lesson, in a row of their own. */
    shown: make("div", { class: "shown" }, formula, lesson),
    /** @param {any} run @param {any} catalogue @param {any} land */
    update(run, catalogue, land) {
      group ??= makeTabs(kinds, makersOf(catalogue), doings.make);
      group.show(run.surface);
      showFormula(run.sheet, formula, true);
      setText(lesson, land.lesson);
      setAttribute(lesson, "title", land.lesson);
      lossAxis.update(run, land.lowest === null);
      arounds.update(run, catalogue);
      race.update(run.link);
      present.update(run);
    },
    close: () => arounds.close(),
  };
}

function makeTabs(element, makers, choose) {
  const group = choices("What is built", makers.map(({ key, word, makes }) => [key, word, HELP[makes]]), choose);
  [...group.element.children].forEach((button, i) => (button.dataset.testid = `make-${makers[i].key}`));
  element.append(group.element);
  return group;
}
