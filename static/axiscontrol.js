/** One axis of a map: which hyper-parameter, from where to where, and on which scale. */

import { make, setText } from "./dom.js";
import { exact } from "./format.js";
import { read } from "./entry.js";

/** Where a refusal may stand. */
const PARTS = ["field", "lowest", "highest", "scale"];

/**
 * @param {string} where ENTRANT.x or ENTRANT.y
 * @param {(change: {field: string, lowest: number | string, highest: number | string, scale: string}) => void} change
 */
export function makeAxisControl(where, change) {
  const which = where.slice(where.lastIndexOf(".") + 1);
  const told = () => change({ field: field.value, lowest: read(lowest), highest: read(highest), scale: scale.value });
  const select = (part, title) =>
    make("select", { "data-testid": `${where}.${part}`, "aria-label": `${which}: ${title}`, title, onchange: () => told() });
  const number = (part, title) =>
    make("input", {
      type: "text", inputmode: "decimal", "data-testid": `${where}.${part}`, "aria-label": `${which}: ${title}`, title,
      spellcheck: "false", autocomplete: "off", onchange: () => told(), onkeydown: (event) => event.key === "Enter" && event.target.blur(),
    });
  const field = select("field", "The hyper-parameter along this axis");
  const lowest = number("lowest", "The axis begins here");
  const highest = number("highest", "The axis ends here");
  const scale = select("scale", "Logarithmic (for decay rates the distance to 1), or linear");
  scale.append(...["log", "linear"].map((word) => make("option", { value: word }, word)));
  const message = make("p", { class: "refused", role: "alert", hidden: true, "data-testid": `${where}.refused` });
  const element = make(
    "div", { class: "axis", role: "group", "aria-label": `Axis ${which}` },
    make("span", { class: "which" }, which), field, lowest, make("span", { class: "to" }, "…"), highest, scale, message,
  );
  const parts = { field, lowest, highest, scale };
  return {
    element,
    /**
     * @param {any} axis as it is
     * @param {any[]} fields what it may show
     * @param {Record<string, string>} refused what was not taken: the controls then keep what was typed
     */
    update(axis, fields, refused) {
      fill(field, fields);
      const why = PARTS.filter((part) => refused[`${where}.${part}`]);
      message.hidden = why.length === 0;
      setText(message, why.map((part) => refused[`${where}.${part}`]).join("; "));
      for (const part of PARTS) parts[part].toggleAttribute("aria-invalid", why.includes(part));
      if (why.length) return;
      const { symbol, help, lowest: least, highest: most } = fields.find(({ name }) => name === axis.name);
      field.title = `${symbol}: ${help}`;
      for (const end of [lowest, highest]) end.title = `${symbol}: from ${exact(least)} to ${exact(most)}`;
      const values = { field: axis.name, lowest: exact(axis.lowest), highest: exact(axis.highest), scale: axis.scale };
      for (const part of PARTS) {
        if (document.activeElement !== parts[part] || parts[part] === field) parts[part].value = values[part];
      }
    },
  };
}

function fill(select, fields) {
  const signature = fields.map(({ name }) => name).join();
  if (select.dataset.options === signature) return;
  select.dataset.options = signature;
  select.replaceChildren(...fields.map(({ name, symbol }) => make("option", { value: name }, `${symbol}  ${name.replaceAll("_", " ")}`)));
}
