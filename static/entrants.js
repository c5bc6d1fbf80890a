/** Who races: a card for each entrant with its legend, its switch and its hyper-parameters. */

import { makeControl } from "./control.js";
import { make, setAttribute, setText } from "./dom.js";
import { outline } from "./draw.js";
import { showFormula } from "./formula.js";
import { makeScheduling } from "./scheduling.js";

/** Hyper-parameters in sight; the others fold away. */
const FIRST = 2;
const HEADER = 64; // pixels

/**
 * @param {Object} doings
 * @param {(key: string) => void} doings.add
 * @param {(name: string) => void} doings.remove
 * @param {(name: string) => void} doings.reset
 * @param {(name: string, on: boolean) => void} doings.switchBall
 * @param {(name: string, field: string, value: any) => void} doings.set
 * @param {(name: string, field: string, value: any) => void} doings.schedule
 * @param {(name: string) => void} doings.shareSchedule
 * @param {(() => void) | null} doings.fair opens the fair race; null where there is none
 * @param {(where: string) => void} doings.begin
 * @param {() => void} doings.end
 * @param {HTMLElement} first what stands above the cards
 */
export function makeEntrants(doings, first) {
  const cards = new Map();
  const list = make("ol", { class: "cards" });
  const add = make("select", {
    class: "add", "data-testid": "add", "aria-label": "Add an optimizer",
    title: "Add an optimizer; the same one may race more than once with other settings",
    onchange: () => {
      doings.add(add.value);
      add.value = "";
    },
  });
  const fair = doings.fair && make("button", {
    type: "button", class: "plain", "data-testid": "fair-race", "aria-expanded": "false",
    title: "Tune every optimizer by the same rule, and race them at their best", onclick: () => doings.fair(),
  }, "fair race…");
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  const foot = make("div", { class: "foot" }, add, fair);
  const element = make("aside", { class: "entrants", "aria-label": "Entrants" }, first, list, foot, message);
  return {
    element,
    /** @param {any} run @param {any} catalogue */
    update(run, catalogue) {
      if (!add.options.length) {
        add.append(make("option", { value: "" }, "+ add an optimizer"));
        for (const [key, { label, idea }] of Object.entries(catalogue.optimizers)) {
          add.append(make("option", { value: key, title: idea }, label));
        }
        add.value = "";
      }
      add.hidden = run.entrants.length >= catalogue.limits.entrants;
      if (fair) setAttribute(fair, "aria-expanded", String(Boolean(run.tuning)));
      message.hidden = !run.refused.add;
      setText(message, run.refused.add ?? "");
      for (const [name, card] of cards) {
        if (run.entrants.some((entrant) => entrant.name === name && entrant.optimizer === card.optimizer)) continue;
        card.element.remove();
        cards.delete(name);
      }
      run.entrants.forEach((entrant, i) => {
        if (!cards.has(entrant.name)) cards.set(entrant.name, makeCard(entrant, catalogue, doings));
        const card = cards.get(entrant.name);
        if (list.children[i] !== card.element) list.insertBefore(card.element, list.children[i] ?? null);
        card.update(entrant, run);
      });
    },
  };
}

function makeCard(entrant, catalogue, doings) {
  const { name, optimizer } = entrant;
  const kind = catalogue.optimizers[optimizer];
  const swatch = make("canvas", { class: "swatch", width: "36", height: "36" });
  const toggle = make("button", {
    type: "button", class: "toggle", "data-testid": `${name}.shown`, title: "Switch this ball off or on",
    onclick: () => doings.switchBall(name, toggle.getAttribute("aria-pressed") !== "true"),
    onmouseenter: () => keepInSight(rule, element), onfocus: () => keepInSight(rule, element),
  }, swatch, make("span", { class: "label" }, entrant.label));
  const formula = make("div", { class: "formula" });
  const rule = make("div", { class: "rule", role: "tooltip" }, make("p", {}, kind.idea), formula);
  const controls = new Map(
    kind.hypers.map((hyper) => {
      const where = `${name}.${hyper.name}`;
      return [hyper.name, makeControl(where, hyper, {
        change: (value) => doings.set(name, hyper.name, value),
        begin: () => doings.begin(where),
        end: () => doings.end(),
      })];
    }),
  );
  const all = [...controls.values()].map((control) => control.element);
  const scheduling = makeScheduling(name, catalogue.around.schedule, doings);
  const summary = make("summary", { title: "The other hyper-parameters, and a schedule for the learning rate" }, "more");
  const element = make(
    "li", { class: "card", "data-testid": `entrant-${name}` },
    make(
      "div", { class: "head" }, toggle, rule,
      make("button", { type: "button", class: "icon", title: "Back to the defaults for this surface", "aria-label": `Reset ${entrant.label}`, onclick: () => doings.reset(name) }, "↺"),
      make("button", { type: "button", class: "icon", "data-testid": `${name}.remove`, title: "Take out of the race", "aria-label": `Remove ${entrant.label}`, onclick: () => doings.remove(name) }, "×"),
    ),
    ...all.slice(0, FIRST),
    make("details", {}, summary, ...all.slice(FIRST), scheduling.element),
  );
  return {
    element,
    optimizer,
    update(now, run) {
      toggle.setAttribute("aria-pressed", String(now.shown));
      element.classList.toggle("off", !now.shown);
      drawSwatch(swatch, now.look);
      showFormula(optimizer, formula);
      for (const [field, control] of controls) control.update(now.values[field], run.refused[`${name}.${field}`]);
      scheduling.update(now, run);
      const scheduled = scheduling.inShort(now);
      setText(summary, scheduled ? `more · ${scheduled}` : "more");
      const folded = element.querySelector("details");
      if (folded.querySelector(".refused:not([hidden])")) folded.open = true;
    },
  };
}

/** The formula's card stands beside the entrant's, below the page's header and above its end. */
function keepInSight(rule, card) {
  const lowest = window.innerHeight - rule.offsetHeight - 8;
  rule.style.top = `${Math.max(HEADER, Math.min(card.getBoundingClientRect().top, lowest))}px`;
}

/** The ball as it is drawn in the race. */
function drawSwatch(canvas, look) {
  const key = look.colour + look.rim + look.badge;
  if (canvas.dataset.look === key) return;
  canvas.dataset.look = key;
  const ctx = canvas.getContext("2d");
  ctx.clearRect(0, 0, 36, 36);
  outline(ctx, look.marker, 18, 18, 11);
  ctx.fillStyle = look.colour;
  ctx.fill();
  if (!look.badge) return;
  ctx.fillStyle = look.rim;
  ctx.font = "700 17px sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(look.badge, 18, 19);
}
