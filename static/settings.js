/** The numbers that all entrants share: where they start, how long they run, and when one has arrived. */

import { make, setText } from "./dom.js";
import { exact } from "./format.js";

/**
 * @param {Object} doings
 * @param {(x: number | string, y: number | string) => void} doings.setStart
 * @param {(value: number | string) => void} doings.setSteps
 * @param {(value: number | string) => void} doings.setTolerance
 */
export function makeSettings(doings) {
  const moved = () => doings.setStart(read(x.field), read(y.field));
  const x = entry("start.x", "start x", "The start's x; or click or drag on the map", moved);
  const y = entry("start.y", "start y", "The start's y; or click or drag on the map", moved);
  const steps = entry("steps", "steps", "Steps of the run, 1 to 5000", () => doings.setSteps(read(steps.field)));
  const tolerance = entry("tolerance", "tolerance", "A run has arrived when its loss is this near to the minimum", () =>
    doings.setTolerance(read(tolerance.field)),
  );
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  const outside = make("p", { class: "outside", hidden: true }, "start outside the domain");
  const entries = { "start.x": x, "start.y": y, steps, tolerance };
  const element = make(
    "section", { class: "settings", "aria-label": "Run" }, ...Object.values(entries).map((one) => one.element), outside, message,
  );
  return {
    element,
    /** @param {any} run @param {import("./height.js").Heights} heights */
    update(run, heights) {
      const values = { "start.x": run.start[0], "start.y": run.start[1], steps: run.steps, tolerance: run.tolerance };
      const why = [];
      for (const [name, { field }] of Object.entries(entries)) {
        const refused = run.refused[name];
        if (refused) why.push(`${name}: ${refused}`);
        field.toggleAttribute("aria-invalid", Boolean(refused));
        if (!refused && document.activeElement !== field) field.value = exact(values[name]);
      }
      outside.hidden = heights.inside(...run.start);
      message.hidden = why.length === 0;
      setText(message, why.join("; "));
    },
  };
}

function entry(testid, word, title, onchange) {
  const field = make("input", {
    type: "text", inputmode: "decimal", "data-testid": testid, title, "aria-label": title, autocomplete: "off", spellcheck: "false",
    onchange, onkeydown: (event) => event.key === "Enter" && field.blur(),
  });
  return { field, element: make("label", { class: "field", title }, word, field) };
}

/** The number that was typed; what is none goes to the server as it is, which answers with what is allowed. */
export function read(field) {
  const text = field.value.trim().replace(",", ".").replace("−", "-");
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
