/** The left column of the page Build: what the surface is made from, its parameters, and what of it is shown. */

import { makeDataCard } from "./datacard.js";
import { make, setAttribute, setText } from "./dom.js";
import { makeEditor } from "./editor.js";
import { makeExtent } from "./extent.js";
import { makeFormulaHelp } from "./formulahelp.js";
import { HELP, makersOf } from "./makers.js";
import { makeTurning } from "./turning.js";

/**
 * @param {Object} doings
 * @param {(key: string) => void} doings.make
 * @param {Parameters<typeof makeEditor>[0]} doings.editor
 * @param {Parameters<typeof makeDataCard>[0]} doings.data
 * @param {Parameters<typeof makeTurning>[0]} doings.turning
 * @param {Parameters<typeof makeExtent>[0]} doings.extent
 */
export function makeWorkshop(doings) {
  const editor = makeEditor(doings.editor);
  /** Made as soon as it is needed. @type {ReturnType<typeof makeFormulaHelp> | null} */
  let help = null;
  const data = makeDataCard(doings.data);
  const parts = { formula: make("div", {}, editor.element), data: data.element, none: make("div", { class: "makeone" }) };
  const note = make("p", { class: "told", "data-testid": "link-note", hidden: true });
  const refused = make("p", { class: "refused", role: "alert", hidden: true });
  const recipe = make("section", { class: "card recipe", "data-testid": "recipe" }, ...Object.values(parts), refused, note);
  const turning = makeTurning(doings.turning, "Parameters");
  const extent = makeExtent(doings.extent);
  return {
    element: make("div", { class: "workshop" }, recipe, turning.element, extent.element),
    /** @param {any} run @param {any} catalogue @param {[string, string]} axes what x and y are called @param {boolean} settled whether the server has seen all that was done */
    update(run, catalogue, axes, settled) {
      const { build } = run;
      const kind = build.makes ?? "none";
      for (const [name, part] of Object.entries(parts)) part.hidden = name !== kind;
      setAttribute(recipe, "data-makes", kind);
      if (kind === "formula") {
        help ??= makeFormulaHelp(catalogue.build, { insert: editor.insert, open: editor.replace });
        if (!help.element.parentNode) parts.formula.append(help.element);
        editor.update(build.recipe.text, build.wrong);
      } else help?.close();
      if (kind === "data") data.update(build);
      if (kind === "none") offer(parts.none, run, catalogue, doings.make);
      setText(note, build.linkNote ?? "");
      note.hidden = !build.linkNote;
      const why = run.refused.recipe ?? run.refused.points ?? "";
      setText(refused, why);
      refused.hidden = !why;
      extent.element.hidden = kind === "none";
      turning.update(run, catalogue, settled);
      if (kind !== "none") extent.update(run, axes, settled);
    },
    close() {
      editor.close();
      help?.close();
    },
  };
}

/** What can be made, where the surface is none that users make. */
function offer(element, run, catalogue, choose) {
  if (element.dataset.surface === run.surface) return;
  element.dataset.surface = run.surface;
  const { name } = catalogue.surfaces.find(({ key }) => key === run.surface);
  element.replaceChildren(
    make("p", {}, `${name} is what it is. Build a surface of your own.`),
    ...Object.entries(HELP).flatMap(([kind, help]) => [
      make("p", { class: "told" }, `${help}:`),
      ...makersOf(catalogue)
        .filter(({ makes }) => makes === kind)
        .map(({ key, word }) => make("button", { type: "button", class: "plain", onclick: () => choose(key) }, word)),
    ]),
  );
}
