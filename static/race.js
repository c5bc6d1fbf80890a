/** The race: optimizers roll down a surface, on one stage or side by side. */

import { makeBar } from "./bar.js";
import { Course, aroundDoings, turningDoings } from "./course.js";
import { setAttribute } from "./dom.js";
import { makeFair } from "./fair.js";
import { makeTurning } from "./turning.js";

/** @implements {import("./desk.js").Page} */
export class Race {
  #course;
  #bar;
  #turning;
  #fair;

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.#turning = makeTurning(turningDoings(desk));
    const course = new Course(desk, {
      name: "race",
      above: this.#turning.element,
      show: () => this.#show(),
      fair: () => (course.run.tuning ? desk.do("tune", { kind: "tune", on: false }) : this.#fair.open()),
    });
    this.#course = course;
    this.#bar = makeBar({
      chooseSurface: (surface) => desk.do("surface", { kind: "surface", surface }),
      show: (field, value) => course.view(field, value),
      lay: (overlay, on) => course.lay(overlay, on),
      openExample: (example) => course.open("example", { kind: "example", example }),
      present: () => course.present(),
      href: () => desk.href,
    }, aroundDoings(desk));
    this.#fair = makeFair({
      tune: (on, values) => desk.do(`tune ${Object.keys(values)}`, { kind: "tune", on, values }),
      poll: (race) => desk.post("poll", { kind: "poll", tune: race }),
      setAll: (values) => {
        desk.do("set all", { kind: "set_all", values });
        desk.restart();
      },
    });
    this.element = course.element;
    this.element.append(
      this.#bar.element, this.#bar.lesson, desk.notes.element, course.entrants.element, course.stage.element,
      this.#fair.element,
      course.transport.element, course.standings.element, course.settings.element,
    );
    this.keys = course.keys;
  }

  /** @param {any} run @param {import("./desk.js").Circumstances} circumstances */
  take(run, circumstances) {
    this.#course.take(run, circumstances);
  }

  #show() {
    const { run, with: { catalogue, land, theme } } = this.#course;
    this.#turning.update(run, catalogue);
    this.#bar.update(run, catalogue, land);
    this.#fair.update(run, catalogue, theme.name);
    setAttribute(this.element, "data-fair", String(Boolean(run.tuning)));
  }

  /** @param {number} now */
  paint(now) {
    this.#course.paint(now);
  }

  /** @param {any} Plotly */
  async furnish(Plotly) {
    this.#fair.usePlotly(Plotly);
    await this.#course.furnish(Plotly);
  }

  close() {
    this.#bar.close();
    this.#fair.close();
    this.#course.close();
  }
}
