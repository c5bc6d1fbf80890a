/** Noise and motion: a button that tells shortly what is on, a panel with all of it, and one click to the next seed. */

import { makeControl } from "./control.js";
import { make, setAttribute, setText } from "./dom.js";
import { inShort, isDrawn, makeKinds } from "./kinds.js";
import { makePopover } from "./popover.js";

const HELP = "What the optimizers see instead of the gradient, and whether the landscape moves";

/**
 * @param {Object} doings
 * @param {(field: string, value: any) => void} doings.noise
 * @param {(field: string, value: any) => void} doings.motion
 * @param {(value: any) => void} doings.seed
 * @param {(value: any) => void} doings.seeds
 * @param {() => void} doings.nextSeed
 * @param {() => void} doings.off
 * @param {() => void} doings.begin a gesture begins
 * @param {() => void} doings.end
 */
export function makeAround(doings) {
  // Where there is little room, what is said of the noise gives way to the seed.
  const words = ["noise", "seed", "motion"].map((part) => make("span", { class: `word ${part}` }));
  const button = make("button", {
    type: "button", class: "plain", "data-testid": "around",
    title: HELP,
  }, ...words, "▾");
  const panel = make("div", { class: "switches around", role: "group", "aria-label": "Noise and motion" });
  const popover = makePopover(button, panel);
  const next = nextButton("next-seed", doings.nextSeed);
  const element = make("div", { class: "arounds" }, popover.element, next);
  let parts = null;
  return {
    element,
    /** @param {any} run @param {any} catalogue */
    update(run, catalogue) {
      parts ??= fill(panel, catalogue.around, doings);
      const { noise, motion, seeds, points = null } = run.around;
      const families = catalogue.around;
      const random = isDrawn(families.noise, noise, points);
      parts.update(run, random);
      next.hidden = !random;
      const moving = motion.kind !== families.motion.knobs.kind.default;
      const told = [
        inShort(families.noise, noise, points), random ? seedWords(noise.seed, seeds) : "",
        moving ? families.motion.kinds[motion.kind].label : "",
      ];
      const on = told.filter(Boolean);
      words.forEach((word, i) => {
        word.hidden = on.length > 0 && !told[i];
        setText(word, told[i] && told[i] !== on[0] ? `· ${told[i]}` : told[i]);
      });
      if (!on.length) setText(words[0], "noise & motion");
      setAttribute(button, "title", on.length ? `${on.join(" · ")}: ${HELP}` : HELP);
      button.classList.toggle("on", on.length > 0);
    },
    close: popover.close,
  };
}

function seedWords(seed, seeds) {
  return seeds > 1 ? `${seeds} seeds from ${seed}` : `seed ${seed}`;
}

function nextButton(testid, onclick) {
  return make("button", { type: "button", class: "plain", "data-testid": testid, title: "The same race with the next numbers drawn", onclick }, "next seed");
}

/** The panel's controls, made when it is known what there is. */
function fill(panel, families, { begin, end, ...doings }) {
  const part = (name) => makeKinds(name, name, families[name], { set: doings[name], begin, end });
  const [noise, motion] = [part("noise"), part("motion")];
  const single = (name, knob) => makeControl(name, knob, { change: doings[name], begin, end });
  const seed = single("seed", { ...families.noise.knobs.seed, kind: "field" });
  const seeds = single("seeds", families.seeds);
  seed.element.append(nextButton("draw-seed", doings.nextSeed));
  const drawn = make("div", { class: "drawn" }, seed.element, seeds.element);
  const off = make("button", {
    type: "button", class: "plain", "data-testid": "around-off", title: "No noise, and a landscape that stays", onclick: () => doings.off(),
  }, "off");
  panel.append(make("section", {}, noise.element, drawn), make("section", {}, motion.element), off);
  return {
    /** @param {any} run @param {boolean} random whether another seed gives another run */
    update({ around, refused }, random) {
      noise.update(around.noise, refused, around.points ?? null);
      motion.update(around.motion, refused);
      drawn.hidden = !random;
      seed.update(around.noise.seed, refused.seed);
      seeds.update(around.seeds, refused.seeds);
      off.disabled = around.noise.kind === families.noise.knobs.kind.default && around.motion.kind === families.motion.knobs.kind.default;
    },
  };
}
