/** The one clock of a page: which step is shown, and whether time runs, and which way. */

/** One a picture on most screens. */
const STEPS_A_SECOND = 60;

/** Stages that are no distance at all, and the part of a step by which its end falls short of the next one. */
const CLOSE = 1e-4;
const SHORT = 1e-6;

/** After a hitch the balls go on from where they were; they don't leap. */
const LONGEST_TICK = 0.1;

export class Clock {
  step = 0;
  playing = false;
  speed = 1;
  loop = false;
  steps = 0;
  /** Steps a second at speed 1. */
  pace = STEPS_A_SECOND;
  /** How many stages a step has that are gone through one by one. */
  grain = 1;
  /** Which way it plays. @type {1 | -1} */
  direction = 1;
  /** @type {number | null} */
  #last = null;

  /** @param {number} now milliseconds, as requestAnimationFrame tells them */
  tick(now) {
    // A picture's time may lie before the moment at which play was pressed.
    const passed = this.#last === null ? 0 : Math.min(Math.max(now - this.#last, 0) / 1000, LONGEST_TICK);
    this.#last = now;
    if (!this.playing) return;
    this.step += passed * this.pace * this.speed * this.direction;
    if (!this.#arrived) return;
    if (this.loop) {
      this.step = this.#from;
    } else {
      this.step = this.#to;
      this.pause();
    }
  }

  /** Where it plays from, and to. */
  get #from() {
    return this.direction > 0 ? 0 : this.steps;
  }

  get #to() {
    return this.direction > 0 ? this.steps : 0;
  }

  get #arrived() {
    return this.direction > 0 ? this.step >= this.steps : this.step <= 0;
  }

  play() {
    if (this.#arrived) this.step = this.#from;
    this.playing = true;
    this.#last = null;
  }

  pause() {
    this.playing = false;
    this.#last = null;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} step where to stand still */
  seek(step) {
    this.pause();
    this.step = Math.min(Math.max(step, 0), this.steps);
  }

  /** One step, or stage, back (−1) or forward (+1), to its end. @param {number} by */
  nudge(by) {
    this.#leap(by, this.grain);
  }

  /** One whole step back (−1) or forward (+1), whatever its stages. @param {number} by */
  leap(by) {
    this.#leap(by, 1);
  }

  #leap(by, grain) {
    const at = this.step * grain;
    // One that all but stands at the end of a stage stands there.
    const to = (by < 0 ? Math.ceil(at - CLOSE) + by : Math.floor(at + CLOSE) + by) / grain;
    // The end of a step's last stage is not yet the next step.
    this.seek(grain > 1 && Number.isInteger(to) ? to - SHORT : to);
  }

  /** @param {number} steps the new length of the run */
  setSteps(steps) {
    const atEnd = this.steps > 0 && this.step >= this.steps;
    this.steps = steps;
    this.step = atEnd ? steps : Math.min(this.step, steps);
  }
}
