/** What the searches of a fair race found: each optimizer's best setting, and how much tuning it took. */

import { make } from "./dom.js";
import { exact, figures } from "./format.js";

/** @param {{objective: string}} plan */
const columns = ({ objective }) => [
  ["", "Optimizer"],
  ["best setting", "The best of the settings that were tried, of which the first is its own from before"],
  [objective === "loss" ? "loss" : "steps", objective === "loss" ? "Final loss above the minimum with it, the median of its runs; ∞ where one of them diverges" : "Steps until the tolerance with it, the mean of its runs"],
  ["5 – 95 %", "How far its runs lie apart, from start to start or from seed to seed"],
  ["within 10 ×", "Share of the settings tried that came within 10 × of the best: the larger, the less tuning it needs"],
];

export function makeTuned() {
  const head = make("tr");
  const body = make("tbody");
  const element = make(
    "table", { class: "tuned", "data-testid": "tuned" }, make("thead", {}, head), body,
  );
  let shown = "";
  return {
    element,
    /**
     * @param {any} run @param {any} catalogue @param {(entrant: string) => string} searchOf whose outcome is shown
     * @param {Map<string, any>} outcomes by the name of the search
     */
    update(run, catalogue, searchOf, outcomes) {
      const { plan, entrants } = run.tuning;
      const rows = run.entrants
        .filter(({ name }) => entrants[name])
        .map((entrant) => ({ entrant, outcome: outcomes.get(searchOf(entrant.name)), tuned: entrants[entrant.name].tuned }));
      const name = JSON.stringify([plan, rows.map(({ entrant, outcome, tuned }) => [entrant.name, entrant.look, tuned, outcome && searchOf(entrant.name)])]);
      if (name === shown) return;
      shown = name;
      // Those without an outcome keep their order, and come last.
      const rank = ({ outcome }) => (outcome ? outcome.value ?? Number.MAX_VALUE : Infinity);
      rows.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
      head.replaceChildren(...columns(plan).map(([word, help]) => make("th", { scope: "col", title: help }, word)));
      body.replaceChildren(...rows.map((row) => lineOf(row, run, catalogue)));
    },
  };
}

function lineOf({ entrant, outcome, tuned }, run, catalogue) {
  const { hypers } = catalogue.optimizers[entrant.optimizer];
  const symbols = tuned.map((name) => hypers.find((hyper) => hyper.name === name).symbol);
  const name = make("th", { scope: "row" }, make("i", { style: `background:${entrant.look.colour}` }), entrant.label);
  const row = (...cells) => make("tr", { "data-testid": `tuned-${entrant.name}` }, name, ...cells);
  if (!outcome) return row(setting(symbols.map((symbol) => [symbol, "?"])), ...["–", "–", "–"].map((text) => make("td", {}, text)));
  if (!outcome.best) return row(make("td", { class: "none", colspan: "4" }, "diverges with every setting"));
  const steps = run.tuning.plan.objective === "steps";
  const told = (value, digits) => (value === null ? "∞" : figures(value, digits));
  const never = steps && outcome.arrived === 0;
  const spread = outcome.spread === null || never ? "–" : outcome.spread.map((value) => told(value, steps ? 4 : 2)).join(" – ");
  return row(
    setting(tuned.map((field, i) => [symbols[i], exact(outcome.best[field]).replace("-", "−")])),
    make("td", { title: `${percent(outcome.arrived)} of its runs arrive` }, never ? "never" : told(outcome.value, steps ? 4 : 3)),
    make("td", {}, spread),
    make("td", { title: `${percent(outcome.diverged)} of all runs diverged` }, percent(outcome.share)),
  );
}

function setting(pairs) {
  return make("td", { class: "setting" }, ...pairs.flatMap(([symbol, value]) => [make("span", {}, make("i", {}, symbol), ` ${value}`), " "]));
}

function percent(share) {
  const whole = Math.round(100 * share);
  return `${share > 0 && whole === 0 ? "< 1" : whole} %`;
}
