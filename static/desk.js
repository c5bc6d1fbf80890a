/** The desk that every moving page works at: it takes what the server says, keeps time, and tells what the user does. */

import { Address } from "./address.js";
import { Clock } from "./clock.js";
import { unpack } from "./codec.js";
import { setAttribute } from "./dom.js";
import { listen } from "./keys.js";
import { loadPlotly, loadStyle } from "./library.js";
import { held, keepPart, memory } from "./memory.js";
import { makeNotes } from "./notes.js";
import { Outbox } from "./outbox.js";
import { isWhole, readRun } from "./run.js";
import { themeOf } from "./theme.js";

/**
 * What comes with a run.
 * @typedef {Object} Circumstances
 * @property {boolean} first whether this is the page's first run; the clock has just begun, and may be set otherwise
 * @property {boolean} onAnother whether the run before was on another surface
 * @property {any} catalogue what the controls are made from
 * @property {any} land the surface's words and figures
 * @property {{name: "light" | "dark", text: string, rim: string}} theme
 */

/**
 * A page, made with its desk when the first complete message is there: `new Page(desk)`.
 *
 * The desk puts `element` into the document and takes it out again, and writes data-page, -theme, -frames, -step,
 * -playing, -run and -ready on it. A page puts `desk.notes.element` where it wants it.
 * @typedef {Object} Page
 * @property {HTMLElement} element the root
 * @property {Record<string, () => void>} keys what keys do, as `listen` in keys.js wants them
 * @property {(run: any, with: Circumstances) => void} take shows a newer run (see `readRun`); `paint` follows at once
 * @property {(now: number) => void} paint draws what moves, for `desk.clock.step`; `now` as requestAnimationFrame tells it
 * @property {(Plotly: any) => Promise<void>} [furnish] Plotly has come, once and after the first picture
 * @property {() => Record<string, string>} [told] more data attributes that tell the clock, say `{stage: "3"}`
 * @property {() => string} [suffix] what the browser alone puts into the link: "", or "&step=12" (see `Desk.tellAddress`)
 * @property {() => void} close gives back what it holds; nothing is called after it
 */

export class Desk {
  clock = new Clock();
  notes = makeNotes();
  /** Whether a gesture is under way. */
  dragging = false;
  #address = new Address(() => this.#page?.suffix?.() ?? "");
  #outbox = new Outbox((number, events) => this.#component.setStateValue("message", { number, holds: held(), events }));
  #component = null;
  #pathname = location.pathname;
  /** @type {Page | null} */
  #page = null;
  #makePage;
  #parent;
  #styled;
  #plotly;
  #run = null;
  #theme = null;
  #painted = "";
  #answered = -1;
  #frames = 0;
  #scheduled = 0;
  #received = 0;
  #closed = false;
  #deaf = () => {};

