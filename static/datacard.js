/** What a loss is made from where it comes from data: the points, and the file that they were read from. */

import { make, setText } from "./dom.js";

/**
 * @param {Object} doings
 * @param {() => void} doings.reset back to the example's points
 * @param {(x: string, y: string) => void} doings.columns of the file
 * @param {() => void} doings.forget the file
 */
export function makeDataCard(doings) {
  const count = make("b", { "data-testid": "points" });
  const reset = make("button", {
    type: "button", class: "plain", "data-testid": "recipe.reset", title: "Back to the points of the example", onclick: () => doings.reset(),
  }, "reset");
  const hint = make("p", { class: "told" });
  const upload = makeUpload(doings);
  return {
    element: make(
      "div", { class: "data" }, make("div", { class: "head" }, count, reset), hint,
      // The server's own button for a file lies over this place.
      make("div", { class: "bring" }), upload.element,
    ),
    /** @param {any} build the message's part */
    update({ recipe, own, upload: file }) {
      setText(count, recipe.points === 1 ? "1 point" : `${recipe.points} points`);
      reset.disabled = !own;
      setText(hint, recipe.editable
        ? "Drag a point. A click beside it adds one, say an outlier; a double click removes one."
        : "So many points are shown, and not moved one by one.");
      upload.update(file);
    },
  };
}

function makeUpload({ columns, forget }) {
  const name = make("span", { class: "name" });
  const away = make("button", { type: "button", class: "plain", "data-testid": "upload.forget", title: "Forget the file, and go back to the example", onclick: () => forget() }, "forget");
  const choose = () => columns(x.value, y.value);
  const [x, y] = ["x", "y"].map((axis) => make("select", { "data-testid": `upload.${axis}`, title: `The column that is ${axis}`, "aria-label": `The column that is ${axis}`, onchange: choose }));
  const rows = make("p", { class: "told" });
  const message = make("p", { class: "refused", role: "alert", hidden: true });
  const element = make(
    "div", { class: "upload", "data-testid": "upload", hidden: true }, make("div", { class: "head" }, name, away),
    make("div", { class: "columns" }, make("label", {}, "x ", x), make("label", {}, "y ", y)), rows, message,
  );
  return {
    element,
    /** @param {any} file null: there is none */
    update(file) {
      element.hidden = !file;
      if (!file) return;
      setText(name, file.name);
      name.title = file.name;
      for (const [select, chosen] of [[x, file.x], [y, file.y]]) {
        const signature = JSON.stringify(file.columns);
        if (select.dataset.columns !== signature) {
          select.dataset.columns = signature;
          select.replaceChildren(...file.columns.map((column) => make("option", { value: column.name, disabled: !column.usable, title: column.why || null }, column.usable ? column.name : `${column.name} (${column.why})`)));
        }
        // Of a file that does not suit this surface none is chosen.
        select.value = chosen ?? "";
      }
      setText(rows, file.x === null ? "" : [told(file), ...file.notes].filter(Boolean).join("; "));
      message.hidden = !file.message;
      setText(message, file.message ?? "");
    },
  };
}

/** How many of the file's rows are points, and what became of the others. */
function told({ rows, used, dropped }) {
  const without = dropped ? `${dropped} without a number in one of them` : "";
  // Of rows that are drawn the file's notes tell.
  return [rows - dropped > used ? "" : `${used} of ${rows} rows`, without].filter(Boolean).join("; ");
}
