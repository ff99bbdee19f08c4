// Measures a chat from within its page: how soon it can be typed in, and how soon after Enter the
// answer is painted. ANSWER and BOX are CSS selectors that the benchmark sets.
(() => {
  const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
  const answers = () =>
    [...document.querySelectorAll(ANSWER)].filter((one) => one.textContent.trim()).length;
  let began = null;
  let before = 0;
  window.measured = { ready: null, answered: [] };

  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter") return;
      before = answers();
      began = event.timeStamp;
    },
    true,
  );

  new MutationObserver(() => {
    if (measured.ready === null && document.querySelector(BOX)) {
      measured.ready = 0;
      painted(() => (measured.ready = performance.now()));
    }
    if (began === null || answers() <= before) return;
    const from = began;
    began = null;
    painted(() => measured.answered.push(performance.now() - from));
  }).observe(document, { childList: true, subtree: true, characterData: true });
})();
