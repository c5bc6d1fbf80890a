/** The fair race: every optimizer's best setting is searched for by one rule; then they race at their best. */

import { BestSoFar } from "./bestsofar.js";
import { choices } from "./choices.js";
import { make, setAttribute, setText } from "./dom.js";
import { memory } from "./memory.js";
import { makePlan } from "./plan.js";
import { makeTuned } from "./tuned.js";

/** Milliseconds between two questions how far the searches are. */
const POLL = 120;

/** How many races' settings from before their tuning are kept. */
const KEPT = 32;

/** No search was stopped on its way. */
const NOTHING = { race: "", done: 0 };

const START = "Search for the best setting of each optimizer, then race with them";

/** @typedef {Record<string, Record<string, number>>} Settings values by entrant and name of the hyper-parameter */

/**
 * @param {Object} doings
 * @param {(on: boolean, values: Record<string, any>) => void} doings.tune opens or closes the panel, and chooses
 * @param {(race: string) => void} doings.poll asks for the searches of this race, "" for none
 * @param {(values: Settings) => void} doings.setAll
 */
export function makeFair(doings) {
  /** The race that is being tuned. @type {string | null} */
  let running = null;
  /** The race whose search was stopped, and how far it was: the server keeps what it found. */
  let halted = NOTHING;
  let timer = 0;
  /** How far the search that runs, or ran last, has come. */
  let reached = 0;
  let run = null;
  let plan = null;

  const rule = make("p", { class: "rule-words", "data-testid": "fair-rule" });
  const start = make("button", {
    type: "button", class: "plain go", "data-testid": "tune", title: START, onclick: () => begin(),
  }, "tune and race");
  const stop = make("button", { type: "button", class: "plain", "data-testid": "tune-stop", title: "Stop the search; the race stays as it is", onclick: () => halt(": the race is as it was, and the search can go on") }, "stop");
  const filled = make("i");
  const bar = make("div", { class: "progress", role: "progressbar", "aria-label": "Search", "aria-valuemin": "0", "aria-valuemax": "100" }, filled);
  const left = make("span", { class: "left" });
  const under = make("div", { class: "under", hidden: true }, bar, left, stop);
  const told = make("p", { class: "told", role: "status", hidden: true });
  const which = choices("Settings", [
    ["before", "before", "The settings from before the search"],
    ["tuned", "tuned", "The best settings found"],
  ], (wanted) => doings.setAll(kept()[wanted]));
  which.element.dataset.testid = "tuned-or-before";
  const tuned = makeTuned();
  const curves = new BestSoFar();
  const limits = make("p", { class: "limits" });
  const body = make("div", { class: "choose" });
  const element = make(
    "section", { class: "fair", "data-testid": "fair", "aria-label": "Fair race", hidden: true, onkeydown: (event) => event.key === "Escape" && close(event) },
    make(
      "header", {}, make("h2", {}, "Fair race"), which.element, start,
      make("button", { type: "button", class: "icon", "data-testid": "fair-close", title: "Close", "aria-label": "Close the fair race", onclick: () => doings.tune(false, {}) }, "×"),
    ),
    body, rule, under, told, tuned.element, curves.element, limits,
  );

  const close = (event) => {
    event.stopPropagation();
    doings.tune(false, {});
  };

  /** What the entrants had before the last search on this ground, and what it found. */
  const kept = () => memory.tuned.get(run.tuning?.ground);

  /** The search whose outcome is shown: the last one, whatever the entrant's own setting is by now. */
  const searchOf = (name) => (running === null && kept()?.searches[name]) || run.tuning.entrants[name]?.search;
  const outcomeOf = (name) => memory.outcomes.get(searchOf(name));

  const begin = () => {
    running = run.tuning.race;
    reached = 0;
    tell("");
    clearInterval(timer);
    timer = window.setInterval(() => doings.poll(running), POLL);
    doings.poll(running);
    show();
  };

  const end = (why) => {
    clearInterval(timer);
    doings.poll("");
    running = null;
    tell(why);
    if (run.tuning) show();
  };

  /** Stops on the way. @param {string} why what is told after how far it was */
  const halt = (why) => {
    halted = { race: running, done: reached };
    end(`stopped at ${percent(reached)}${why}`);
  };

  const tell = (why) => {
    told.hidden = why === "";
    setText(told, why);
  };

  const progress = () => (running !== null && run.tuning?.progress) || null;

  const finish = () => {
    clearInterval(timer);
    const { ground, entrants } = run.tuning;
    running = null;
    halted = NOTHING;
    const [values, searches] = [{}, {}];
    for (const { name } of run.entrants) {
      searches[name] = entrants[name].search;
      const { best } = memory.outcomes.get(searches[name]);
      if (best) values[name] = best;
    }
    const now = settingsLike(values, run);
    // Tuned once more, with the same result, the settings before are still those of then.
    const before = same(now, values) ? memory.tuned.get(ground)?.before ?? now : now;
    keep(memory.tuned, ground, { before, tuned: values, searches }, KEPT);
    // A gesture of its own, when this message has been shown.
    queueMicrotask(() => doings.setAll(values));
  };

  const show = () => {
    const { tuning } = run;
    const now = progress();
    const done = now?.done ?? 0;
    if (now) reached = done;
    const goesOn = halted.race === tuning.race && halted.done > 0;
    setText(start, goesOn ? "go on" : "tune and race");
    start.title = goesOn ? `Go on with the search from ${percent(halted.done)}, then race with the best settings` : START;
    start.hidden = running !== null;
    start.disabled = tuning.impossible !== null;
    under.hidden = running === null;
    setAttribute(bar, "aria-valuenow", String(Math.floor(100 * done)));
    filled.style.width = `${100 * done}%`;
    setText(left, `${percent(done)}${timeLeft(now)}`);
    setAttribute(element, "data-running", String(running !== null));
    setAttribute(element, "data-progress", done.toFixed(3));
    const settings = kept();
    which.element.hidden = !settings || running !== null;
    if (settings) {
      const { before, tuned: best } = settings;
      which.show(same(settingsLike(best, run), best) ? "tuned" : same(settingsLike(before, run), before) ? "before" : "");
    }
  };

  return {
    element,
    /** @param {any} newer @param {any} catalogue @param {"light" | "dark"} theme */
    update(newer, catalogue, theme) {
      run = newer;
      const { tuning } = run;
      element.hidden = !tuning;
      if (running !== null && tuning?.race !== running) halt(", for the race has changed");
      if (!tuning) {
        tell("");
        return;
      }
      if (!plan) {
        plan = makePlan(catalogue.plan, (name, value) => doings.tune(true, { [name]: value }));
        body.append(plan.element);
      }
      memory.plan = tuning.plan;
      for (const [name, outcome] of Object.entries(tuning.outcomes)) keep(memory.outcomes, name, outcome, KEPT * 8);
      plan.update(tuning, run.refused);
      setText(rule, tuning.impossible ?? tuning.rule);
      setText(limits, tuning.limits);
      const now = progress();
      if (now?.failed) end(now.failed);
      else if (now?.finished) finish();
      show();
      const found = Object.keys(tuning.entrants).filter(outcomeOf);
      element.dataset.found = String(found.length);
      limits.hidden = found.length === 0;
      tuned.element.hidden = tuning.impossible !== null;
      tuned.update(run, catalogue, searchOf, memory.outcomes);
      const lines = run.entrants
        .filter(({ name }) => found.includes(name))
        .map((entrant) => ({ entrant: entrant.name, look: entrant.look, curve: outcomeOf(entrant.name).curve }));
      const { objective } = tuning.plan;
      const name = JSON.stringify([theme, lines.map(({ entrant, look }) => [searchOf(entrant), look])]);
      curves.set(name, catalogue.bestSoFar[theme][objective], objective === "loss", lines);
    },
    /** Opens it with what was chosen when it was last open. */
    open: () => doings.tune(true, memory.plan ?? {}),
    usePlotly: (Plotly) => curves.usePlotly(Plotly),
    close() {
      clearInterval(timer);
      curves.close();
    },
  };
}

/** The entrants' values now, of what `values` has. @param {Settings} values @returns {Settings} */
function settingsLike(values, run) {
  const found = {};
  for (const entrant of run.entrants) {
    const names = Object.keys(values[entrant.name] ?? {});
    if (names.length) found[entrant.name] = Object.fromEntries(names.map((name) => [name, entrant.values[name]]));
  }
  return found;
}

function same(a, b) {
  return Object.entries(b).every(([name, values]) => Object.entries(values).every(([field, value]) => a[name]?.[field] === value));
}

function percent(share) {
  return `${Math.floor(100 * share)} %`;
}

/** Keeps the newest of so many. */
function keep(map, name, value, most) {
  map.delete(name);
  map.set(name, value);
  for (const old of [...map.keys()].slice(0, -most)) map.delete(old);
}

function timeLeft(progress) {
  if (!progress || progress.secondsLeft === null) return "";
  const seconds = Math.ceil(progress.secondsLeft);
  return seconds < 60 ? ` · ${seconds} s left` : ` · ${Math.floor(seconds / 60)} min ${seconds % 60} s left`;
}
