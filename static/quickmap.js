/** The map's colours at once, while plotly.js is still being read: the same frame, the same colours, no lines yet. */

/**
 * @param {HTMLCanvasElement} canvas laid over the frame
 * @param {import("./height.js").Heights} heights
 * @param {[number, string][]} colorscale
 */
export function drawQuickMap(canvas, heights, colorscale) {
  const count = heights.rows.length;
  canvas.width = count;
  canvas.height = count;
  const ctx = canvas.getContext("2d");
  const image = ctx.createImageData(count, count);
  const colours = colorscale.map(([, hex]) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const span = heights.highest - heights.lowest;
  heights.rows.forEach((row, j) => {
    row.forEach((height, i) => {
      const at = ((height - heights.lowest) / span) * (colours.length - 1);
      const low = Math.min(Math.floor(at), colours.length - 2);
      const pixel = ((count - 1 - j) * count + i) * 4;
      for (let k = 0; k < 3; k++) {
        image.data[pixel + k] = colours[low][k] + (colours[low + 1][k] - colours[low][k]) * (at - low);
      }
      image.data[pixel + 3] = 255;
    });
  });
  ctx.putImageData(image, 0, 0);
}
