// Sends the reply to 'Did this answer it?' and writes what became of it. The value is the reply on
// its way, then what is said to it.
const asked = (turn) => document.querySelector(`.verdict[data-turn="${turn}"]`);

document.addEventListener("click", (event) => {
  const button = event.target.closest(".verdict button");
  const group = button?.closest(".verdict");
  if (!button || group.dataset.sent) return;
  group.dataset.sent = "yes";
  for (const way of group.querySelectorAll("button")) {
    way.ariaPressed = String(way === button);
    way.ariaDisabled = "true"; // one reply is kept; the focus can stay where it is
  }
  props.value = JSON.stringify({
    turn: Number(group.dataset.turn),
    snapshot: group.dataset.snapshot,
    helped: button.dataset.helped,
    keep: group.querySelector("input").checked,
  });
  group.querySelector("input").disabled = true;
  setTimeout(() => trigger("submit", null)); // the server takes no more than the value
});

document.addEventListener("unsent", () => {
  for (const group of document.querySelectorAll(".verdict[data-sent]:has(.judged:empty)")) {
    delete group.dataset.sent;
    for (const way of group.querySelectorAll("button")) way.ariaPressed = way.ariaDisabled = null;
    group.querySelector("input").disabled = false;
  }
});

watch("value", () => {
  if (!props.value) return;
  const { turn, said } = JSON.parse(props.value);
  const group = said && asked(turn);
  if (group) group.querySelector(".judged").textContent = said;
});
