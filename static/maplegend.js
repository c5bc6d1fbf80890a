/** What the colours of the maps mean: one scale for all of them, and the colours beside it. */

import { make, setText } from "./dom.js";
import { figures } from "./format.js";
import { palest } from "./mapcolours.js";

const TITLES = {
  loss: "final loss above the minimum",
  bottomless: "final loss",
  steps: "steps until the tolerance",
  distance: "final distance to the minimum",
};

export function makeMapLegend() {
  const title = make("span", { class: "what" });
  const scale = make("div", { class: "scale" });
  const ticks = make("div", { class: "ticks" });
  const others = make("div", { class: "others" });
  const element = make("div", { class: "key", "data-testid": "legend" }, make("div", { class: "ruler" }, title, scale, ticks), others);
  let told = "";
  return {
    element,
    /** @param {any} maps @param {any} look `maps` of the catalogue @param {"light" | "dark"} theme @param {string} paper @param {boolean} bottomless */
    update(maps, look, theme, paper, bottomless) {
      const signature = JSON.stringify([maps.kind, maps.measure, maps.scale, maps.shades, theme, bottomless]);
      if (signature === told) return;
      told = signature;
      const ends = look.ends[theme];
      const basins = maps.kind === "basins";
      element.classList.toggle("basins", basins);
      setText(title, basins ? "shade: steps until it settles" : TITLES[bottomless ? "bottomless" : maps.measure]);
      const [deep, pale] = [look.minima[0], palest(look.minima[0], paper)];
      scale.style.background = `linear-gradient(to right, ${(basins ? [deep, pale] : look.ramp).join()})`;
      const { below, beyond } = basins ? {} : (maps.scale ?? {});
      const marks = basins ? maps.shades.map((steps, i) => [i, figures(Math.round(steps))]) : (maps.scale?.ticks ?? []);
      ticks.replaceChildren(...withSigns(marks, below, beyond).map(([share, text, title]) => {
        const tick = make("span", { style: `left:${(100 * share).toFixed(2)}%`, title });
        tick.append(...raised(text));
        return tick;
      }));
      const words = [[ends.diverged, "diverged"]];
      if (basins) words.push([ends.never, "in none: under way, or left"]);
      else if (maps.measure === "steps") words.push([ends.never, "not within the run"]);
      others.replaceChildren(
        ...words.map(([colour, word]) => make("span", {}, make("i", { style: `background:${colour}` }), word)),
        make("span", {}, make("b", {}, "+"), basins ? "start" : "current setting"),
      );
    },
  };
}

/** The ticks, with a sign at an end that stands for what lies beyond it too, be there a number or not. */
function withSigns(ticks, below, beyond) {
  const found = ticks.map((tick) => [...tick]);
  for (const [on, end, sign, title] of [[below, 0, "≤", "That low or lower: few values are"], [beyond, 1, "≥", "That high or higher: above the loss at the start all are as bad"]]) {
    if (!on) continue;
    const at = found.find(([share]) => Math.abs(share - end) < 1e-9);
    if (at) at.splice(1, 2, `${sign} ${at[1]}`, title);
    else found.push([end, sign, title]);
  }
  return found;
}

/** A tick's text, with its power raised. @param {string} text such as "10<sup>−3</sup>" */
function raised(text) {
  const [base, power] = text.replace("</sup>", "").split("<sup>");
  return power === undefined ? [base] : [base, make("sup", {}, power)];
}
