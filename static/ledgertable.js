/** The ledger: a row for each stage with its equation in symbols and both results; the stage under way with all its numbers. */

import { make, setAttribute, setText } from "./dom.js";
import { numbers, sheetOf, symbols } from "./equation.js";
import { exact, figures } from "./format.js";

/** Figures of a number in the ledger. */
const DIGITS = 5;

/** Place of an equation's result: see `inside/typeset.py`. */
const RESULT = 255;

/**
 * @param {(slot: number) => void} jump
 */
export function makeLedgerTable(jump) {
  const axes = make("div", { class: "axes", "aria-hidden": "true" });
  const list = make("ol", { class: "lines" });
  const heads = make("div", { class: "heads" });
  const element = make("section", { class: "ledger", "aria-label": "Ledger of this step", "data-testid": "ledger" }, heads, axes, list);
  let shown = "";
  /** @type {{element: HTMLElement, cells: ReturnType<typeof makeCell>[]}[]} */
  let lines = [];
  /** @type {ReturnType<typeof makeHead>[]} */
  let tops = [];
  let told = "";

  /** Anew where the stages have changed; the numbers come with `tell`. */
  function build(entrants, slots) {
    const signature = entrants.map(({ name, ledger }) => name + ledger.formulas).join();
    if (signature === shown) return;
    shown = signature;
    const wanted = () => shown === signature;
    tops = entrants.map((entrant) => makeHead(entrant));
    heads.replaceChildren(...tops.map((head) => head.element));
    axes.replaceChildren(...entrants.map(() => make("div", { class: "row" }, make("span"), make("span", {}, "x"), make("span", {}, "y"))));
    lines = slots.map((slot, i) => {
      const cells = entrants.map(({ name, ledger }, k) => makeCell(name, ledger, slot.at[k]));
      const title = make("button", { type: "button", class: "title", title: "Show this stage", onclick: () => jump(i) }, make("i", {}, String(i + 1)), slot.title);
      return { element: make("li", { class: "line", "data-testid": `stage-${slot.key}`, onclick: () => jump(i) }, title, make("div", { class: "cells" }, ...cells.map((cell) => cell.element))), cells };
    });
    list.replaceChildren(...lines.map((line) => line.element));
    setAttribute(element, "data-count", String(entrants.length));
    entrants.forEach(async ({ ledger }, k) => {
      const count = ledger.stages.reduce((sum, stage) => sum + 2 * stage.told.filter(written).length, 0);
      const sheet = await sheetOf(ledger.formulas, count, wanted);
      if (!sheet || !wanted()) return;
      for (const { cells } of lines) cells[k].set(sheet);
      tops[k].set(sheet);
      told = "";
      api.onSet();
    });
    told = "";
  }

  const api = {
    element,
    /** Called when formulas have come, late: somebody should tell the numbers again. */
    onSet: () => {},
    /** @param {any[]} entrants one or two, with `ledger` and `values` @param {import("./slots.js").Slot[]} slots */
    update(entrants, slots) {
      build(entrants, slots);
      told = "";
    },
    /**
     * @param {any[]} entrants
     * @param {import("./slots.js").Slot[]} slots
     * @param {number} step
     * @param {number} slot the stage under way
     */
    tell(entrants, slots, step, slot) {
      const now = `${step}.${slot}`;
      if (now === told) return;
      told = now;
      lines.forEach(({ element: line, cells }, i) => {
        const current = i === slot;
        setAttribute(line, "aria-current", current ? "step" : "false");
        cells.forEach((cell, k) => cell.tell(entrants[k], step, current));
      });
      tops.forEach((head, k) => {
        const at = slots[slot].at[k];
        const stage = at === null ? null : entrants[k].ledger.stages[at];
        head.tell(entrants[k], step, new Set(stage?.told.map(({ name }) => name)));
      });
      // Last: numbers may have made rows higher and the list lower.
      keepInSight(lines[slot].element, list);
    },
  };
  return api;
}

/** Only the list is scrolled, never the page. */
function keepInSight(line, list) {
  const [top, bottom] = [line.offsetTop - list.offsetTop, line.offsetTop - list.offsetTop + line.offsetHeight];
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}

