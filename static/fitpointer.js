/** Pointer and keys on the data: a point is dragged, added by a click on an empty place, and taken away by a double click. */

/** Pixels within which a pointer is on a point; a finger is broader. */
const REACH = 11;
const TOUCH = 22;

/** A pointer that has moved by no more has clicked. */
const CLICK = 4;

/** Milliseconds between the clicks of a double click, at most. */
const DOUBLE_CLICK = 400;

/** A press of an arrow key moves a point by these shares of the frame; with the shift key by the second. */
const STRIDES = [0.01, 0.05];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * The points as the pointer finds them.
 * @typedef {Object} Found
 * @property {() => boolean} editable
 * @property {() => number} count
 * @property {(at: {x: number, y: number}, reach: number) => number} nearest the point within reach of a pixel, −1 for none
 * @property {(at: {x: number, y: number}) => boolean} inside whether a pixel is in the frame
 * @property {(index: number) => void} begin a gesture that moves this point
 * @property {(at: {x: number, y: number}) => void} move it to a pixel
 * @property {() => void} end
 * @property {(at: {x: number, y: number}) => number} add a point at a pixel; tells its index
 * @property {(index: number) => void} remove
 * @property {(index: number, x: number, y: number) => void} nudge by shares of the frame
 * @property {(index: number) => void} point out, by a ring and in words; −1 for none
 */

/** @param {import("./panel.js").Panel} panel @param {Found} found */
export function attachPoints(panel, found) {
  const { element } = panel;
  let grip = null;
  let clicked = { index: -1, at: 0 };

  const place = ({ clientX, clientY }) => {
    const box = panel.canvas.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };
  const over = (event, type = event.pointerType) => found.nearest(place(event), type === "touch" ? TOUCH : REACH);
  const onControl = ({ target }) => target.closest("button, label") !== null;

  const begin = (event) => {
    if (event.button !== 0 || !found.editable() || onControl(event)) return;
    const index = over(event);
    grip = { index, from: place(event), moved: false };
    if (index < 0) return;
    event.stopPropagation();
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
  };

  const move = (event) => {
    const at = place(event);
    if (!grip) return void (event.buttons === 0 && hover(event));
    const moved = grip.moved || Math.hypot(at.x - grip.from.x, at.y - grip.from.y) > CLICK;
    if (grip.index >= 0 && moved) {
      if (!grip.moved) found.begin(grip.index);
      element.dataset.over = "held";
      found.point(grip.index);
      found.move(at);
    }
    grip.moved = moved;
  };

  const hover = (event) => {
    const index = onControl(event) ? -1 : over(event);
    const empty = found.editable() && found.inside(place(event)) && !onControl(event);
    element.dataset.over = index >= 0 ? "point" : empty ? "empty" : "";
    found.point(index);
  };

  const end = (event) => {
    if (!grip) return;
    const { index, moved } = grip;
    grip = null;
    if (index >= 0 && moved) found.end();
    else if (!moved && event.type === "pointerup") click(index, place(event));
    if (event.pointerType !== "touch") hover(event);
    else found.point(-1);
  };

  const click = (index, at) => {
    const again = index >= 0 && index === clicked.index && performance.now() - clicked.at < DOUBLE_CLICK;
    if (again) found.remove(index);
    const added = index < 0 && found.inside(at) ? found.add(at) : -1;
    clicked = { index: again ? -1 : Math.max(index, added), at: performance.now() };
  };

  element.addEventListener("pointerdown", begin, { capture: true });
  // Plotly would lay a cover over the page, and the pointer be let go there.
  element.addEventListener("mousedown", (event) => grip && event.stopPropagation(), { capture: true });
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("pointerleave", () => grip || found.point(-1));
  element.addEventListener("contextmenu", (event) => {
    const index = found.editable() && !onControl(event) ? over(event) : -1;
    if (index < 0) return;
    event.preventDefault();
    found.remove(index);
  });
  // A finger on a point drags it; elsewhere it scrolls the page.
  element.addEventListener("touchstart", (event) => {
    if (event.cancelable && found.editable() && !onControl(event) && over(event.touches[0], "touch") >= 0) event.preventDefault();
  }, { passive: false });
  attachKeys(element, found);
}

/** Enter goes from point to point (with the shift key back), arrows move it, Delete takes it away, Escape leaves it. */
function attachKeys(element, found) {
  let chosen = -1;
  const choose = (index) => found.point((chosen = index));
  element.addEventListener("blur", () => choose(-1));
  element.addEventListener("keydown", (event) => {
    const count = found.count();
    if (event.target !== element || !found.editable()) return;
    chosen = Math.min(chosen, count - 1);
    const stride = STRIDES[Number(event.shiftKey)];
    if (event.key === "Enter") choose((Math.max(chosen, event.shiftKey ? 0 : -1) + (event.shiftKey ? count - 1 : 1)) % count);
    else if (chosen < 0) return;
    else if (ARROWS[event.key]) found.nudge(chosen, ...ARROWS[event.key].map((way) => way * stride));
    else if (event.key === "Delete" || event.key === "Backspace") found.remove(chosen);
    else if (event.key === "Escape") choose(-1);
    else return;
    found.point(Math.min(chosen, found.count() - 1));
    event.preventDefault();
    // The arrows are the clock's only where no point is chosen.
    event.stopPropagation();
  });
}
