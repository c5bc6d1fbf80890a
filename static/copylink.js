/** The button that copies a page's address. */

import { make, setText } from "./dom.js";

/** Milliseconds for which it says that it has. */
const COPIED = 1500;

/** @param {string} title @param {() => string} href */
export function copyButton(title, href) {
  const button = make("button", {
    type: "button", class: "plain", "data-testid": "copy-link", title, onclick: () => copyLink(button, href()),
  }, "copy link");
  return button;
}

async function copyLink(button, href) {
  try {
    await navigator.clipboard.writeText(href);
    setText(button, "copied");
  } catch {
    // Without leave to use the clipboard (a page that is not served over TLS, say) the user copies by hand.
    window.prompt("Copy this link:", href);
  }
  setTimeout(() => setText(button, "copy link"), COPIED);
}
