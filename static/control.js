/** One hyper-parameter of one entrant, or one parameter of the surface: a slider that acts while it is dragged, and a field to type into. */

import { make, setText } from "./dom.js";
import { exact } from "./format.js";
import { read } from "./entry.js";
import { PLACES, placeOf, valueAt } from "./scale.js";

/**
 * @param {string} where ENTRANT.FIELD, or surface.KNOB
 * @param {any} hyper its metadata; of kind "field" it is a number without a slider; `labels` are a choice's words, by value
 * @param {Object} doings
 * @param {(value: number | boolean | string) => void} doings.change
 * @param {() => void} doings.begin a gesture begins
 * @param {() => void} doings.end
 */
export function makeControl(where, hyper, doings) {
  const parts = { number: numberControl, switch: switchControl, choice: choiceControl, field: fieldControl }[hyper.kind](where, hyper, doings);
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  const label = make("label", { title: `${hyper.help} (${hyper.name})`, for: `at-${where}` }, hyper.symbol);
  const worded = hyper.symbol.length > 3 ? "worded" : "";
  const element = make("div", { class: `control ${hyper.kind} ${worded}` }, label, ...parts.elements, message);
  return {
    element,
    /** Of a choice: which words there are to choose from now. @param {string[]} choices */
    offer: (choices) => parts.offer(choices),
    /** @param {any} value @param {string | undefined} refused why what was typed last was not taken */
    update(value, refused) {
      message.hidden = !refused;
      if (refused) setText(message, refused);
      parts.update(value, refused);
    },
  };
}

function numberControl(where, hyper, { change, begin, end }) {
  let held = false;
  const slider = make("input", {
    type: "range", min: "0", max: String(PLACES), step: "1", "data-testid": where, "aria-label": where, title: hyper.help,
    onpointerdown: () => {
      held = true;
      begin();
    },
    onkeydown: (event) => /^(Arrow|Page|Home|End)/.test(event.key) && !event.repeat && begin(),
    onkeyup: () => end(),
    oninput: () => {
      const value = valueAt(Number(slider.value), hyper);
      field.value = exact(value);
      describe(value);
      change(value);
    },
    onchange: () => {
      held = false;
      end();
    },
  });
  for (const type of ["pointerup", "pointercancel"]) slider.addEventListener(type, () => ((held = false), end()));
  const field = typed(where, hyper, { change, begin, end });
  const describe = (value) => slider.setAttribute("aria-valuetext", exact(value));
  return {
    elements: [slider, field],
    update(value, refused) {
      field.toggleAttribute("aria-invalid", Boolean(refused));
      if (held) return;
      slider.value = String(placeOf(value, hyper));
      describe(value);
      if (!refused && document.activeElement !== field) field.value = exact(value);
    },
  };
}

function fieldControl(where, hyper, doings) {
  const field = typed(where, hyper, doings);
  return {
    elements: [field],
    update(value, refused) {
      field.toggleAttribute("aria-invalid", Boolean(refused));
      if (!refused && document.activeElement !== field) field.value = exact(value);
    },
  };
}

function typed(where, hyper, { change, begin, end }) {
  const field = make("input", {
    type: "text", inputmode: "decimal", id: `at-${where}`, "data-testid": `${where}.value`, spellcheck: "false",
    autocomplete: "off", title: `${hyper.help} From ${exact(hyper.lowest)} to ${exact(hyper.highest)}.`,
    onchange: () => {
      begin();
      change(read(field));
      end();
    },
    onkeydown: (event) => event.key === "Enter" && field.blur(),
  });
  return field;
}

function switchControl(where, hyper, { change, begin, end }) {
  const box = make("input", {
    type: "checkbox", id: `at-${where}`, "data-testid": where, title: hyper.help,
    onchange: () => (begin(), change(box.checked), end()),
  });
  return { elements: [box], update: (value) => (box.checked = value) };
}

function choiceControl(where, hyper, { change, begin, end }) {
  const options = hyper.choices.map((choice) => make("option", { value: choice }, hyper.labels?.[choice] ?? choice));
  const select = make(
    "select",
    { id: `at-${where}`, "data-testid": where, title: hyper.help, onchange: () => (begin(), change(select.value), end()) },
    ...options,
  );
  return {
    elements: [select],
    update: (value) => (select.value = value),
    offer(choices) {
      // Where an option cannot be hidden, it is at least not to be chosen.
      for (const option of options) option.hidden = option.disabled = !choices.includes(option.value);
    },
  };
}
