/** The arena: takes what the server says, shows it, and tells the server what the user does. */

import { Address } from "./address.js";
import { makeBar } from "./bar.js";
import { Clock } from "./clock.js";
import { unpack } from "./codec.js";
import { make, setAttribute } from "./dom.js";
import { makeEntrants } from "./entrants.js";
import { tidy } from "./format.js";
import { listen } from "./keys.js";
import { loadPlotly, loadStyle } from "./library.js";
import { keepLandscape, memory } from "./memory.js";
import { makeNotes } from "./notes.js";
import { Outbox } from "./outbox.js";
import { attach } from "./pointer.js";
import { readRun } from "./run.js";
import { makeSettings } from "./settings.js";
import { Stage } from "./stage.js";
import { makeStandings } from "./standings.js";
import { themeOf } from "./theme.js";
import { makeTransport } from "./transport.js";
import { makeTurning } from "./turning.js";

/** Milliseconds between the clicks of a double click, at most. */
const DOUBLE_CLICK = 700;

/** @type {WeakMap<Element, Arena>} */
const arenas = new WeakMap();

/**
 * Called by Streamlit at the first message and at every later one.
 * @param {any} component Streamlit's component API
 * @param {string} folder where the page's files are
 */
export default async function show(component, folder) {
  const { parentElement } = component;
  let arena = arenas.get(parentElement);
  if (!arena) {
    arena = new Arena(parentElement, folder);
    arenas.set(parentElement, arena);
  }
  await arena.receive(component);
  return () => {
    arenas.delete(parentElement);
    arena.close();
  };
}

class Arena {
  #clock = new Clock();
  #address = new Address();
  #component = null;
  #run = null;
  #theme = null;
  #painted = "";
  #answered = -1;
  #frames = 0;
  #scheduled = 0;
  #received = 0;
  #dragging = false;
  #startBefore = null;
  #folder;

