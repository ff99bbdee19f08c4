// Adds each new turn to the log, so that what was opened in earlier ones stays open, and tells a
// screen reader what came of the question. The value is the newest turn, escaped by the server.
const FORGOTTEN =
  "The questions above are forgotten: an hour went by, or the assistant was started anew. " +
  "What follows was searched without them, and is saved without them.";
const log = element.querySelector("[role=log]");
const status = element.querySelector("[role=status]"); // before any turn brings its own
const say = (words) => speak(status, words);
const box = () => document.querySelector("#question textarea");
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const bring = (node, block) =>
  node.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });
const number = (turn) => Number(turn.id.split("-")[1]);

// Where the server counts turns from one again, those above give up their numbers.
const forgotten = (turn) => {
  for (const group of log.querySelectorAll(".verdict"))
    if (!turn.contains(group)) group.remove();
  for (const named of log.querySelectorAll("[id]")) {
    if (turn.contains(named)) continue;
    named.id = `earlier-${named.id}`;
    const label = named.getAttribute("aria-labelledby");
    if (label) named.setAttribute("aria-labelledby", `earlier-${label}`);
  }
  const line = document.createElement("p");
  line.className = "forgotten";
  line.textContent = FORGOTTEN;
  turn.before(line);
  return line;
};

// A screen reader has the words that answer once: by themselves, or in their passage once it is
// open. The keyboard stops at a table that scrolls, where it is heard.
const open = (card, isOpen) => {
  card.classList.toggle("open", isOpen);
  const words = card.querySelector(".answer");
  if (words) {
    words.ariaHidden = isOpen;
    card.querySelector(".folded").ariaHidden = !isOpen;
    card.querySelector(".unfold").ariaExpanded = isOpen;
  }
  for (const table of card.querySelectorAll(".table")) {
    const isHeard = !table.closest("[aria-hidden=true]");
    const isStop = isHeard && table.scrollWidth > table.clientWidth;
    table.role = isStop ? "region" : null;
    table.ariaLabel = isStop ? `Table${card.querySelector(".unseen").textContent}` : null;
    table.tabIndex = isStop ? 0 : -1;
    if (isHeard && !isStop) table.removeAttribute("tabindex");
  }
};

// Folds a passage to some lines around the words that answer.
const fold = (turn) => {
  for (const text of turn.querySelectorAll(".card:not(.open) .folded")) {
    const mark = text.querySelector("mark");
    if (!text.clientHeight) continue;
    open(text.closest(".card"), false);
    if (text.scrollHeight <= text.clientHeight + 8) {
      text.closest(".card").classList.add("short");
      open(text.closest(".card"), true);
    } else if (mark) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - 24;
    text.classList.toggle("end", text.scrollTop + text.clientHeight > text.scrollHeight - 2);
  }
};

const unfold = (button) => {
  const card = button.closest(".card");
  const isOpen = !card.matches(".open");
  open(card, isOpen);
  button.firstChild.data = isOpen ? "Fold the passage" : "Show the whole passage";
};

// What would be lost with the page is asked about; there is no other copy of it.
addEventListener("beforeunload", (event) => {
  if (log.firstChild) event.preventDefault();
});

watch("value", () => {
  document.dispatchEvent(new Event("answered"));
  if (!props.value) {
    if (log.firstChild) say("The conversation is cleared.");
    log.replaceChildren();
    document.dispatchEvent(new Event("emptied"));
    return;
  }
  const last = log.lastElementChild;
  log.insertAdjacentHTML("beforeend", props.value);
  const turn = log.lastElementChild;
  fold(turn);
  const anew = last && number(turn) <= number(last);
  bring(anew ? forgotten(turn) : turn, "start");
  say(anew ? `${FORGOTTEN} ${turn.dataset.heard}` : turn.dataset.heard);
  // These buttons are gone now, or the next Tab would lead away from the answer.
  if (document.activeElement?.closest("#examples, #ways-on"))
    box().focus({ preventScroll: true });
});

log.addEventListener("toggle", (event) => fold(event.target), true); // what was closed has no height

document.addEventListener("click", (event) => {
  const button = event.target.closest(".unfold");
  if (button) unfold(button);
  const link = event.target.closest("a.skip");
  if (!link) return;
  event.preventDefault();
  if (link.hash === "#question") box().focus();
  else {
    const question = log.lastElementChild.querySelector("h2");
    question.focus({ preventScroll: true });
    bring(log.lastElementChild, "start");
  }
});

// What is focused keeps clear of the question box by a margin of its own (page.css), as padding
// would move the page for each key that is typed there; the box gives way once it is tall.
const stand = () => {
  const composer = document.querySelector("#composer");
  if (!composer?.querySelector("#notice")) {
    requestAnimationFrame(stand);
    return;
  }
  let height = 0;
  const fit = () => {
    const before = height;
    height = composer.offsetHeight;
    const isTall = composer.classList.toggle("tall", height > innerHeight / 2);
    document.documentElement.style.setProperty("--composer", isTall ? "0px" : `${height}px`);
    if (height >= before) uncover(); // smaller, it covers nothing more
  };
  const uncover = () => {
    const at = document.activeElement;
    const isOver = composer.contains(at) ? composer.matches(".tall") : !at.closest("dialog");
    if (isOver && at.matches(":focus-visible")) bring(at, "nearest");
  };
  new ResizeObserver(fit).observe(composer);
  addEventListener("resize", fit);
  addEventListener("focusin", ({ target }) => {
    if (!composer.contains(target)) requestAnimationFrame(uncover);
  });
  let waiting;
  new MutationObserver(() => {
    clearTimeout(waiting);
    if (composer.querySelector("#notice .pending"))
      waiting = setTimeout(() => say("Searching …"), 1500);
  }).observe(composer.querySelector("#notice"), { attributes: true, subtree: true });
};
requestAnimationFrame(stand);