  /**
   * @param {Element} parent
   * @param {string} folder where the page's files are
   * @param {(name: string, desk: Desk) => Page} makePage by the name that the first message gives it
   */
  constructor(parent, folder, makePage) {
    this.#parent = parent;
    this.#makePage = makePage;
    // Both travel while the message is still being unpacked.
    this.#styled = loadStyle(folder);
    this.#plotly = loadPlotly(folder);
    this.#plotly.catch(() => {});
    window.addEventListener("popstate", this.#onBack);
  }

  /** Back and forward open the scenario of the link that the address bar shows then. */
  #onBack = () => {
    // On its way to another page the browser is Streamlit's.
    if (location.pathname === this.#pathname) this.post("open", { kind: "open", query: location.search });
  };

  // --- from the server ---

  /** @param {any} component Streamlit's, with the newest message as `data` */
  async receive(component) {
    this.#component = component;
    const ticket = ++this.#received;
    const [message] = await Promise.all([unpack(component.data), this.#styled]);
    if (ticket !== this.#received || this.#closed) return;
    for (const [name, part] of Object.entries(message.parts)) memory.parts.set(name, part);
    if (!isWhole(message)) {
      this.#outbox.answered(message.answered);
      this.#outbox.ask();
      return;
    }
    if (!this.#outbox.answered(message.answered)) return;
    if (!this.#page) this.#open(message.page ?? "race");
    this.#take(message);
  }

  /** @param {string} name the page's */
  #open(name) {
    this.#page = this.#makePage(name, this);
    const { element, keys } = this.#page;
    Object.assign(element.dataset, { page: name, playing: "false", step: "0", frames: "0" });
    this.#parent.append(element);
    this.#deaf = listen(keys);
    // A control that was used with the mouse gives the keys back to the clock.
    element.addEventListener("click", (event) => event.detail > 0 && event.target.closest("button")?.blur());
    element.addEventListener("change", (event) => event.target.closest("select")?.blur());
  }

  /** @param {any} message complete, and the newest */
  #take(message) {
    const { element } = this.#page;
    const first = this.#run === null;
    const catalogue = memory.parts.get("catalogue");
    const land = keepPart("landscape", message.landscape);
    const onAnother = !first && this.#run.surface !== message.surface;
    // Streamlit calls once more with what was there when the theme changes; to ask at each change would take its time.
    if (first || message.answered === this.#answered) this.#theme = themeOf(element);
    this.#answered = message.answered;
    this.#run = readRun(message, catalogue, land, this.#theme);
    this.clock.setSteps(message.steps);
    if (first) this.#begun();
    setAttribute(element, "data-theme", this.#theme.name);
    this.notes.update(message.ignored, first);
    this.#page.take(this.#run, { first, onAnother, catalogue, land, theme: this.#theme });
    this.#address.show(message.link, !first);
    // At once, and not with the next frame: the picture is then one frame earlier on the screen.
    cancelAnimationFrame(this.#scheduled);
    this.#picture(performance.now());
    if (first) this.#furnish();
  }

  /** The first picture: the clock goes on where another visit, to whichever page, left it, or begins. */
  #begun() {
    const { clock } = memory;
    if (clock) Object.assign(this.clock, { speed: clock.speed, loop: clock.loop, step: Math.min(clock.step, this.clock.steps) });
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (clock ? clock.playing : !still) this.clock.play();
    else if (!clock) this.clock.step = this.clock.steps;
  }

  /** Plotly's pictures, when it has come. */
  async #furnish() {
    try {
      const Plotly = await this.#plotly;
      if (this.#closed) return;
      await this.#page.furnish?.(Plotly);
    } catch (error) {
      this.notes.tell(`${error.message}: balls and colours go on without axes and 3-D`);
      console.warn(error);
    }
    this.#page.element.dataset.ready = "true";
    this.schedule();
  }

  // --- from the user ---

  /** Sends an event; one that waits in the same slot is replaced. @param {string} slot @param {object} event */
  post(slot, event) {
    this.#outbox.post(slot, event);
  }

  /** A gesture of one event. @param {string} slot @param {object} event */
  do(slot, event) {
    this.begin();
    this.post(slot, event);
    this.end();
  }

  /** A gesture: one entry in the history, however many changes it makes. */
  begin() {
    if (!this.dragging) this.#address.begin();
    this.dragging = true;
    this.schedule();
  }

  end() {
    this.dragging = false;
    this.schedule();
  }

  /** Whether what is shown is the answer to all that the user did. */
  get settled() {
    return this.#outbox.settled;
  }

  /** The clock was set by hand: told at once, painted with the next frame. */
  touched() {
    this.#tellClock();
    this.schedule();
  }

  /** From the start, forward. */
  restart() {
    Object.assign(this.clock, { step: 0, direction: 1 });
    this.clock.play();
    this.touched();
  }

  /** The whole address of what is shown. */
  get href() {
    return this.#address.href;
  }

  /** The page's suffix may have changed, and shall stand in the address bar: called when the clock pauses. */
  tellAddress() {
    this.#address.tell();
  }

  // --- the picture ---

  /** Asks for a picture with the next frame. */
  schedule() {
    if (!this.#scheduled && this.#run && !this.#closed) this.#scheduled = requestAnimationFrame(this.#picture);
  }

  #picture = (now) => {
    this.#scheduled = 0;
    if (this.#closed) return;
    this.clock.tick(now);
    this.#page.paint(now);
    this.#tell();
    if (this.clock.playing) this.schedule();
    this.#outbox.next();
  };

  /** What the picture shows, for tests and other programs. */
  #tell() {
    const { dataset } = this.#page.element;
    dataset.frames = String(++this.#frames);
    this.#tellClock();
    if (this.#painted !== this.#run.run) dataset.run = this.#painted = this.#run.run;
  }

  #tellClock() {
    const { step, playing } = this.clock;
    const told = { step: String(Math.floor(step)), playing: String(playing), ...this.#page.told?.() };
    Object.assign(this.#page.element.dataset, told);
  }

  close() {
    if (this.#run) {
      const { step, playing, speed, loop } = this.clock;
      memory.clock = { step, playing, speed, loop };
    }
    this.#closed = true;
    cancelAnimationFrame(this.#scheduled);
    window.removeEventListener("popstate", this.#onBack);
    this.#deaf();
    this.#outbox.close();
    this.#address.close();
    this.#page?.close();
    this.#page?.element.remove();
  }
}