const written = ({ formula }) => formula !== undefined;

/** What stands at the places of an equation. */
function placesOf(one, roles) {
  return (place) => {
    const name = place === RESULT ? one.name : one.names[place];
    return { name, role: roles.get(name) ?? "hyper" };
  };
}

/** The numbers at the places of an equation, for one coordinate. */
function textsOf(one, { ledger, values }, step, coordinate) {
  return (place) => {
    if (place === RESULT) return figures(ledger.value(one.row, coordinate, step), DIGITS);
    const source = one.sources[place];
    const value = source === null ? values[one.names[place]] : ledger.value(source, coordinate, step);
    const text = source === null ? exact(value).replace("-", "−") : figures(value, DIGITS);
    return one.guarded[place] && text.startsWith("−") ? `(${text})` : text;
  };
}

/** The roles of all quantities that a ledger tells. */
function rolesOf(ledger) {
  return new Map(ledger.stages.flatMap((stage) => stage.told.map(({ name, role }) => [name, role])));
}

/** One stage of one entrant. */
function makeCell(entrant, ledger, at) {
  if (at === null) return { element: make("div", { class: "cell none", title: `${entrant} has no such stage` }, "–"), set() {}, tell() {} };
  const roles = rolesOf(ledger);
  const rows = ledger.stages[at].told.filter(written).map((one) => {
    const formula = make("span", { class: "formula" });
    const results = [0, 1].map(() => make("output", { class: "result" }));
    const filled = ["x", "y"].map((axis) => make("span", { class: "filled", "data-axis": axis }));
    // What is only told stands beside its symbol already.
    return { one, formula, results, filled: one.names.length ? filled : [], write: [] };
  });
  const element = make(
    "div", { class: "cell" },
    ...rows.flatMap(({ one, formula, results, filled }) => [
      make("div", { class: "row", "data-testid": `${entrant}.${one.name}` }, formula, ...results),
      make("div", { class: "numbers" }, ...filled.map((text, i) => make("div", {}, make("b", {}, "xy"[i]), text))),
    ]),
  );
  return {
    element,
    set(sheet) {
      for (const row of rows) {
        row.formula.replaceChildren(symbols(sheet[row.one.formula], placesOf(row.one, roles)));
        row.write = fillable(row.one, row.filled, sheet, roles);
      }
    },
    tell(racer, step, current) {
      for (const { one, results, write } of rows) {
        results.forEach((result, axis) => setText(result, figures(racer.ledger.value(one.row, axis, step), DIGITS)));
        if (current) write.forEach((fill, axis) => fill(textsOf(one, racer, step, axis)));
      }
    },
  };
}

/** Puts an equation with room for numbers into both coordinates' places; gives what fills it. */
function fillable(one, filled, sheet, roles) {
  return filled.map((place) => {
    const { element, write } = numbers(sheet[one.formula + 1], placesOf(one, roles));
    place.replaceChildren(element);
    return write;
  });
}

/** The whole step in one line above the stages, with what has just changed marked. */
function makeHead({ label, look, ledger }) {
  const step = ledger.stages.flatMap((stage) => stage.told).filter(({ name }) => name === "step").pop();
  const formula = make("div", { class: "formula" });
  const filled = ["x", "y"].map((axis) => make("span", { class: "filled", "data-axis": axis }));
  const element = make(
    "div", { class: "whole" }, make("h2", { style: `color:${look.colour}` }, label), formula,
    ...filled.map((text, i) => make("div", { class: "numbers" }, make("b", {}, "xy"[i]), text)),
  );
  let write = [];
  return {
    element,
    set(sheet) {
      if (!step || !written(step)) return;
      const roles = rolesOf(ledger);
      formula.replaceChildren(symbols(sheet[step.formula], placesOf(step, roles)));
      write = fillable(step, filled, sheet, roles);
    },
    /** @param {Set<string>} changed what the stage under way makes */
    tell(racer, now, changed) {
      write.forEach((fill, axis) => fill(textsOf(step, racer, now, axis)));
      for (const place of element.querySelectorAll("[data-quantity]")) {
        setAttribute(place, "data-changed", String(changed.has(place.dataset.quantity)));
      }
    },
  };
}
