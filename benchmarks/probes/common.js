// What both pages are measured with, inside the page and by its own clock (milliseconds since navigation).
// A probe fills in `painted`, `first` and `ready`, and says what `frames` and `playing` are.
window.bench = {
  painted: [], // {run, at}: a run that was not there before, and when it was on the screen
  first: null, // the first picture
  ready: null, // everything is painted
  acted: null, // the last change was made
  frames: () => 0,
  playing: () => false,

  find(selector, root = document) {
    const hit = root.querySelector(selector);
    if (hit) return hit;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot && bench.find(selector, element.shadowRoot);
      if (inside) return inside;
    }
    return null;
  },

  paintedRun(run) {
    if (bench.last === run) return;
    bench.last = run;
    bench.onScreen((at) => bench.painted.push({ run, at }));
  },

  // What is drawn now is on the screen when the frame after the next one begins: a browser that is still busy painting,
  // WebGL above all, begins it late.
  onScreen(done) {
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  },

  // Frames a second from the first frame that is seen to the last one, over so many milliseconds or until it stops.
  count(milliseconds) {
    return new Promise((done) => {
      const begun = performance.now();
      let from = null;
      let to = null;
      let seen = bench.frames();
      const look = () => {
        const now = performance.now();
        const frames = bench.frames();
        if (frames !== seen) {
          seen = frames;
          to = { now, frames };
          from ??= to;
        }
        const over = now - begun >= milliseconds || (from && !bench.playing());
        if (!over) requestAnimationFrame(look);
        else done(from && to !== from ? (1000 * (to.frames - from.frames)) / (to.now - from.now) : 0);
      };
      requestAnimationFrame(look);
    });
  },
};
