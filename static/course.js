/** A race as it is seen and set on any page: the pictures, who races, the clock, the table, and the start that is set by hand. */

import { make, setAttribute } from "./dom.js";
import { makeEntrants } from "./entrants.js";
import { pointDoings } from "./fitpanel.js";
import { tidy } from "./format.js";
import { memory } from "./memory.js";
import { attach } from "./pointer.js";
import { overlaysOn } from "./run.js";
import { makeSettings } from "./settings.js";
import { Stage } from "./stage.js";
import { makeStandings } from "./standings.js";
import { makeTransport } from "./transport.js";

/** Milliseconds between the clicks of a double click, at most. */
const DOUBLE_CLICK = 700;

/**
 * What of it differs from page to page.
 * @typedef {Object} Own
 * @property {string} name the class of the page's root
 * @property {HTMLElement} above what stands above the entrants' cards
 * @property {() => void} show draws what else depends on what is seen of the run; the course has it as `run` and `with`
 * @property {() => void} [fair] opens the fair race; without it the page has none
 */

export class Course {
  /** What is shown now. */
  run = null;
  /** @type {import("./desk.js").Circumstances | null} */
  with = null;
  #desk;
  #own;
  #startBefore = null;
  /** Whether the next run is another race, and begins at its start. */
  #anew = false;

  /** @param {import("./desk.js").Desk} desk @param {Own} own */
  constructor(desk, own) {
    this.#desk = desk;
    this.#own = own;
    this.stage = new Stage(
      () => desk.schedule(), (panel) => attach(panel, this.#pointerDoings), (field, value) => this.view(field, value), pointDoings(desk),
    );
    this.entrants = makeEntrants({
      add: (optimizer) => desk.do("add", { kind: "add", optimizer }),
      remove: (entrant) => desk.do(`remove ${entrant}`, { kind: "remove", entrant }),
      reset: (entrant) => desk.do(`reset ${entrant}`, { kind: "reset", entrant }),
      switchBall: (entrant, on) => this.#switch(entrant, on),
      set: (entrant, field, value) => desk.post(`${entrant}.${field}`, { kind: "set", entrant, field, value }),
      schedule: (entrant, field, value) => desk.post(`${entrant}.schedule.${field}`, { kind: "schedule", entrant, field, value }),
      shareSchedule: (entrant) => desk.do("share schedule", { kind: "share_schedule", entrant }),
      fair: own.fair ?? null,
      begin: () => desk.begin(),
      end: () => desk.end(),
    }, own.above);
    this.transport = makeTransport(desk.clock, { changed: () => desk.touched() });
    this.settings = makeSettings({
      setStart: (x, y) => desk.do("start", { kind: "start", x, y }),
      setSteps: (value) => desk.do("steps", { kind: "steps", value }),
      setTolerance: (value) => desk.do("tolerance", { kind: "tolerance", value }),
    });
    this.standings = makeStandings();
    /** The page's root; what is in it and in which order is the page's business. */
    this.element = make("div", { class: `arena ${own.name}`, "data-testid": "arena" });
    const clock = (act) => () => (act(desk.clock), desk.touched());
    this.keys = {
      Space: clock((it) => it.toggle()),
      ArrowLeft: clock((it) => it.nudge(-1)), ArrowRight: clock((it) => it.nudge(1)),
      PageUp: clock((it) => it.nudge(-1)), PageDown: clock((it) => it.nudge(1)),
      Home: clock((it) => it.seek(0)), End: clock((it) => it.seek(it.steps)),
      p: () => this.present(),
      Escape: () => this.run.view.present && this.present(),
    };
  }

  // --- what is shown ---

  /** @param {any} run @param {import("./desk.js").Circumstances} circumstances */
  take(run, circumstances) {
    if (circumstances.onAnother) this.#rememberCamera();
    if (circumstances.onAnother || this.#anew) this.#desk.restart();
    this.#anew = false;
    this.run = run;
    this.with = circumstances;
    this.transport.update(run.steps);
    this.#show();
    this.settings.update(run, this.stage.heights, circumstances.land.axes);
  }

  /** All that depends on what is seen of the run. */
  #show() {
    const { catalogue, land, theme } = this.with;
    this.#showView();
    this.#own.show();
    this.entrants.update(this.run, catalogue);
    this.standings.update(this.run, land.lowest === null);
    this.stage.set({ land, run: this.run, theme, dragging: this.#desk.dragging, settled: this.#desk.settled });
  }

  #showView() {
    const { layout, panel, present } = this.run.view;
    setAttribute(this.element, "data-layout", layout);
    setAttribute(this.element, "data-panel", panel);
    if (this.element.dataset.present === String(present)) return;
    setAttribute(this.element, "data-present", String(present));
    const top = present ? 0 : this.element.getBoundingClientRect().top + window.scrollY;
    this.element.style.setProperty("--above", `${Math.round(top)}px`);
  }

  /** @param {number} now */
  paint(now) {
    const { catalogue, theme } = this.with;
    const big = this.run.view.present;
    this.stage.paint({
      entrants: this.#shown(),
      step: this.#desk.clock.step,
      playing: this.#desk.clock.playing,
      start: { x: this.run.start[0], y: this.run.start[1] },
      overlays: overlaysOn(this.run, catalogue, theme),
      whole: this.#desk.dragging,
      size: big ? 10 : 6.5,
      rim: theme.rim,
      text: theme.text,
    });
    this.transport.tick(now);
  }

  #shown() {
    return this.run.entrants.filter((entrant) => entrant.shown);
  }

  /** @param {any} Plotly */
  async furnish(Plotly) {
    await this.stage.usePlotly(Plotly, memory.cameras.get(this.run.surface) ?? null);
  }

  #rememberCamera() {
    const { camera } = this.stage;
    if (camera) memory.cameras.set(this.run.surface, camera);
  }

