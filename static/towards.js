/** A link to another page of the app that takes what is shown here along. */

import { make } from "./dom.js";

/**
 * Within the session where the app's own navigation leads there, so that nothing is loaded anew; opened in another tab it is
 * the page with this scenario's link.
 * @param {string} path the page's, "" for the race
 * @param {Record<string, any>} properties
 * @param {string} words
 */
export function linkTo(path, properties, words) {
  const element = make("a", {
    ...properties,
    onclick: (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const inApp = navigationTo(new URL(path || "./", document.baseURI).pathname);
      if (!inApp) return;
      event.preventDefault();
      inApp.click();
    },
  }, words);
  return {
    element,
    /** @param {string} query the link's, without its question mark */
    update(query) {
      const url = new URL(path || "./", document.baseURI);
      url.search = query;
      element.href = url.href;
    },
  };
}

/** Streamlit's own link to a page. @param {string} pathname */
function navigationTo(pathname) {
  return [...document.querySelectorAll("[data-testid^='stTopNav'] a[href], a[data-testid^='stTopNav'][href]")].find(
    (link) => new URL(link.href).pathname === pathname,
  );
}
