/** Inside a step: one optimizer, or two, stage by stage on one clock, with the numbers behind the picture. */

import { make, setAttribute, setText } from "./dom.js";
import { makeEntrants } from "./entrants.js";
import { makeFamily } from "./family.js";
import { makeInsideBar } from "./insidebar.js";
import { makeLedgerTable } from "./ledgertable.js";
import { memory } from "./memory.js";
import { drawnAt } from "./momentary.js";
import { OverTime } from "./overtime.js";
import { scalesOf } from "./scales.js";
import { clockAt, placeOf, slotsOf } from "./slots.js";
import { StepMap } from "./stepmap.js";
import { makeTransport } from "./transport.js";

/** Stages a second at speed 1. */
const STAGES_A_SECOND = 1;

/** @implements {import("./desk.js").Page} */
export class Inside {
  #desk;
  #run = null;
  #with = null;
  /** Those that are looked into, each with its `ledger`. */
  #looked = [];
  #slots = [];
  #told = "";
  #bar;
  #entrants;
  #family;
  #map;
  #table;
  #overTime;
  #transport;
  #because = make("section", { class: "because", "aria-label": "Why it moved so", "data-testid": "because" });

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#bar = makeInsideBar({
      chooseSurface: (surface) => desk.do("surface", { kind: "surface", surface }),
      look: (place, entrant) => desk.do("look", { kind: "look", place, entrant }),
      beside: (optimizer) => desk.do("look", { kind: "compare", optimizer }),
      compare: (comparison) => desk.do("look", { kind: "compare", comparison }),
      present: () => this.#present(),
      href: () => desk.href,
    });
    this.#entrants = makeEntrants({
      add() {}, remove() {}, switchBall() {}, fair: null,
      reset: (entrant) => desk.do(`reset ${entrant}`, { kind: "reset", entrant }),
      set: (entrant, field, value) => desk.post(`${entrant}.${field}`, { kind: "set", entrant, field, value }),
      schedule: (entrant, field, value) => desk.post(`${entrant}.schedule.${field}`, { kind: "schedule", entrant, field, value }),
      shareSchedule: (entrant) => desk.do("share schedule", { kind: "share_schedule", entrant }),
      begin: () => desk.begin(),
      end: () => desk.end(),
    }, make("div", { hidden: true }));
    this.#family = makeFamily((optimizer) => desk.do("look", { kind: "compare", optimizer }));
    this.#map = new StepMap(() => desk.schedule(), {
      entrants: () => this.#looked,
      step: () => this.#place.step,
      axes: () => this.#with.land.axes,
      moveStart: (place, phase) => this.#moveStart(place, phase),
      doubleClick: () => this.#map.reset(),
    });
    this.#table = makeLedgerTable((slot) => this.#jump(slot));
    this.#table.onSet = () => desk.schedule();
    this.#overTime = new OverTime(() => desk.schedule());
    this.#transport = makeTransport(desk.clock, { changed: () => this.#touched() }, {
      backward: true,
      one: "One stage",
      speed: "at 1 ×, one stage a second",
      readout: () => this.#readout(),
    });
    this.element = make(
      "div", { class: "arena inside", "data-testid": "arena" },
      this.#bar.element, desk.notes.element, make("div", { class: "side" }, this.#entrants.element, this.#family.element),
      this.#map.element, this.#table.element, this.#because, this.#overTime.element, this.#transport.element,
    );
    const clock = (act) => () => (act(desk.clock), this.#touched());
    this.keys = {
      Space: clock((it) => it.toggle()),
      ArrowLeft: clock((it) => it.nudge(-1)), ArrowRight: clock((it) => it.nudge(1)),
      PageUp: clock((it) => it.leap(-1)), PageDown: clock((it) => it.leap(1)),
      Home: clock((it) => it.seek(0)), End: clock((it) => it.seek(it.steps)),
      p: () => this.#present(),
      Escape: () => this.#run.view.present && this.#present(),
    };
  }

  /** @param {any} run @param {import("./desk.js").Circumstances} circumstances */
  take(run, circumstances) {
    const { catalogue, land, theme, first } = circumstances;
    this.#run = run;
    this.#with = circumstances;
    this.#looked = Object.keys(run.ledgers).map((name) => run.entrants.find((one) => one.name === name));
    this.#slots = slotsOf(this.#looked.map(({ ledger }) => ledger));
    this.#pace();
    if (first) this.#begin(run.clock);
    this.#colours(catalogue.roles, theme.name);
    this.#showView();
    this.#bar.update(run, this.#looked, catalogue);
    this.#entrants.update({ ...run, entrants: this.#looked }, catalogue);
    this.#family.update(this.#looked.map(({ optimizer }) => optimizer), catalogue.optimizers);
    this.#map.set({ land, theme, present: run.view.present, motion: run.motion });
    this.#table.update(this.#looked, this.#slots);
    this.#overTime.set(catalogue.overTime[theme.name], this.#looked, this.#palette(), this.#steps);
    this.#transport.update(this.#steps);
    this.#told = "";
    const refused = run.refused.inside ?? run.refused.event;
    if (refused) this.#desk.notes.tell(refused);
  }

  /** The last step that can be looked into: of two the longer run's. */
  get #steps() {
    return Math.max(...this.#looked.map(({ ledger }) => ledger.steps), 0);
  }

  /** The clock goes through the stages, and no further than the steps that there are. */
  #pace() {
    const { clock } = this.#desk;
    clock.grain = this.#slots.length;
    clock.pace = STAGES_A_SECOND / this.#slots.length;
    clock.setSteps(this.#steps);
  }

  /** Where a link wants the clock to stand; else it goes on from the race. */
  #begin({ step, stage }) {
    if (memory.clock || (step === null && stage === null)) return;
    const { clock } = this.#desk;
    const slot = Math.min((stage ?? 1) - 1, this.#slots.length - 1);
    clock.seek(clockAt(Math.min(step ?? 0, Math.max(this.#steps - 1, 0)), slot, this.#slots.length));
  }

  #colours(roles, theme) {
    for (const [role, colours] of Object.entries(roles)) this.element.style.setProperty(`--role-${role}`, colours[theme]);
  }

  #palette() {
    const { catalogue, theme } = this.#with;
    return Object.fromEntries(Object.entries(catalogue.roles).map(([role, colours]) => [role, colours[theme.name]]));
  }

  #showView() {
    const { present } = this.#run.view;
    if (this.element.dataset.present === String(present)) return;
    setAttribute(this.element, "data-present", String(present));
    const top = present ? 0 : this.element.getBoundingClientRect().top + window.scrollY;
    this.element.style.setProperty("--above", `${Math.round(top)}px`);
  }

  #present() {
    if (!this.#run) return;
    const { view } = this.#run;
    view.present = !view.present;
    this.take(this.#run, { ...this.#with, first: false });
    this.#desk.do("view present", { kind: "show", field: "present", value: view.present });
  }

  #moveStart({ x, y }, phase) {
    if (phase === "begin") this.#desk.begin();
    this.#desk.post("start", { kind: "start", ...this.#map.tidied(x, y) });
    if (phase === "end") this.#desk.end();
  }

  // --- the clock ---

  /** Where the clock stands now. */
  get #place() {
    return placeOf(this.#desk.clock.step, Math.max(this.#steps, 1), this.#slots.length);
  }

  #readout() {
    const { step, slot } = this.#place;
    return this.#steps ? `step ${step} / ${this.#steps - 1} (t = ${step + 1}), stage ${slot + 1} / ${this.#slots.length}` : "no step";
  }

  #jump(slot) {
    this.#desk.clock.seek(clockAt(this.#place.step, slot, this.#slots.length));
    this.#touched();
  }

  #touched() {
    this.#desk.touched();
    if (!this.#desk.clock.playing) this.#desk.tellAddress();
  }

  told() {
    const { slot } = this.#place;
    return { stage: String(slot + 1), stages: String(this.#slots.length) };
  }

  suffix() {
    if (!this.#run || this.#desk.clock.playing) return "";
    const { step, slot } = this.#place;
    return `&step=${step}&stage=${slot + 1}`;
  }

  // --- the picture ---

  /** @param {number} now */
  paint(now) {
    const { theme } = this.#with;
    const place = this.#place;
    this.#transport.tick(now);
    if (this.#steps === 0) return void this.#tellNothing();
    const scales = scalesOf(this.#looked.map(({ ledger }) => ledger), this.#slots, place, this.#map.side);
    const moments = this.#looked.flatMap((entrant, k) => this.#moment(entrant, k, place, scales) ?? []);
    this.#map.paint({ moments, start: this.#run.start, playing: this.#desk.clock.playing, colours: this.#palette(), theme, size: this.#run.view.present ? 8 : 5.5, scales });
    this.#overTime.paint(place.step, theme.text);
    this.#tell(place);
  }

  /** What is seen of one entrant; null where its run is over. */
  #moment(entrant, k, { step, slot, part }, scales) {
    const { ledger } = entrant;
    if (step >= ledger.steps) return { entrant, step: ledger.steps, drawn: [], scales, ghost: 0, moved: 0 };
    let at = slot;
    while (at >= 0 && this.#slots[at].at[k] === null) at -= 1;
    const stage = at < 0 ? -1 : this.#slots[at].at[k];
    const own = at === slot ? part : 1;
    const key = stage < 0 ? "" : ledger.stages[stage].key;
    const ghost = key === "ghost" ? own : key === "box" ? 1 : key === "move" ? 1 - own : 0;
    return { entrant, step, drawn: drawnAt(ledger, step, stage, own), scales, ghost, moved: key === "move" ? own : 0 };
  }

  /** The words and numbers, where they have changed. */
  #tell({ step, slot }) {
    const now = `${step}.${slot}`;
    this.#table.tell(this.#looked, this.#slots, step, slot);
    if (now === this.#told) return;
    const anew = !this.#told.startsWith(`${step}.`);
    this.#told = now;
    if (anew) this.#because.replaceChildren(...this.#looked.map((entrant) => reason(entrant, step, this.#looked.length > 1)));
    if (!this.#desk.clock.playing) this.#desk.tellAddress();
  }

  #tellNothing() {
    const { divergedAt, label } = this.#looked[0];
    this.#because.replaceChildren(make("p", {}, divergedAt === null ? "No step has been taken." : `${label} diverged at its first step: there is no finite step to look into. A smaller learning rate helps.`));
    this.#map.paint({ moments: [], start: this.#run.start, playing: false, colours: {}, theme: this.#with.theme, size: 6.5, scales: null });
  }

  async furnish(Plotly) {
    this.#overTime.usePlotly(Plotly);
    await this.#map.usePlotly(Plotly);
  }

  close() {
    this.#map.close();
    this.#overTime.close();
  }
}

/** The sentence on one entrant's step, and where its run ended if it did. */
function reason({ label, look, ledger, divergedAt }, step, named) {
  const over = step >= ledger.steps;
  const text = over
    ? `its run ended at t = ${ledger.steps}: ${divergedAt === null ? "no further step was taken" : `it diverged at t = ${divergedAt}`}.`
    : ledger.sentence(step);
  const end = !over && divergedAt !== null && step < ledger.steps - 1 ? `; diverges at t = ${divergedAt}` : "";
  return make("p", { title: text + end }, named && make("b", { style: `color:${look.colour}` }, `${label}: `), text + end);
}
