// Our page: the arena says on its root element what it has painted.
(() => {
  const small = new OffscreenCanvas(32, 32).getContext("2d", { willReadFrequently: true });
  const seen = { first: false, ready: false };
  let arena = null;

  const drawn = (canvas) => {
    if (!canvas.width || !canvas.height) return false;
    small.clearRect(0, 0, 32, 32);
    small.drawImage(canvas, 0, 0, 32, 32);
    return small.getImageData(0, 0, 32, 32).data.some((value, i) => i % 4 === 3 && value > 0);
  };

  const watch = new MutationObserver(() => bench.paintedRun(arena.dataset.run));

  const look = () => {
    if (!arena?.isConnected) {
      arena = bench.find('[data-testid="arena"]');
      if (arena) watch.observe(arena, { attributes: true, attributeFilter: ["data-run"] });
    }
    if (arena?.dataset.run) {
      bench.last ??= arena.dataset.run;
      if (!seen.first && [...arena.querySelectorAll("canvas")].some(drawn)) {
        seen.first = true;
        bench.onScreen((at) => (bench.first = at));
      }
      if (!seen.ready && arena.dataset.ready === "true") {
        seen.ready = true;
        bench.onScreen((at) => (bench.ready = at));
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  bench.frames = () => Number(arena.dataset.frames);
  bench.playing = () => arena.dataset.playing === "true";

  // Sets Adam's learning rate to a place on its slider, 0 left and 1 right, as a drag that has ended there.
  bench.change = (place) => {
    const input = bench.find('[data-testid="adam.learning_rate"]');
    const low = Number(input.min || 0);
    const high = Number(input.max || 100);
    input.value = String(low + place * (high - low));
    bench.acted = performance.now();
    for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true, composed: true }));
  };
})();
