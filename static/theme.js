/** The page's colours, as Streamlit's theme sets them. */

/**
 * @param {Element} element
 * @returns {{name: "light" | "dark", text: string, rim: string}}
 */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
  const dark = lightness(background) < 0.5;
  return {
    name: dark ? "dark" : "light",
    text: style.getPropertyValue("--st-text-color").trim() || "#222222",
    rim: dark ? "#101418" : "#ffffff",
  };
}

/** 0 … 1 of any colour that CSS can write. */
function lightness(colour) {
  const ctx = document.createElement("canvas").getContext("2d");
  ctx.fillStyle = colour;
  const hex = ctx.fillStyle;
  if (!hex.startsWith("#")) return 1;
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

/** A second Adam has Adam's hue, lighter or darker by turns. */
export function shade(hex, number, dark) {
  if (number < 2) return hex;
  const towards = number % 2 === (dark ? 0 : 1) ? 255 : 0;
  const part = Math.min(0.22 * (number - 1) + 0.1, 0.5);
  const parts = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16);
    return Math.round(value + (towards - value) * part).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
