/** Whose maps are shown, and how far they are: a bar with the time that is left, and a button that stops it. */

import { make, setText } from "./dom.js";

/**
 * @param {Object} doings
 * @param {(entrant: string, on: boolean) => void} doings.switchMap
 * @param {() => void} doings.stop
 * @param {() => void} doings.goOn
 */
export function makeMapProgress(doings) {
  const switches = make("div", { class: "who", role: "group", "aria-label": "Optimizers shown" });
  const refused = make("p", { class: "refused", role: "alert", hidden: true });
  const bar = make("progress", { max: "1", "data-testid": "progress", "aria-label": "Computed" });
  const left = make("output", { class: "left", "data-testid": "time-left" });
  const button = make("button", { type: "button", class: "plain", "data-testid": "stop", onclick: () => (stopped ? doings.goOn() : doings.stop()) }, "stop");
  const way = make("div", { class: "way" }, bar, left, button);
  const buttons = new Map();
  let stopped = false;
  return {
    element: make("div", { class: "head" }, switches, refused, way),
    /** @param {any} run @param {number} most maps beside each other */
    update({ entrants, maps, refused: why }, most) {
      const shown = maps.panels.map(({ entrant }) => entrant);
      for (const [name, { element }] of buttons) {
        if (entrants.some((one) => one.name === name)) continue;
        element.remove();
        buttons.delete(name);
      }
      for (const { name, label, look } of entrants) {
        if (!buttons.has(name)) buttons.set(name, makeSwitch(name, label, doings));
        const on = shown.includes(name);
        buttons.get(name).update(on, look, on ? shown.length === 1 : shown.length >= most, most);
        switches.append(buttons.get(name).element);
      }
      const refusal = why["map.of"] ?? why["map.size"] ?? why.event;
      refused.hidden = !refusal;
      setText(refused, refusal ?? "");
      stopped = maps.stopped;
      way.classList.toggle("over", maps.finished && !maps.failed);
      bar.value = maps.done;
      bar.hidden = button.hidden = maps.finished;
      setText(button, stopped ? "go on" : "stop");
      button.title = stopped ? "Compute what is left" : "Compute no further; what is there stays";
      way.classList.toggle("failed", maps.failed !== null);
      setText(left, maps.failed ?? progressText(maps));
    },
  };
}

function makeSwitch(name, label, doings) {
  const dot = make("i", {});
  const element = make("button", {
    type: "button", "data-testid": `map-of-${name}`, onclick: () => doings.switchMap(name, element.getAttribute("aria-pressed") !== "true"),
  }, dot, label);
  return {
    element,
    update(on, look, barred, most) {
      dot.style.background = look.colour;
      element.setAttribute("aria-pressed", String(on));
      element.disabled = barred;
      element.title = !barred ? (on ? "Take its map away" : "Show its map too") : on ? "One map at least is shown" : `At most ${most} maps stand beside each other`;
    },
  };
}

function progressText({ done, secondsLeft, stopped, finished }) {
  if (finished) return "";
  const share = `${Math.floor(100 * done)} %`;
  if (stopped) return `stopped at ${share}`;
  return secondsLeft === null ? share : `${share} · ${duration(secondsLeft)} left`;
}

/** @param {number} seconds */
export function duration(seconds) {
  const whole = Math.ceil(seconds);
  return whole < 100 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
