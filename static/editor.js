/** Where a formula is typed: it acts while one types, and what is wrong is told at its place. */

import { make, setAttribute, setText } from "./dom.js";
import { memory } from "./memory.js";

/** Milliseconds without a key after which what was typed is sent. */
const REST = 200;

/** Milliseconds without a key after which a gesture is over: one entry in the history, however many letters. */
const GESTURE = 900;

/**
 * @typedef {{text: string, position: number, length: number, why: string}} Wrong
 *   what was refused; places count characters, as the server does
 */

/**
 * @param {Object} doings
 * @param {(text: string) => void} doings.change
 * @param {() => void} doings.begin a gesture begins
 * @param {() => void} doings.end
 */
export function makeEditor(doings) {
  const field = make("textarea", {
    rows: "1", "data-testid": "formula", "aria-label": "f(x, y) =", "aria-describedby": "formula-error", placeholder: "x**2 + 3*sin(y)",
    spellcheck: "false", autocomplete: "off", autocapitalize: "off", autocorrect: "off",
    title: "A formula in x and y; any other name becomes a parameter with a slider",
    oninput: () => onInput(), onscroll: () => layBehind(), onblur: () => (flush(), rest()),
    onkeydown: (event) => event.key === "Enter" && (event.preventDefault(), flush()),
  });
  // The same text behind the field, in which the wrong characters are marked.
  const behind = make("div", { class: "behind", "aria-hidden": "true" });
  const why = make("span", {});
  const message = make(
    "p", { class: "refused", role: "alert", id: "formula-error", "data-testid": "formula-error", hidden: true, onclick: () => point() },
    why, make("small", {}, "Showing the last formula that could be read."),
  );
  const element = make(
    "div", { class: "editor" }, make("label", { class: "of" }, make("i", {}, "f"), "(", make("i", {}, "x"), ", ", make("i", {}, "y"), ") ="),
    make("div", { class: "writing" }, behind, field), message,
  );
  /** What the surface is made from. @type {string | null} */
  let accepted = null;
  /** Texts that were sent and that may yet come back. */
  const posted = new Set();
  /** @type {Wrong | null} */
  let wrong = null;
  let sending = 0;
  let resting = 0;

  const onInput = () => {
    // One line, however it was pasted.
    if (/[\r\n]/.test(field.value)) field.value = field.value.replace(/\s*[\r\n]+\s*/g, " ");
    wrong = null;
    // What was wrong with the text before may be so no more; it keeps its place, so that nothing below moves meanwhile.
    setAttribute(message, "aria-busy", "true");
    remember();
    lay();
    if (!resting) doings.begin();
    clearTimeout(resting);
    resting = setTimeout(rest, GESTURE);
    clearTimeout(sending);
    sending = setTimeout(flush, REST);
  };

  const rest = () => {
    if (!resting) return;
    clearTimeout(resting);
    resting = 0;
    doings.end();
  };

  const flush = () => {
    if (!sending) return;
    clearTimeout(sending);
    sending = 0;
    send();
  };

  const send = () => {
    posted.add(field.value);
    doings.change(field.value);
  };

  /** What is typed, and not what is drawn, survives a visit to another page. */
  const remember = () => {
    memory.typed = accepted === null || same(field.value, accepted) ? null : { text: field.value, over: accepted };
  };

  const lay = () => {
    behind.replaceChildren(...(wrong ? marked(wrong) : [field.value]));
    layBehind();
  };

  const layBehind = () => (behind.scrollTop = field.scrollTop);

  /** Puts the cursor onto the wrong characters. */
  const point = () => {
    if (!wrong) return;
    const [before, bad] = cut(wrong);
    field.focus();
    field.setSelectionRange(before.length, before.length + bad.length);
  };

  /** Puts another text there, as the user's own. @param {string} text */
  const replace = (text) => {
    field.value = text;
    onInput();
    flush();
    rest();
  };

  return {
    element,
    replace,
    /** Writes at the cursor, around what is selected there. @param {string} before @param {string} [after] */
    insert(before, after = "") {
      const { selectionStart: from, selectionEnd: to, value } = field;
      const selected = value.slice(from, to);
      field.setRangeText(before + selected + after, from, to, "end");
      field.focus();
      const inside = from + before.length + selected.length;
      if (!selected) field.setSelectionRange(inside, inside);
      onInput();
    },
    /** @param {string} text of the formula that is drawn @param {Wrong | null} refused the text that was typed last, if it is none */
    update(text, refused) {
      const first = accepted === null;
      if (first || !same(text, accepted)) {
        accepted = text;
        // Else it is what was typed here, on its way back, and more may have been typed since.
        if (!posted.has(text)) field.value = first && memory.typed?.over === text ? memory.typed.text : text;
      }
      if (same(field.value, accepted)) posted.clear();
      if (refused) posted.delete(refused.text);
      const busy = sending !== 0 || posted.has(field.value);
      // While a newer text is on its way nobody knows yet.
      if (!busy) wrong = refused?.text === field.value ? refused : null;
      remember();
      lay();
      message.hidden = busy ? message.hidden : !wrong;
      setAttribute(message, "aria-busy", String(busy));
      field.toggleAttribute("aria-invalid", Boolean(wrong));
      if (wrong) setText(why, `${wrong.why} `);
      // It is wrong, but nobody knows any more why.
      if (!busy && !wrong && !same(field.value, accepted)) send();
    },
    close() {
      clearTimeout(sending);
      clearTimeout(resting);
    },
  };
}

function same(a, b) {
  return a.trim() === b.trim();
}

/** What stands before the wrong characters, these, and what follows them. @param {Wrong} wrong */
function cut({ text, position, length }) {
  const characters = Array.from(text);
  return [characters.slice(0, position), characters.slice(position, position + length), characters.slice(position + length)].map((part) => part.join(""));
}

/** @param {Wrong} wrong */
function marked(wrong) {
  const [before, bad, after] = cut(wrong);
  // At the end there is nothing that could be marked but the place where something is missing.
  return [before, make("mark", {}, bad || "\u00a0"), after];
}
