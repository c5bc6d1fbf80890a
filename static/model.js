/** The model behind a loss that comes from data, as the server tells it: what it predicts, and how that meets the points. */

/**
 * How a point's ŷ follows from its u and the two parameters x and y.
 * @typedef {Object} Predict
 * @property {"affine" | "tanh"} kind
 * @property {"identity" | "sigmoid"} [link] of an affine model: link(x (u − μ) / s + y)
 * @property {number} mean μ
 * @property {number} spread s
 * @property {Float64Array[]} [weights] of a network, rows (p₀, p₁, p₂) with a weight p₀ + x p₁ + y p₂ each: of H hidden units
 *   first those that multiply the input, then the biases, then those that multiply tanh, then the bias of ŷ
 */

/**
 * How ŷ meets a point's y.
 * @typedef {Object} Loss
 * @property {"squared" | "half_squared" | "absolute" | "huber" | "cross_entropy"} kind
 * @property {number} [delta] where Huber's loss becomes a line
 * @property {boolean} total whether it is a sum instead of a mean
 * @property {number} penalty λ of λ/2 · x²
 */

/** @typedef {{predict: Predict, loss: Loss, x: Float64Array, y: Float64Array}} Model with its points */

/** A row of a batch that is shorter than the others is filled up with it. */
export const NO_ROW = 65535;

/**
 * The model at one place of the plane: what it gives for u, before a sigmoid if it has one.
 * @param {Predict} predict
 * @param {number} x
 * @param {number} y
 * @returns {(u: number) => number}
 */
export function outputAt({ kind, mean, spread, weights }, x, y) {
  if (kind === "affine") return (u) => (x * (u - mean)) / spread + y;
  const w = new Float64Array(weights.length);
  for (let i = 0; i < w.length; i++) w[i] = weights[i][0] + x * weights[i][1] + y * weights[i][2];
  const units = (w.length - 1) / 3;
  return (u) => {
    const input = (u - mean) / spread;
    let sum = w[3 * units];
    for (let h = 0; h < units; h++) sum += w[2 * units + h] * Math.tanh(w[h] * input + w[units + h]);
    return sum;
  };
}

/** @param {Predict} predict @param {number} output @returns {number} ŷ */
export function linked({ link }, output) {
  return link === "sigmoid" ? sigmoid(output) : output;
}

/** @param {Predict} predict @param {number} x @param {number} y @param {number} u @returns {number} ŷ */
export function predicted(predict, x, y, u) {
  return linked(predict, outputAt(predict, x, y)(u));
}

function sigmoid(z) {
  const small = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : small) / (1 + small);
}

/**
 * The loss of one point.
 * @param {{predict: Predict, loss: Loss}} model
 * @param {number} output of the model, before its link
 * @param {number} target
 */
export function pointLoss({ predict, loss }, output, target) {
  // From the logit itself: 1 − ŷ would be 0 long before its logarithm is out of reach.
  if (loss.kind === "cross_entropy") return Math.max(output, 0) + Math.log1p(Math.exp(-Math.abs(output))) - target * output;
  const error = linked(predict, output) - target;
  const size = Math.abs(error);
  switch (loss.kind) {
    case "squared":
      return error * error;
    case "half_squared":
      return (error * error) / 2;
    case "absolute":
      return size;
    default:
      return size <= loss.delta ? (error * error) / 2 : loss.delta * (size - loss.delta / 2);
  }
}

/**
 * The loss at one place, of all points or of a batch alone: of a sum over n points n/B times theirs, else their mean.
 * @param {Model} model
 * @param {number} x
 * @param {number} y
 * @param {ArrayLike<number>} rows which points
 */
export function lossAt(model, x, y, rows) {
  const output = outputAt(model.predict, x, y);
  const { total, penalty } = model.loss;
  let sum = 0;
  for (let k = 0; k < rows.length; k++) sum += pointLoss(model, output(model.x[rows[k]]), model.y[rows[k]]);
  return (sum * (total ? model.x.length : 1)) / rows.length + (penalty / 2) * x * x;
}

/** How much work one point is, beside one of an affine model. @param {Predict} predict */
export function workOf({ weights }) {
  return weights ? weights.length / 3 : 1;
}
