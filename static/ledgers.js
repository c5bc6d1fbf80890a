/** A run's ledger as the page needs it: numbers by row and step, and what is drawn after each stage. */

/** @typedef {{name: string, role: string, drawn: string, row: number, formula?: number, names?: string[], guarded?: boolean[], sources?: (number | null)[]}} Told */
/** @typedef {{key: string, title: string, told: Told[]}} Stage */
/** @typedef {{row: number, drawn: string, role: string, onto: string | null}} Item */

const FORMS = /_(before|kept|hat|share)$/;
const SHARE = "_share";

export class Ledger {
  /** @param {{id: string, formulas: string, stages: Stage[], rows: Float64Array, steps: number, sentences: string[], because: Uint16Array}} part */
  constructor(part) {
    Object.assign(this, part);
    /** What is drawn after each stage, by the quantity that it is a form of. @type {Map<string, Item>[]} */
    this.items = [];
    /** What each stage is about: these are drawn in full, all else pale. @type {Set<string>[]} */
    this.about = [];
    let items = new Map();
    for (const stage of this.stages) {
      items = new Map([...items].filter(([name]) => !name.endsWith(SHARE)));
      for (const { name, drawn, role, row } of stage.told) {
        if (!drawn) continue;
        const share = name.endsWith(SHARE);
        items.set(share ? name : itemOf(name), { row, drawn, role, onto: share ? itemOf(name) : null });
      }
      this.items.push(items);
      this.about.push(aboutOf(stage));
    }
  }

  /** @param {number} row @param {0 | 1} coordinate @param {number} step */
  value(row, coordinate, step) {
    return this.rows[(2 * row + coordinate) * this.steps + step];
  }

  /** Both coordinates of a row. */
  pair(row, step) {
    return { x: this.value(row, 0, step), y: this.value(row, 1, step) };
  }

  /** The row of a quantity that is drawn so or has this role, as the last stage that tells it has it. */
  rowOf(test) {
    const found = this.stages.flatMap((stage) => stage.told).filter(test);
    return found.length ? found[found.length - 1].row : null;
  }

  /** One coordinate of a row over all steps. */
  series(row, coordinate) {
    const from = (2 * row + coordinate) * this.steps;
    return this.rows.subarray(from, from + this.steps);
  }

  /** Why the ball moved so in this step. */
  sentence(step) {
    return this.sentences[this.because[step]] ?? "";
  }
}

/** m for m_before, m_kept and m_hat: one arrow that changes. The gradient as measured and as taken are one too. */
export function itemOf(name) {
  return name === "slope" ? "g" : name.replace(FORMS, "");
}

function aboutOf({ key, told }) {
  if (key === "ghost" || key === "box" || key === "move") return new Set(["step"]);
  return new Set(told.flatMap(({ name, names }) => [name, itemOf(name), ...(names ?? []).map(itemOf)]));
}