  /** @param {Element} parent @param {string} folder */
  constructor(parent, folder) {
    this.#folder = folder;
    // Both travel while the message is still being unpacked.
    this.#styled = loadStyle(folder);
    this.#plotly = loadPlotly(folder);
    this.#plotly.catch(() => {});
    this.#outbox = new Outbox((number, events) =>
      this.#component.setStateValue("message", { number, holds: [...memory.parts.keys(), ...memory.paths.keys()], events }),
    );
    this.#stage = new Stage(() => this.#schedule(), (panel) => attach(panel, this.#pointerDoings));
    this.#bar = makeBar({
      chooseSurface: (surface) => this.#do("surface", { kind: "surface", surface }),
      show: (field, value) => this.#view(field, value),
      present: () => this.#present(),
      href: () => this.#address.href,
    });
    this.#turning = makeTurning({
      turn: (knob, value) => this.#outbox.post(`surface.${knob}`, { kind: "turn_surface", knob, value }),
      reset: () => this.#do("reset surface", { kind: "reset_surface" }),
      begin: () => this.#begin(),
      end: () => this.#end(),
    });
    this.#entrants = makeEntrants({
      add: (optimizer) => this.#do("add", { kind: "add", optimizer }),
      remove: (entrant) => this.#do(`remove ${entrant}`, { kind: "remove", entrant }),
      reset: (entrant) => this.#do(`reset ${entrant}`, { kind: "reset", entrant }),
      switchBall: (entrant, on) => this.#switch(entrant, on),
      set: (entrant, field, value) => this.#outbox.post(`${entrant}.${field}`, { kind: "set", entrant, field, value }),
      begin: () => this.#begin(),
      end: () => this.#end(),
    }, this.#turning.element);
    this.#transport = makeTransport(this.#clock, { changed: () => this.#touched() });
    this.#settings = makeSettings({
      setStart: (x, y) => this.#do("start", { kind: "start", x, y }),
      setSteps: (value) => this.#do("steps", { kind: "steps", value }),
      setTolerance: (value) => this.#do("tolerance", { kind: "tolerance", value }),
    });
    this.#standings = makeStandings();
    this.#notes = makeNotes();
    this.element = make(
      "div", { class: "arena", "data-testid": "arena", "data-playing": "false", "data-step": "0", "data-frames": "0" },
      this.#bar.element, this.#bar.lesson, this.#notes.element, this.#entrants.element, this.#stage.element,
      this.#transport.element, this.#standings.element, this.#settings.element,
    );
    this.element.hidden = true;
    parent.append(this.element);
    const clock = (act) => () => (act(this.#clock), this.#touched());
    this.#deaf = listen({
      Space: clock((it) => it.toggle()),
      ArrowLeft: clock((it) => it.nudge(-1)), ArrowRight: clock((it) => it.nudge(1)),
      PageUp: clock((it) => it.nudge(-1)), PageDown: clock((it) => it.nudge(1)),
      Home: clock((it) => it.seek(0)), End: clock((it) => it.seek(it.steps)),
      p: () => this.#present(),
      Escape: () => this.#run?.view.present && this.#present(),
    });
    window.addEventListener("popstate", this.#onBack);
    // A control that was used with the mouse gives the keys back to the clock.
    this.element.addEventListener("click", (event) => event.detail > 0 && event.target.closest("button")?.blur());
    this.element.addEventListener("change", (event) => event.target.closest("select")?.blur());
  }

  /** Back and forward open the scenario of the link that the address bar shows then. */
  #onBack = () => this.#outbox.post("open", { kind: "open", query: location.search });

  #pointerDoings = {
    entrants: () => this.#run?.entrants.filter((entrant) => entrant.shown) ?? [],
    step: () => this.#clock.step,
    moveStart: (place, phase) => this.#moveStart(place, phase),
    doubleClick: (kind) => {
      const before = this.#startBefore;
      if (before && performance.now() - before.at < 2 * DOUBLE_CLICK) this.#do("start", { kind: "start", ...before.place });
      this.#stage.resetView(kind);
    },
  };

  // --- from the server ---

  async receive(component) {
    this.#component = component;
    const ticket = ++this.#received;
    const [message] = await Promise.all([unpack(component.data), this.#styled]);
    if (ticket !== this.#received || this.#closed) return;
    for (const [name, part] of Object.entries(message.parts)) memory.parts.set(name, part);
    const held = ({ id, paths }) => paths !== undefined || memory.paths.has(id);
    if (!message.needs.every((name) => memory.parts.has(name)) || !message.entrants.every(held)) {
      this.#outbox.answered(message.answered);
      this.#outbox.ask();
      return;
    }
    if (!this.#outbox.answered(message.answered)) return;
    this.#take(message);
  }

  /** @param {any} message complete, and the newest */
  #take(message) {
    const first = this.#run === null;
    const catalogue = memory.parts.get("catalogue");
    const land = keepLandscape(message.landscape);
    const onAnother = !first && this.#run.surface !== message.surface;
    if (onAnother) this.#rememberCamera();
    this.element.hidden = false;
    // Streamlit calls once more with what was there when the theme changes; to ask at each change would take its time.
    if (first || message.answered === this.#answered) this.#theme = themeOf(this.element);
    this.#answered = message.answered;
    this.#run = readRun(message, catalogue, land, this.#theme);
    this.#clock.setSteps(message.steps);
    if (first) this.#begun();
    else if (onAnother) this.#restart();
    setAttribute(this.element, "data-theme", this.#theme.name);
    this.#showView();
    this.#bar.update(this.#run, catalogue, land);
    this.#turning.update(this.#run, catalogue);
    this.#entrants.update(this.#run, catalogue);
    this.#transport.update(message.steps);
    this.#standings.update(this.#run, land.lowest === null);
    this.#notes.update(message.ignored, first);
    this.#stage.set({ land, run: this.#run, theme: this.#theme, dragging: this.#dragging });
    this.#settings.update(this.#run, this.#stage.heights);
    this.#address.show(message.link, !first);
    // At once, and not with the next frame: the picture is then one frame earlier on the screen.
    cancelAnimationFrame(this.#scheduled);
    this.#picture(performance.now());
    if (first) this.#furnish();
  }

  /** The first picture: the clock goes on where another visit left it, or begins. */
  #begun() {
    const { clock } = memory;
    if (clock) Object.assign(this.#clock, { speed: clock.speed, loop: clock.loop, step: Math.min(clock.step, this.#clock.steps) });
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (clock ? clock.playing : !still) this.#clock.play();
    else if (!clock) this.#clock.step = this.#clock.steps;
  }

  /** Plotly's pictures, when it has come. */
  async #furnish() {
    try {
      const Plotly = await this.#plotly;
      if (this.#closed) return;
      await this.#stage.usePlotly(Plotly, memory.cameras.get(this.#run.surface) ?? null);
    } catch (error) {
      this.#notes.tell(`${error.message}: balls and colours go on without axes and 3-D`);
      console.warn(error);
    }
    this.element.dataset.ready = "true";
    this.#schedule();
  }

  #restart() {
    this.#clock.step = 0;
    this.#clock.play();
    this.#touched();
  }

  /** The clock was set by hand: told at once, painted with the next frame. */
  #touched() {
    this.#tellClock();
    this.#schedule();
  }

  // --- from the user ---

  #do(slot, event) {
    this.#begin();
    this.#outbox.post(slot, event);
    this.#end();
  }

  /** A gesture: one entry in the history, however many changes it makes. */
  #begin() {
    if (!this.#dragging) this.#address.begin();
    this.#dragging = true;
    this.#schedule();
  }

  #end() {
    this.#dragging = false;
    this.#schedule();
  }

  #moveStart({ x, y }, phase) {
    if (phase === "begin") {
      const now = performance.now();
      const [x0, y0] = this.#run.start;
      // The second click of a double click begins from where the first did.
      if (!this.#startBefore || now - this.#startBefore.at > DOUBLE_CLICK) this.#startBefore = { place: { x: x0, y: y0 }, at: now };
      this.#begin();
    }
    const { x0, x1, y0, y1 } = this.#stage.heights;
    this.#outbox.post("start", { kind: "start", x: tidy(x, x1 - x0), y: tidy(y, y1 - y0) });
    if (phase !== "end") return;
    this.#end();
    // Who has stopped the clock to explain something keeps it.
    if (this.#clock.playing) this.#restart();
  }

  /** Layout and axis change at once; the server hears of it for the link's sake. */
  #view(field, value) {
    this.#run.view[field] = value;
    this.#refresh();
    this.#do(`view ${field}`, { kind: "show", field, value });
  }

  #present() {
    if (this.#run) this.#view("present", !this.#run.view.present);
  }

  #switch(name, on) {
    this.#run.entrants.find((entrant) => entrant.name === name).shown = on;
    this.#refresh();
    this.#do(`switch ${name}`, { kind: "switch", entrant: name, on });
  }

  #refresh() {
    const catalogue = memory.parts.get("catalogue");
    const land = memory.parts.get(this.#run.landscape);
    this.#showView();
    this.#bar.update(this.#run, catalogue, land);
    this.#entrants.update(this.#run, catalogue);
    this.#standings.update(this.#run, land.lowest === null);
    this.#stage.set({ land, run: this.#run, theme: this.#theme, dragging: this.#dragging });
    this.#schedule();
  }

  #showView() {
    const { layout, panel, present } = this.#run.view;
    setAttribute(this.element, "data-layout", layout);
    setAttribute(this.element, "data-panel", panel);
    if (this.element.dataset.present === String(present)) return;
    setAttribute(this.element, "data-present", String(present));
    const top = present ? 0 : this.element.getBoundingClientRect().top + window.scrollY;
    this.element.style.setProperty("--above", `${Math.round(top)}px`);
  }

  // --- the picture ---

  #schedule() {
    if (!this.#scheduled && this.#run && !this.#closed) this.#scheduled = requestAnimationFrame(this.#picture);
  }

  #picture = (now) => {
    this.#scheduled = 0;
    if (this.#closed) return;
    this.#clock.tick(now);
    const big = this.#run.view.present;
    this.#stage.paint({
      entrants: this.#run.entrants.filter((entrant) => entrant.shown),
      step: this.#clock.step,
      start: { x: this.#run.start[0], y: this.#run.start[1] },
      whole: this.#dragging,
      size: big ? 10 : 6.5,
      rim: this.#theme.rim,
      text: this.#theme.text,
    });
    this.#transport.tick(now);
    this.#tell();
    if (this.#clock.playing) this.#schedule();
    this.#outbox.next();
  };

  /** What the picture shows, for tests and other programs. */
  #tell() {
    const { dataset } = this.element;
    dataset.frames = String(++this.#frames);
    this.#tellClock();
    if (this.#painted !== this.#run.run) dataset.run = this.#painted = this.#run.run;
  }

  #tellClock() {
    const { dataset } = this.element;
    dataset.step = String(Math.floor(this.#clock.step));
    dataset.playing = String(this.#clock.playing);
  }

  #rememberCamera() {
    const { camera } = this.#stage;
    if (camera) memory.cameras.set(this.#run.surface, camera);
  }

  close() {
    if (this.#run) {
      this.#rememberCamera();
      const { step, playing, speed, loop } = this.#clock;
      memory.clock = { step, playing, speed, loop };
    }
    this.#closed = true;
    cancelAnimationFrame(this.#scheduled);
    window.removeEventListener("popstate", this.#onBack);
    this.#deaf();
    this.#outbox.close();
    this.#address.close();
    this.#stage.close();
    this.element.remove();
  }

  #closed = false;
  #styled;
  #plotly;
  #outbox;
  #stage;
  #bar;
  #turning;
  #entrants;
  #transport;
  #settings;
  #standings;
  #notes;
  #deaf;
}
