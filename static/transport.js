/** Play, pause, step, scrub, speed, loop; and the numbers that the whole race shares: start and steps. */

import { make, setAttribute, setText } from "./dom.js";
import { exact } from "./format.js";

const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * @param {import("./clock.js").Clock} clock
 * @param {Object} doings
 * @param {() => void} doings.changed the clock was touched
 * @param {(value: number) => void} doings.setSteps
 * @param {(x: number, y: number) => void} doings.setStart
 */
export function makeTransport(clock, doings) {
  const act = (what) => () => (what(), doings.changed());
  const button = (testid, word, title, what) =>
    make("button", { type: "button", "data-testid": testid, title, "aria-label": title, onclick: act(what) }, word);
  const play = button("play", "▶", "Play or pause (Space)", () => clock.toggle());
  const scrub = make("input", {
    type: "range", min: "0", step: "1", class: "scrub", "data-testid": "scrub", "aria-label": "Step", title: "The step that is shown",
    oninput: act(() => clock.seek(Number(scrub.value))),
  });
  const speed = make(
    "select", { title: "Speed: at 1 ×, sixty steps a second", "aria-label": "Speed", "data-testid": "speed", onchange: act(() => (clock.speed = Number(speed.value))) },
    ...SPEEDS.map((value) => make("option", { value: String(value) }, `${value} ×`)),
  );
  const loop = button("loop", "loop", "Begin again at the end", () => (clock.loop = !clock.loop));
  const now = make("output", { class: "now", "aria-live": "off" });
  const number = (testid, label, title, onchange) => {
    const field = make("input", { type: "text", inputmode: "decimal", "data-testid": testid, title, "aria-label": title, autocomplete: "off", onchange, onkeydown: (event) => event.key === "Enter" && field.blur() });
    return { field, element: make("label", { class: "field", title }, label, field) };
  };
  const read = (field) => Number(field.value.trim().replace(",", ".").replace("−", "-") || NaN);
  const steps = number("steps", "steps", "Steps of the run, 1 to 5000", () => doings.setSteps(read(steps.field)));
  const moved = () => doings.setStart(read(x.field), read(y.field));
  const x = number("start.x", "start x", "The start's x; or click or drag on the map", moved);
  const y = number("start.y", "y", "The start's y; or click or drag on the map", moved);
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  const element = make(
    "footer", { class: "transport" },
    make(
      "div", { class: "buttons" },
      button("to-start", "⏮", "To the start (Home)", () => clock.seek(0)),
      button("step-back", "◀", "One step back (←)", () => clock.nudge(-1)),
      play,
      button("step-forward", "▶|", "One step forward (→)", () => clock.nudge(1)),
      button("to-end", "⏭", "To the end (End)", () => clock.seek(clock.steps)),
    ),
    scrub, now, speed, loop,
    make("div", { class: "fields" }, x.element, y.element, steps.element), message,
  );
  const fill = (field, value, refused) => {
    field.toggleAttribute("aria-invalid", Boolean(refused));
    if (!refused && document.activeElement !== field) field.value = exact(value);
  };
  return {
    element,
    /** What the clock shows; at every picture. */
    tick() {
      const step = Math.floor(clock.step);
      if (document.activeElement !== scrub || clock.playing) scrub.value = String(step);
      setText(now, `step ${step} / ${clock.steps}`);
      setText(play, clock.playing ? "❚❚" : "▶");
      setAttribute(loop, "aria-pressed", String(clock.loop));
      if (speed.value !== String(clock.speed)) speed.value = String(clock.speed);
    },
    /** @param {any} run */
    update(run) {
      setAttribute(scrub, "max", String(run.steps));
      const { refused } = run;
      fill(x.field, run.start[0], refused["start.x"]);
      fill(y.field, run.start[1], refused["start.y"]);
      fill(steps.field, run.steps, refused.steps);
      const why = refused["start.x"] ?? refused["start.y"] ?? refused.steps;
      message.hidden = !why;
      setText(message, why ?? "");
    },
  };
}
