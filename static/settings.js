/** The numbers that all entrants share: where they start, how long they run, and when one has arrived. */

import { make, setText } from "./dom.js";
import { makeEntry } from "./entry.js";

/**
 * @param {Object} doings
 * @param {(x: number | string, y: number | string) => void} doings.setStart
 * @param {(value: number | string) => void} doings.setSteps
 * @param {(value: number | string) => void} doings.setTolerance
 */
export function makeSettings(doings) {
  const moved = () => doings.setStart(x.typed, y.typed);
  const x = makeEntry("start.x", "", "", moved);
  const y = makeEntry("start.y", "", "", moved);
  const steps = makeEntry("steps", "steps", "Steps of the run, 1 to 5000", () => doings.setSteps(steps.typed));
  const tolerance = makeEntry("tolerance", "tolerance", "A run has arrived when its loss is this near to the minimum", () =>
    doings.setTolerance(tolerance.typed),
  );
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  const outside = make("p", { class: "outside", hidden: true }, "start outside the domain");
  const entries = { "start.x": x, "start.y": y, steps, tolerance };
  const element = make(
    "section", { class: "settings", "aria-label": "Run" }, ...Object.values(entries).map((one) => one.element), outside, message,
  );
  return {
    element,
    /** @param {any} run @param {import("./height.js").Heights} heights @param {[string, string]} axes what x and y are called */
    update(run, heights, axes) {
      [x, y].forEach((entry, i) => entry.call(`start ${axes[i]}`, `The start's ${axes[i]}; or click or drag on the map`));
      const values = { "start.x": run.start[0], "start.y": run.start[1], steps: run.steps, tolerance: run.tolerance };
      const why = [];
      for (const [name, entry] of Object.entries(entries)) {
        const refused = run.refused[name];
        if (refused) why.push(`${entry.word}: ${refused}`);
        entry.update(values[name], Boolean(refused));
      }
      outside.hidden = heights.inside(...run.start);
      message.hidden = why.length === 0;
      setText(message, why.join("; "));
    },
  };
}