  close() {
    this.#rememberCamera();
    this.stage.close();
  }

  // --- from the user ---

  #pointerDoings = {
    entrants: () => this.#shown(),
    axes: () => this.with.land.axes,
    step: () => this.#desk.clock.step,
    moveStart: (place, phase) => this.#moveStart(place, phase),
    doubleClick: (kind) => {
      const before = this.#startBefore;
      if (before && performance.now() - before.at < 2 * DOUBLE_CLICK) this.#desk.do("start", { kind: "start", ...before.place });
      this.stage.resetView(kind);
    },
  };

  #moveStart({ x, y }, phase) {
    const desk = this.#desk;
    if (phase === "begin") {
      const now = performance.now();
      const [x0, y0] = this.run.start;
      // The second click of a double click begins from where the first did.
      if (!this.#startBefore || now - this.#startBefore.at > DOUBLE_CLICK) this.#startBefore = { place: { x: x0, y: y0 }, at: now };
      desk.begin();
    }
    const { x0, x1, y0, y1 } = this.stage.heights;
    desk.post("start", { kind: "start", x: tidy(x, x1 - x0), y: tidy(y, y1 - y0) });
    if (phase !== "end") return;
    desk.end();
    // Who has stopped the clock to explain something keeps it.
    if (desk.clock.playing) desk.restart();
  }

  /** A choice of the view acts at once; the server hears of it for the link's sake. @param {string} field @param {any} value */
  view(field, value) {
    this.run.view[field] = value;
    this.#refresh();
    this.#desk.do(`view ${field}`, { kind: "show", field, value });
  }

  /** What is held already is drawn at once; the rest comes with the answer. @param {string} overlay @param {boolean} on */
  lay(overlay, on) {
    const { view } = this.run;
    view.overlays = view.overlays.filter((one) => one !== overlay).concat(on ? overlay : []);
    this.#refresh();
    this.#desk.do(`overlay ${overlay}`, { kind: "overlay", overlay, on });
  }

  /** Another race altogether, which begins at its start. @param {string} slot @param {object} event */
  open(slot, event) {
    this.#anew = true;
    this.#desk.do(slot, event);
  }

  present() {
    this.view("present", !this.run.view.present);
  }

  #switch(name, on) {
    this.run.entrants.find((entrant) => entrant.name === name).shown = on;
    this.#refresh();
    this.#desk.do(`switch ${name}`, { kind: "switch", entrant: name, on });
  }

  #refresh() {
    this.#show();
    this.#desk.schedule();
  }
}

/** What the panel of noise and motion does. @param {import("./desk.js").Desk} desk */
export function aroundDoings(desk) {
  return {
    noise: (field, value) => desk.post(`noise.${field}`, { kind: "noise", field, value }),
    motion: (field, value) => desk.post(`motion.${field}`, { kind: "motion", field, value }),
    seed: (value) => desk.post("seed", { kind: "seed", value }),
    seeds: (value) => desk.post("seeds", { kind: "seeds", value }),
    nextSeed: () => desk.do("next seed", { kind: "next_seed" }),
    off: () => desk.do("around off", { kind: "around_off" }),
    begin: () => desk.begin(),
    end: () => desk.end(),
  };
}

/** What the surface's sliders do. @param {import("./desk.js").Desk} desk */
export function turningDoings(desk) {
  return {
    turn: (knob, value) => desk.post(`surface.${knob}`, { kind: "turn_surface", knob, value }),
    reset: () => desk.do("reset surface", { kind: "reset_surface" }),
    begin: () => desk.begin(),
    end: () => desk.end(),
  };
}
