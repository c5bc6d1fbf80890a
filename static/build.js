/** Build: a surface of one's own, from a formula that is typed or from data, with the race on it beside. */

import { makeBuildBar } from "./buildbar.js";
import { Course, aroundDoings, turningDoings } from "./course.js";
import { makeWorkshop } from "./workshop.js";

/** @implements {import("./desk.js").Page} */
export class Build {
  #desk;
  #course;
  #bar;
  #workshop;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    const choose = (surface) => desk.do("make", { kind: "make", surface });
    this.#workshop = makeWorkshop({
      make: choose,
      editor: {
        change: (text) => desk.post("formula", { kind: "formula", text }),
        begin: () => desk.begin(),
        end: () => {
          desk.end();
          // A clock that was stopped somewhere on the way stays there.
          if (desk.clock.playing || desk.clock.step >= desk.clock.steps) desk.restart();
        },
      },
      data: {
        reset: () => desk.do("recipe", { kind: "reset_recipe" }),
        columns: (x, y) => desk.do("columns", { kind: "columns", x, y }),
        forget: () => desk.do("upload", { kind: "forget_upload" }),
      },
      turning: {
        ...turningDoings(desk),
        range: (name, lowest, highest) => desk.do(`range ${name}`, { kind: "range", name, lowest, highest }),
      },
      extent: {
        setDomain: (...values) => desk.do("domain", { kind: "domain", values }),
        setMinimum: (x, y) => desk.do("minimum", { kind: "minimum", x, y }),
        findMinimum: () => desk.do("minimum", { kind: "minimum", find: true }),
        noMinimum: () => desk.do("minimum", { kind: "minimum", none: true }),
      },
    });
    const course = new Course(desk, { name: "build", above: this.#workshop.element, show: () => this.#show() });
    this.#course = course;
    this.#bar = makeBuildBar({
      make: choose,
      show: (field, value) => course.view(field, value),
      race: () => desk.restart(),
      present: () => course.present(),
      href: () => desk.href,
    }, aroundDoings(desk));
    this.element = course.element;
    this.element.append(
      this.#bar.element, this.#bar.shown, desk.notes.element, course.entrants.element, course.stage.element,
      course.transport.element, course.standings.element, course.settings.element,
    );
    this.keys = course.keys;
  }

  /** @param {any} run @param {import("./desk.js").Circumstances} circumstances */
  take(run, circumstances) {
    // One surface is built, and all balls roll on it.
    this.#course.take({ ...run, view: { ...run.view, layout: "overlaid" } }, circumstances);
  }

  #show() {
    const { run, with: { catalogue, land } } = this.#course;
    this.#workshop.update(run, catalogue, land.axes, this.#desk.settled);
    this.#bar.update(run, catalogue, land);
  }

  /** @param {number} now */
  paint(now) {
    this.#course.paint(now);
  }

  /** @param {any} Plotly */
  async furnish(Plotly) {
    await this.#course.furnish(Plotly);
  }

  close() {
    this.#workshop.close();
    this.#bar.close();
    this.#course.close();
  }
}
