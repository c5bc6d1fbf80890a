/**
 * The map by hand, at once: while plotly.js is still being read, while the surface is being turned, and while the landscape
 * moves. The same frame, the same levels and colours as Plotly's.
 */

import { make } from "./dom.js";

/** Pixels along each side of the picture, at least, and for each mesh of the grid. */
const SIDE = 240;
const FINE = 3;

export class QuickMap {
  /** The picture of the whole grid; the panels' canvases stretch it, and show the part of it that is in the frame. */
  #grid = make("canvas");
  #heights = null;
  #minima = [];

  /**
   * @param {import("./height.js").Heights} heights
   * @param {any} figure Plotly's map: the colours, and the crosses at the minima
   */
  paint(heights, figure) {
    this.#heights = heights;
    const [contour, { x, y, marker }] = figure.data;
    this.#minima = { x, y, ...marker.line, size: marker.size };
    paintGrid(this.#grid, heights, contour);
  }

  /**
   * @param {HTMLCanvasElement} canvas of a panel, laid over the map's frame
   * @param {import("./plane.js").Plane} plane where the frame is, and how the map is zoomed
   */
  lay(canvas, plane) {
    if (!this.#heights) return;
    const { area, axes } = plane;
    const { x0, x1, y0, y1 } = this.#heights.edges;
    const count = this.#grid.width;
    for (const [name, at] of [["left", area.x], ["top", area.y], ["width", area.width], ["height", area.height]]) {
      canvas.style[name] = `${at}px`;
    }
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(area.width * ratio), Math.round(area.height * ratio)];
    // To set a canvas's size anew takes its memory anew, sixty times a second where the landscape moves.
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const ctx = canvas.getContext("2d");
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, width, height);
    ctx.setTransform(ratio, 0, 0, ratio, -area.x * ratio, -area.y * ratio);
    // The outermost pixels have their middles on the grid's edge.
    const [across, down] = [(axes.x1 * (x1 - x0)) / (count - 1), (axes.y1 * (y0 - y1)) / (count - 1)];
    const [left, top] = [axes.x0 + axes.x1 * x0 - across / 2, axes.y0 + axes.y1 * y1 - down / 2];
    ctx.drawImage(this.#grid, left, top, across * count, down * count);
    this.#cross(ctx, axes);
  }

  #cross(ctx, axes) {
    const { x, y, color, width, size } = this.#minima;
    const { shift } = this.#heights;
    const arm = size / 2;
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.beginPath();
    x.forEach((value, k) => {
      const [px, py] = [axes.x0 + axes.x1 * (value + shift.x), axes.y0 + axes.y1 * (y[k] + shift.y)];
      for (const way of [1, -1]) {
        ctx.moveTo(px - arm, py - way * arm);
        ctx.lineTo(px + arm, py + way * arm);
      }
    });
    ctx.stroke();
  }
}

/** @param {HTMLCanvasElement} canvas @param {import("./height.js").Heights} heights @param {any} contour Plotly's trace */
function paintGrid(canvas, heights, { contours, colorscale, line }) {
  const fine = Math.max(FINE, Math.round(SIDE / heights.meshes));
  const count = (heights.rows.length - 1) * fine + 1;
  canvas.width = count;
  canvas.height = count;
  const ctx = canvas.getContext("2d");
  const image = ctx.createImageData(count, count);
  const pixels = new Uint32Array(image.data.buffer);
  const last = Math.round((contours.end - contours.start) / contours.size) - 1;
  const { fills, lines } = coloursOf(last + 1, colorscale, line.color);
  const above = new Int16Array(count).fill(-1);
  // Beyond the domain a landscape that moves may be lower and higher than all levels: a band each.
  const levelOf = (height) => {
    if (height > contours.end) return last + 2;
    if (height < contours.start) return 0;
    return Math.min(Math.floor((height - contours.start) / contours.size), last) + 1;
  };
  for (let j = 0; j < count; j++) {
    // The picture's first row is the grid's highest y.
    const v = (count - 1 - j) / fine;
    const row = Math.min(Math.floor(v), heights.rows.length - 2);
    const [from, to, b] = [heights.rows[row], heights.rows[row + 1], v - row];
    let left = -1;
    for (let i = 0; i < count; i++) {
      const column = Math.min(Math.floor(i / fine), heights.rows.length - 2);
      const a = i / fine - column;
      const height =
        (from[column] * (1 - a) + from[column + 1] * a) * (1 - b) + (to[column] * (1 - a) + to[column + 1] * a) * b;
      const level = levelOf(height);
      const edge = (left >= 0 && level !== left) || (above[i] >= 0 && level !== above[i]);
      pixels[j * count + i] = (edge ? lines : fills)[level];
      left = above[i] = level;
    }
  }
  ctx.putImageData(image, 0, 0);
}

/** The colours of what is lower, of each level, and of what is higher, as Plotly chooses them; and of the lines at their edges. */
function coloursOf(levels, colorscale, line) {
  const stops = colorscale.map(([, hex]) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const [red, green, blue, alpha] = line.match(/[\d.]+/g).map(Number);
  const fills = Array.from({ length: levels + 2 }, (_, band) => {
    const at = (band / (levels + 1)) * (stops.length - 1);
    const low = Math.min(Math.floor(at), stops.length - 2);
    return stops[low].map((from, k) => from + (stops[low + 1][k] - from) * (at - low));
  });
  const lines = fills.map((fill) => [red, green, blue].map((to, k) => fill[k] + (to - fill[k]) * alpha));
  const pixel = (colour) => new Uint32Array(new Uint8ClampedArray([...colour, 255]).buffer)[0];
  return { fills: fills.map(pixel), lines: lines.map(pixel) };
}
