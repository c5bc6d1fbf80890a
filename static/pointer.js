/** The pointer on the panels: a click or a drag sets the start, hovering tells what a path has at its steps. */

import { figures } from "./format.js";
import { nearest } from "./track.js";

const REACH = 12;
const CLICK = 4;

/**
 * @typedef {Object} Doings
 * @property {() => any[]} entrants those shown, as they are now
 * @property {() => [string, string]} axes what x and y are called on this surface
 * @property {() => number} step
 * @property {(place: {x: number, y: number}, phase: "begin" | "move" | "end") => void} moveStart
 * @property {(kind: "map" | "scene") => void} doubleClick
 */

/**
 * @param {import("./panel.js").Panel} panel
 * @param {Doings} doings
 */
export function attach(panel, doings) {
  const { element } = panel;
  let grip = null;

  const place = (event) => {
    const box = panel.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const begin = (event) => {
    if (event.button !== 0 || event.shiftKey || !panel.sight || event.target.closest("label, button")) return;
    const at = place(event);
    const onMap = panel.kind === "map" && inside(at, panel.sight.clip());
    const onBall = panel.kind !== "losses" && overBall(panel, doings, at);
    // A finger on the map may be scrolling the page: there only a tap counts, or a drag that begins on a ball.
    const drags = onBall || (onMap && event.pointerType !== "touch");
    grip = { from: at, drags, moved: false, clicks: onMap || panel.kind === "scene" };
    if (!drags) return;
    event.stopPropagation();
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    panel.tip.hidden = true;
    const located = onBall ? null : panel.sight.locate(at.x, at.y);
    if (located) doings.moveStart(located, "begin");
  };

  const move = (event) => {
    const at = place(event);
    if (!grip) {
      if (event.buttons === 0) tell(panel, doings, at);
      return;
    }
    grip.moved ||= Math.hypot(at.x - grip.from.x, at.y - grip.from.y) > CLICK;
    if (!grip.drags || !grip.moved) return;
    const located = panel.sight.locate(at.x, at.y);
    if (located) doings.moveStart(located, grip.begun || panel.kind === "map" ? "move" : "begin");
    grip.begun = true;
  };

  const end = (event) => {
    if (!grip) return;
    const { drags, moved, clicks } = grip;
    grip = null;
    const at = place(event);
    const located = panel.sight.locate(at.x, at.y);
    if (drags && located && (moved || clicks)) doings.moveStart(located, "end");
    else if (!drags && !moved && clicks && located) {
      doings.moveStart(located, "begin");
      doings.moveStart(located, "end");
    }
  };

  element.addEventListener("pointerdown", begin, { capture: true });
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", () => (grip = null));
  element.addEventListener("pointerleave", () => (panel.tip.hidden = true));
  // Plotly listens to the mouse: it must not pan the map while the start is dragged.
  element.addEventListener("mousedown", (event) => grip?.drags && event.stopPropagation(), { capture: true });
  // Its clicks moved the start, which was not meant; Plotly does not see them.
  if (panel.kind !== "losses") element.addEventListener("dblclick", () => doings.doubleClick(panel.kind));
}

function inside(at, area) {
  return area && at.x >= area.x && at.x <= area.x + area.width && at.y >= area.y && at.y <= area.y + area.height;
}

function mine(panel, doings) {
  return doings.entrants().filter((entrant) => !panel.only || entrant.name === panel.only);
}

function overBall(panel, doings, at) {
  return mine(panel, doings).some((entrant) => {
    const track = panel.sight.track(entrant);
    if (!track) return false;
    const ball = panel.sight.place(entrant, track, Math.min(doings.step(), entrant.path.points - 1));
    return ball && Math.hypot(ball.x - at.x, ball.y - at.y) < REACH;
  });
}

/** Shows step, place, loss and slope of the path's nearest step; of many seeds on the loss panel the losses at that step. */
function tell(panel, doings, at) {
  let best = null;
  for (const entrant of panel.sight ? mine(panel, doings) : []) {
    const track = panel.sight.track(entrant);
    const found = track && nearest(track, at.x, at.y, doings.step(), REACH);
    if (found && (!best || found.square < best.square)) best = { ...found, entrant, at: { x: track.px[found.step], y: track.py[found.step] } };
    const median = entrant.swarm && panel.sight.medians && nearMedian(panel.sight, entrant.swarm, at, doings.step());
    if (median && (!best || median.square < best.square)) best = { ...median, entrant };
  }
  panel.tip.hidden = !best;
  panel.element.classList.toggle("telling", best !== null);
  if (!best) return;
  const { entrant, step } = best;
  const { swarm } = entrant;
  const rows = swarm && panel.sight.medians ? rowsOfMany(entrant, step) : rowsOfOne(entrant, step, doings.axes());
  panel.tip.innerHTML = `<b></b><dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("")}</dl>`;
  panel.tip.querySelector("b").textContent = swarm ? `${entrant.label}, ${swarm.seeds} seeds` : entrant.label;
  const box = panel.canvas.getBoundingClientRect();
  const left = best.at.x + 14 + 130 > box.width ? best.at.x - 144 : best.at.x + 14;
  const top = Math.min(Math.max(best.at.y - 50, 2), box.height - 112);
  panel.tip.style.transform = `translate(${Math.max(left, 2)}px, ${top}px)`;
}

function rowsOfOne({ path }, step, [x, y]) {
  return [
    ["step", step], [x, figures(path.x[step], 5)], [y, figures(path.y[step], 5)],
    ["loss", figures(path.gap[step] + path.base, 4)], ["‖g‖", figures(path.slope[step], 4)],
  ];
}

function rowsOfMany({ path, swarm }, step) {
  const [least, , median, , most] = swarm.band;
  // What is beyond all numbers stands for seeds that diverged.
  const loss = (gap) => (gap === undefined || gap > 1e38 ? "∞" : figures(gap + path.base, 4));
  return [
    ["step", step], ["95 %", loss(most[step])], ["median", loss(median[step])], ["5 %", loss(least[step])],
    [`seed ${swarm.first}`, loss(path.gap[step])],
  ];
}

/** The step of the median's curve below or above the pointer, within reach. */
function nearMedian(sight, { band }, { x, y }, upTo) {
  const step = Math.min(Math.max(Math.round(sight.stepAt(x)), 0), Math.floor(upTo));
  const at = sight.pixelAt(step, band[2][step]);
  const square = (at.x - x) ** 2 + (at.y - y) ** 2;
  return square < REACH * REACH ? { step, square, at } : null;
}
