/** What of the link was not taken. */

import { make, setText } from "./dom.js";

/** Streamlit reads no longer query than this, and says nothing of it to the page. */
const LONGEST_LINK = 524288;
const TOO_LONG = { name: "all of it", why: `longer than ${LONGEST_LINK} characters` };

/** Notes that are told; a link of junk has many. */
const MOST = 4;

export function makeNotes() {
  const element = make("div", { class: "notes", role: "status", hidden: true });
  const tell = (text) => {
    element.hidden = text === "";
    setText(element, text);
  };
  return {
    element,
    tell,
    /** @param {{name: string, why: string}[]} ignored @param {boolean} first whether the page has just been opened */
    update(ignored, first) {
      const notes = first && location.search.length > LONGEST_LINK ? [TOO_LONG] : ignored;
      const told = notes.slice(0, MOST).map(({ name, why }) => `${name}: ${why}`);
      const more = notes.length > MOST ? ` … and ${notes.length - MOST} more` : "";
      tell(notes.length ? `Ignored in the link: ${told.join(" · ")}${more}` : "");
    },
  };
}
