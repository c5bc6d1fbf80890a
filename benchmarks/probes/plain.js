// The plain page: Plotly says when a figure is drawn, and the figure's `meta` which run it shows.
(() => {
  const known = new WeakSet();
  let frames = 0;

  const watch = () => {
    for (const figure of document.querySelectorAll(".js-plotly-plot")) {
      if (known.has(figure) || !figure.on) continue;
      known.add(figure);
      figure.on("plotly_afterplot", () => {
        bench.paintedRun(figure._fullLayout.meta);
        if (bench.first === null) bench.onScreen((at) => (bench.first = bench.ready = at));
      });
      figure.on("plotly_animatingframe", () => (frames += 1));
    }
  };
  new MutationObserver(watch).observe(document, { childList: true, subtree: true, attributeFilter: ["class"] });

  bench.frames = () => frames;
  bench.playing = () => true;
  document.addEventListener("keydown", () => (bench.acted = performance.now()), true);
})();
