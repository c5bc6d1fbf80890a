/** The table's columns where each entrant runs with many seeds: the median, and what nine in ten lie between. */

import { make } from "./dom.js";
import { figures } from "./format.js";

/** The words that are told beside how many arrived. */
const TOLD = ["diverged", "stuck"];

/** The table's columns with what their numbers are now; as they are where each entrant runs once. */
export function manyColumns({ entrants }, columns) {
  const seeds = entrants[0].swarm?.seeds;
  if (!seeds) return columns;
  const range = `: the median of ${seeds} seeds, and the range from 5 to 95 % of them`;
  const [, loss, distance, stepsTo, outside, end] = columns;
  return [
    [`${seeds} seeds`, "Entrants; in each column the median of all seeds, and the range from 5 to 95 % of them"],
    [loss[0], `${loss[1]}${range}; a diverged one counts as ∞`],
    [distance[0], `${distance[1]}${range}; a diverged one counts as ∞`],
    [stepsTo[0], `${stepsTo[1]}${range}; one that never comes there counts as ∞`],
    [outside[0], `${outside[1]}${range}`],
    ["", `${end[1]}: how many of ${seeds} seeds came within the tolerance, and how many are still there, diverged or stand still`],
  ];
}

/** By the median of the loss, then of the steps to arrive, then by how many arrived; null is ∞. */
export function manyRank({ came, loss, stepsTo }) {
  return [loss[1] ?? Infinity, stepsTo[1] ?? Infinity, -came];
}

/** @returns {HTMLElement[]} */
export function manyCells({ came, words, loss, distance, stepsTo, outside }, seeds, bottomless) {
  const cells = [
    spread(loss, (value) => figures(value, 3)),
    spread(distance, (value) => figures(value, 3)),
    spread(stepsTo, whole),
    outside.every((value) => value === 0) ? make("td", {}, "–") : spread(outside, whole),
  ];
  const most = mostly(words);
  const there = words.arrived ?? 0;
  const counts = [
    bottomless ? `${most} ${words[most]} of ${seeds}` : `arrived ${came} of ${seeds}`,
    // Noise drives some away again.
    !bottomless && there !== came && `${there || "none"} at the end`,
    ...TOLD.map((word) => words[word] && !(bottomless && word === most) && `${word} ${words[word]}`),
  ];
  const title = `At the end: ${Object.entries(words).map(([word, count]) => `${word} ${count}`).join(", ")}`;
  return [...cells, make("td", { class: "word", "data-word": most, title }, counts.filter(Boolean).join(", "))];
}

/** A dash where there is no number, or no seed has one. */
function spread(values, write) {
  if (!values || values.every((value) => value === null)) return make("td", {}, "–");
  const [low, middle, high] = values;
  const text = [low, high].map((value) => write(value ?? Infinity)).join(" – ");
  return make("td", {}, write(middle ?? Infinity), make("span", { class: "range" }, text));
}

function whole(value) {
  return Number.isFinite(value) ? String(Math.round(value)) : "∞";
}

function mostly(words) {
  return Object.keys(words).reduce((most, word) => (words[word] > words[most] ? word : most));
}
