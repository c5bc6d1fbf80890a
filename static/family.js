/** Where a rule comes from and what came of it: its ancestors back to SGD above it, its children below. */

import { make } from "./dom.js";

/**
 * @param {(key: string) => void} choose the rule is to stand beside the one that is looked into
 */
export function makeFamily(choose) {
  const element = make("section", { class: "family", "aria-label": "Family", "data-testid": "family" });
  let shown = "";
  return {
    element,
    /** @param {string[]} keys of the rules that are looked into @param {any} optimizers the catalogue's */
    update(keys, optimizers) {
      if (shown === keys.join()) return;
      shown = keys.join();
      const [key] = keys;
      const rows = [...generations(key, optimizers)];
      const children = Object.keys(optimizers).filter((other) => key in optimizers[other].buildsOn);
      const node = (one) => makeNode(one, optimizers, { own: one === key, beside: keys[1] === one, note: noteOf(one, key, optimizers), choose });
      const below = children.length === 0 ? [] : [
        make("p", { class: "hint" }, `grew out of ${optimizers[key].label}`),
        make("div", { class: "generation children" }, ...children.map(node)),
      ];
      element.replaceChildren(
        make("h2", {}, "Family"), ...difference(keys, optimizers), ...rows.map((row) => make("div", { class: "generation" }, ...row.map(node))), ...below,
      );
      drawLines(element, key, optimizers);
    },
  };
}

/** Of two of which one grew out of the other, what it added. */
function difference([first, second], optimizers) {
  for (const [one, other] of second ? [[first, second], [second, first]] : []) {
    const added = optimizers[one].buildsOn[other];
    if (added) return [make("p", { class: "added", "data-testid": "added" }, `${optimizers[other].label} → ${optimizers[one].label}: ${added}`)];
  }
  return [];
}

/** The rule's ancestors, the oldest first, each as far down as its longest way from SGD; the rule itself last. */
function generations(key, optimizers) {
  const ancestors = new Set();
  const visit = (one) => {
    if (ancestors.has(one)) return;
    ancestors.add(one);
    Object.keys(optimizers[one].buildsOn).forEach(visit);
  };
  visit(key);
  const depth = (one) => Math.max(-1, ...Object.keys(optimizers[one].buildsOn).map(depth)) + 1;
  const rows = [];
  for (const one of ancestors) (rows[depth(one)] ??= []).push(one);
  return rows.filter(Boolean);
}

/** What lies between this rule and the one that is looked into. */
function noteOf(one, key, optimizers) {
  const { buildsOn, label, idea } = optimizers[one];
  const adds = Object.entries(buildsOn).map(([other, what]) => `to ${optimizers[other].label}: ${what}`);
  return [`${label}. ${idea}`, ...adds, one === key ? "" : `Click: beside ${optimizers[key].label}`].filter(Boolean).join("\n");
}

function makeNode(key, optimizers, { own, beside, note, choose }) {
  const { label, colour } = optimizers[key];
  return make(
    "button", {
      type: "button", class: "node", "data-testid": `family-${key}`, "data-key": key, title: note, style: `--own:${colour}`,
      "aria-pressed": String(own || beside), onclick: () => choose(key),
    }, label,
  );
}

/** Lines from each rule to those that grew out of it, behind the nodes. */
function drawLines(element, key, optimizers) {
  element.querySelector("svg")?.remove();
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const box = element.getBoundingClientRect();
  const at = new Map([...element.querySelectorAll(".node")].map((node) => [node.dataset.key, node.getBoundingClientRect()]));
  for (const [one, place] of at) {
    for (const parent of Object.keys(optimizers[one].buildsOn)) {
      const from = at.get(parent);
      // Children hang together below the rule; lines to each of them would be a tangle.
      if (!from || parent === key) continue;
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const [x0, y0] = [from.left + from.width / 2 - box.left, from.bottom - box.top];
      const [x1, y1] = [place.left + place.width / 2 - box.left, place.top - box.top];
      line.setAttribute("d", `M${x0} ${y0} C${x0} ${(y0 + y1) / 2} ${x1} ${(y0 + y1) / 2} ${x1} ${y1}`);
      svg.append(line);
    }
  }
  element.prepend(svg);
}
