/** Who is where at the end of the run: the leader first. */

import { make } from "./dom.js";
import { figures } from "./format.js";
import { manyCells, manyColumns, manyRank } from "./manystandings.js";

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
  const head = make("tr");
  const element = make(
    "section", { class: "standings", "aria-label": "Standings" }, make("table", {}, make("thead", {}, head), body),
  );
  let shown = null;
  const showHead = (columns) => {
    if (JSON.stringify(columns) === shown) return;
    shown = JSON.stringify(columns);
    head.replaceChildren(...columns.map(([word, help]) => make("th", { scope: "col", title: help }, word)));
  };
  return {
    element,
    /** @param {any} run @param {boolean} bottomless the surface has no lowest value */
    update(run, bottomless) {
      showHead(manyColumns(run, COLUMNS));
      element.classList.toggle("many", run.entrants.some(({ ended }) => ended));
      const ordered = [...run.entrants].sort((a, b) => order(rankOf(a), rankOf(b)));
      body.replaceChildren(...ordered.map((entrant) => row(entrant, bottomless)));
    },
  };
}

/** By loss; what diverged comes last, for it has none. Of two with the same loss, often 0, the one that arrived sooner comes first. */
function rankOf({ standing, divergedAt, ended }) {
  if (ended) return manyRank(ended);
  const loss = divergedAt !== null || standing.loss === null ? Infinity : standing.loss;
  return [loss, standing.stepsTo ?? Infinity];
}

function order(one, other) {
  const differs = one.findIndex((value, k) => value !== other[k]);
  return differs < 0 ? 0 : one[differs] < other[differs] ? -1 : 1;
}

function row(entrant, bottomless) {
  const { label, look, shown, ended, swarm } = entrant;
  const name = make("th", { scope: "row" }, make("i", { style: `background:${look.colour}` }), label);
  const cells = ended ? manyCells(ended, swarm.seeds, bottomless) : oneCells(entrant, bottomless);
  return make("tr", { class: shown ? null : "off" }, name, ...cells);
}

function oneCells({ standing, divergedAt, path }, bottomless) {
  const { loss, distance, stepsTo, outside, word, away } = standing;
  const falls = bottomless && away && loss < path.gap[0];
  const where = falls ? ", off to −∞" : away && divergedAt === null ? ", outside the domain" : "";
  const cells = [
    divergedAt === null ? figures(loss, 4) : "–",
    divergedAt === null ? figures(distance, 3) : "–",
    stepsTo === null ? "–" : String(stepsTo),
    outside === 0 ? "–" : String(outside),
  ];
  return [
    ...cells.map((text) => make("td", {}, text)),
    make("td", { class: "word", "data-word": word.split(" ")[0] }, word + where),
  ];
}
