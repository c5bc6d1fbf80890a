/** Plotly's camera as one matrix: from data to pixels, the eye, and what a hill hides. Matrices are column by column. */

/** @returns {number[]} the 4 × 4 product a · b */
function multiply(a, b) {
  const product = new Array(16).fill(0);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      for (let k = 0; k < 4; k++) product[column * 4 + row] += a[k * 4 + row] * b[column * 4 + k];
    }
  }
  return product;
}

export class Camera {
  /**
   * @param {{model: number[], view: number[], projection: number[]}} parameters glplot.cameraParams
   * @param {number[]} scale the scene's dataScale
   * @param {number} width pixels
   * @param {number} height pixels
   */
  constructor({ model, view, projection }, scale, width, height) {
    this.width = width;
    this.height = height;
    this.seen = multiply(view, model);
    this.matrix = multiply(projection, this.seen);
    for (let column = 0; column < 3; column++) {
      for (let row = 0; row < 4; row++) {
        this.matrix[column * 4 + row] *= scale[column];
        this.seen[column * 4 + row] *= scale[column];
      }
    }
  }

  /** @param {{x: number, y: number}} at takes the pixel */
  project(x, y, z, at) {
    const m = this.matrix;
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    at.x = (((m[0] * x + m[4] * y + m[8] * z + m[12]) / w + 1) / 2) * this.width;
    at.y = ((1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) / 2) * this.height;
    return w > 0;
  }

  /** Where the camera stands, in data: the point that view and model take to the origin. */
  get eye() {
    const m = this.seen;
    const column = (k) => [m[k * 4], m[k * 4 + 1], m[k * 4 + 2]];
    return solve(column(0), column(1), column(2), [-m[12], -m[13], -m[14]]);
  }
}

/** The x with x₀ a + x₁ b + x₂ c = d (Cramer). */
function solve(a, b, c, d) {
  const whole = determinant(a, b, c);
  return [determinant(d, b, c) / whole, determinant(a, d, c) / whole, determinant(a, b, d) / whole];
}

function determinant(a, b, c) {
  return (
    a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) + c[0] * (a[1] * b[2] - a[2] * b[1])
  );
}

/** Places looked at between a point and the eye. */
const MARCH = 40;

/**
 * Whether the surface stands between a point on it and the eye.
 * @param {import("./height.js").Heights} heights
 * @param {number[]} eye
 */
export function isHidden(heights, eye, x, y, z) {
  const range = heights.highest - heights.lowest;
  const toX = eye[0] - x;
  const toY = eye[1] - y;
  const toZ = eye[2] - z;
  // The way to the eye is over where it leaves the box.
  const leave = Math.min(
    room(x, toX, heights.x0, heights.x1),
    room(y, toY, heights.y0, heights.y1),
    toZ > 0 ? (heights.highest - z) / toZ : 1,
    1,
  );
  const slack = 0.012 * range;
  for (let i = 1; i <= MARCH; i++) {
    const part = (leave * i) / MARCH;
    if (heights.at(x + toX * part, y + toY * part) > z + toZ * part + slack) return true;
  }
  return false;
}

function room(from, direction, low, high) {
  if (direction === 0) return 1;
  return ((direction > 0 ? high : low) - from) / direction;
}

/**
 * The place of the surface that is seen at a pixel.
 * @param {Camera} camera
 * @param {import("./height.js").Heights} heights
 * @returns {{x: number, y: number} | null} null beside the surface
 */
export function pick(camera, heights, px, py) {
  const m = camera.matrix;
  const nx = (px / camera.width) * 2 - 1;
  const ny = 1 - (py / camera.height) * 2;
  // All points seen at the pixel lie in two planes; their line of sight is across both normals.
  const a = [m[0] - nx * m[3], m[4] - nx * m[7], m[8] - nx * m[11]];
  const b = [m[1] - ny * m[3], m[5] - ny * m[7], m[9] - ny * m[11]];
  let way = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  if (m[3] * way[0] + m[7] * way[1] + m[11] * way[2] < 0) way = way.map((part) => -part);
  const { eye } = camera;
  const box = [[heights.x0, heights.x1], [heights.y0, heights.y1], [heights.lowest, heights.highest]];
  let [near, far] = [0, Infinity];
  box.forEach(([low, high], axis) => {
    const ends = [(low - eye[axis]) / way[axis], (high - eye[axis]) / way[axis]].sort((p, q) => p - q);
    near = Math.max(near, ends[0]);
    far = Math.min(far, ends[1]);
  });
  if (!(near < far)) return null;
  const count = 300;
  for (let i = 0; i <= count; i++) {
    const part = near + ((far - near) * i) / count;
    const x = eye[0] + way[0] * part;
    const y = eye[1] + way[1] * part;
    if (heights.at(x, y) >= eye[2] + way[2] * part) return { x, y };
  }
  return null;
}
