/** Who is where at the end of the run: the leader first. */

import { make } from "./dom.js";
import { figures } from "./format.js";

const COLUMNS = [
  ["", "Entrant"],
  ["loss", "Loss at the end of the run"],
  ["distance", "Distance from the end to the nearest global minimum"],
  ["steps to arrive", "Steps until the loss is within the tolerance of the minimum"],
  ["steps outside", "Steps outside the domain shown"],
  ["", "How the run ended"],
];

export function makeStandings() {
  const body = make("tbody");
  const head = make("tr", {}, ...COLUMNS.map(([word, help]) => make("th", { scope: "col", title: help }, word)));
  const element = make(
    "section", { class: "standings", "aria-label": "Standings" }, make("table", {}, make("thead", {}, head), body),
  );
  return {
    element,
    /** @param {any} run @param {boolean} bottomless the surface has no lowest value */
    update(run, bottomless) {
      const ordered = [...run.entrants].sort((a, b) => rank(a) - rank(b) || arrival(a) - arrival(b));
      body.replaceChildren(...ordered.map((entrant) => row(entrant, bottomless)));
    },
  };
}

/** By loss; what diverged comes last, for it has none. */
function rank({ standing, divergedAt }) {
  return divergedAt !== null || standing.loss === null ? Infinity : standing.loss;
}

/** Of two with the same loss, often 0, the one that arrived sooner comes first. */
function arrival({ standing }) {
  return standing.stepsTo ?? Number.MAX_VALUE;
}

function row({ label, look, standing, shown, divergedAt, path }, bottomless) {
  const { loss, distance, stepsTo, outside, word, away } = standing;
  const falls = bottomless && away && loss < path.gap[0];
  const where = falls ? ", off to −∞" : away && divergedAt === null ? ", outside the domain" : "";
  const cells = [
    divergedAt === null ? figures(loss, 4) : "–",
    divergedAt === null ? figures(distance, 3) : "–",
    stepsTo === null ? "–" : String(stepsTo),
    outside === 0 ? "–" : String(outside),
  ];
  const name = make("th", { scope: "row" }, make("i", { style: `background:${look.colour}` }), label);
  return make(
    "tr", { class: shown ? null : "off" }, name, ...cells.map((text) => make("td", {}, text)),
    make("td", { class: "word", "data-word": word.split(" ")[0] }, word + where),
  );
}
