/** The surfaces that users make their own, and what is said of them. */

const HELP = {
  formula: "Type a formula in x and y",
  data: "The loss of a model, fitted to points that can be moved",
};

/**
 * The formula first, for it is what most want.
 * @param {any} catalogue
 * @returns {{key: string, word: string, help: string}[]}
 */
export function makersOf(catalogue) {
  const makers = catalogue.surfaces.filter(({ makes }) => makes);
  return [...makers.filter(({ makes }) => makes === "formula"), ...makers.filter(({ makes }) => makes !== "formula")].map(
    ({ key, name, makes }) => ({ key, word: makes === "formula" ? "Formula" : name, help: HELP[makes] }),
  );
}
