/** The surfaces that users make their own, and what is said of them. */

/** What they are made from. The formula first, for it is what most want. */
export const HELP = {
  formula: "Type a formula in x and y",
  data: "Fit a model to data points that can be moved: its loss is the surface",
};

/**
 * @param {any} catalogue
 * @returns {{key: string, word: string, makes: "formula" | "data"}[]}
 */
export function makersOf(catalogue) {
  return Object.keys(HELP).flatMap((kind) =>
    catalogue.surfaces
      .filter(({ makes }) => makes === kind)
      .map(({ key, name, makes }) => ({ key, word: makes === "formula" ? "Formula" : name, makes })),
  );
}
