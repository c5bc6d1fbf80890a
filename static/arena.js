/** What Streamlit calls: one desk for each place in the document, with the page that the first message names. */

import { Build } from "./build.js";
import { Desk } from "./desk.js";
import { Inside } from "./inside.js";
import { Maps } from "./maps.js";
import { Race } from "./race.js";

/** By the message's `page`. @type {Record<string, new (desk: Desk) => import("./desk.js").Page>} */
const PAGES = { race: Race, inside: Inside, maps: Maps, build: Build };

/** @type {WeakMap<Element, Desk>} */
const desks = new WeakMap();

/**
 * Called by Streamlit at the first message and at every later one.
 * @param {any} component Streamlit's component API
 * @param {string} folder where the page's files are
 */
export default async function show(component, folder) {
  const { parentElement } = component;
  let desk = desks.get(parentElement);
  if (!desk) {
    desk = new Desk(parentElement, folder, (name, at) => new PAGES[name](at));
    desks.set(parentElement, desk);
  }
  await desk.receive(component);
  return () => {
    desks.delete(parentElement);
    desk.close();
  };
}
