/** Play, pause, step, scrub, speed and loop. */

import { make, setAttribute, setText } from "./dom.js";
import { icon } from "./icon.js";

/** Milliseconds between two readings of the clock. */
const READABLE = 60;

const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10];

/** What a page that shows whole steps says; one that goes through their stages says something else. */
const STEPS = {
  backward: false,
  one: "One step",
  speed: "at 1 ×, sixty steps a second",
  readout: (clock) => `step ${Math.floor(clock.step)} / ${clock.steps}`,
};

/**
 * @param {import("./clock.js").Clock} clock
 * @param {Object} doings
 * @param {() => void} doings.changed the clock was touched
 * @param {typeof STEPS} [words] `backward`: whether it can play that way too
 */
export function makeTransport(clock, doings, words = STEPS) {
  const act = (what) => () => (what(), doings.changed());
  const button = (testid, child, title, what) =>
    make("button", { type: "button", "data-testid": testid, title, "aria-label": title, onclick: act(what) }, child);
  const [playing, paused] = [icon("pause"), icon("play")];
  const forward = (way) => () => {
    const same = clock.direction === way;
    clock.direction = way;
    if (same || !clock.playing) clock.toggle();
  };
  const play = button("play", paused, "Play or pause (Space)", forward(1));
  const [playingBack, pausedBack] = [icon("pause"), icon("playback")];
  const back = words.backward && button("play-back", pausedBack, "Play backward, or pause", forward(-1));
  const scrub = make("input", {
    type: "range", min: "0", step: "1", class: "scrub", "data-testid": "scrub", "aria-label": "Step", title: "The step that is shown",
    oninput: act(() => clock.seek(Number(scrub.value))),
  });
  const speed = make(
    "select", { title: `Speed: ${words.speed}`, "aria-label": "Speed", "data-testid": "speed", onchange: act(() => (clock.speed = Number(speed.value))) },
    ...SPEEDS.map((value) => make("option", { value: String(value) }, `${value} ×`)),
  );
  const loop = button("loop", "loop", "Begin again at the end", () => (clock.loop = !clock.loop));
  const readout = make("output", { class: "now", "aria-live": "off" });
  const element = make(
    "footer", { class: "transport" },
    make(
      "div", { class: "buttons" },
      button("to-start", icon("first"), "To the start (Home)", () => clock.seek(0)),
      button("step-back", icon("back"), `${words.one} back (←)`, () => clock.nudge(-1)),
      back,
      play,
      button("step-forward", icon("forward"), `${words.one} forward (→)`, () => clock.nudge(1)),
      button("to-end", icon("last"), "To the end (End)", () => clock.seek(clock.steps)),
    ),
    scrub, readout, speed, loop,
  );
  let told = 0;
  return {
    element,
    /** What the clock shows; at every picture, though numbers that nobody can read so fast are told less often. */
    tick(now) {
      if (clock.playing && now - told < READABLE) return;
      told = now;
      const step = Math.floor(clock.step);
      if (document.activeElement !== scrub || clock.playing) scrub.value = String(step);
      setText(readout, words.readout(clock));
      const way = clock.playing ? clock.direction : 0;
      const sign = way > 0 ? playing : paused;
      if (play.firstChild !== sign) play.replaceChildren(sign);
      const signBack = way < 0 ? playingBack : pausedBack;
      if (back && back.firstChild !== signBack) back.replaceChildren(signBack);
      setAttribute(loop, "aria-pressed", String(clock.loop));
      if (speed.value !== String(clock.speed)) speed.value = String(clock.speed);
    },
    /** @param {number} steps the run's length */
    update(steps) {
      setAttribute(scrub, "max", String(steps));
    },
  };
}
