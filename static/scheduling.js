/** An entrant's schedule: its kind, its fields, and one click by which all others take it too. */

import { make } from "./dom.js";
import { makeKinds } from "./kinds.js";

/**
 * @param {string} name the entrant's
 * @param {import("./kinds.js").Family} family
 * @param {Object} doings
 * @param {(name: string, field: string, value: any) => void} doings.schedule
 * @param {(name: string) => void} doings.shareSchedule
 * @param {() => void} doings.begin a gesture begins
 * @param {() => void} doings.end
 */
export function makeScheduling(name, family, doings) {
  const set = (field, value) => doings.schedule(name, field, value);
  const kinds = makeKinds(`${name}.schedule`, "schedule", family, { set, begin: doings.begin, end: doings.end });
  const share = make("button", {
    type: "button", class: "plain share", "data-testid": `${name}.schedule.share`, title: "All optimizers take this schedule",
    onclick: () => doings.shareSchedule(name),
  }, "same for all");
  return {
    element: make("div", { class: "scheduling" }, kinds.element, share),
    /** @param {any} entrant @param {any} run */
    update(entrant, run) {
      kinds.update(entrant.schedule, run.refused);
      share.disabled = run.entrants.every(({ schedule }) => same(schedule, entrant.schedule));
    },
    /** What is said of it where it is folded away; nothing of a rate that stays. @param {any} entrant */
    inShort({ schedule, path }) {
      if (!path.factors) return "";
      return schedule.kind === family.knobs.kind.default ? "warm-up" : family.kinds[schedule.kind].label;
    },
  };
}

function same(one, other) {
  return Object.keys(one).every((field) => one[field] === other[field]);
}
