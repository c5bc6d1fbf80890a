/** Numbers as people read them. */

/**
 * @param {number | null} value
 * @param {number} digits significant figures
 */
export function figures(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-3 ? power(value, digits) : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−");
}

function power(value, digits) {
  const [mantissa, exponent] = value.toExponential(Math.max(digits - 1, 0)).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** As short as it can be written and still be the same number; for a text field. @param {number} value */
export function exact(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential() : String(value);
}

/** A place as one would type it: a thousandth of the domain is finer than a pixel. */
export function tidy(value, width) {
  const digits = Math.max(0, Math.ceil(-Math.log10(width / 1000)));
  return Number(value.toFixed(digits));
}
