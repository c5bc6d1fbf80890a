/** The transport's signs, drawn: fonts differ in whether they have them, and some make pictures of them. */

const PATHS = {
  play: "M5 3v14l12-7z",
  playback: "M15 3v14L3 10z",
  pause: "M5 3h3.6v14H5zM11.4 3H15v14h-3.6z",
  forward: "M4 4v12l9-6zM14 4h2.6v12H14z",
  back: "M16 4v12l-9-6zM3.4 4H6v12H3.4z",
  last: "M3 4v12l7-6zM10 4v12l7-6zM17 4h1.8v12H17z",
  first: "M17 4v12l-7-6zM10 4v12l-7-6zM1.2 4H3v12H1.2z",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
