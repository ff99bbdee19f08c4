// Copies what a card's button carries, or shows it, selected, where the browser does not let it.
const say = (words) => speak(element.querySelector("[role=status]"), words);
const byHand = element.querySelector(".by-hand");
const field = byHand.querySelector("textarea");
let opener = null;

const show = (text) => {
  byHand.hidden = false;
  field.value = text;
  field.focus();
  field.select();
};

const close = () => {
  byHand.hidden = true;
  field.value = "";
  opener?.focus({ preventScroll: true });
};

const copy = async (button) => {
  const text = button.dataset.copy;
  if (!byHand.hidden) close();
  opener = button;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    show(text);
    if (!document.execCommand("copy")) return;
    close();
  }
  say("Copied");
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
});

// What was said of the answers before goes with the next question.
document.addEventListener("answered", () => {
  say("");
  byHand.hidden = true;
});

byHand.querySelector("button").addEventListener("click", close);
byHand.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
