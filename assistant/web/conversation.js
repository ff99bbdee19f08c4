// Adds each new turn to the end of the log, so that a screen reader reads only what is new and
// what was opened in earlier turns stays open. The value is the newest turn, escaped by the server.
const FORGOTTEN =
  "The questions above are forgotten: an hour went by, or the assistant was started anew. " +
  "What follows was searched without them, and is saved without them.";
const log = element.querySelector("[role=log]");
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const bring = (node, block) =>
  node.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });
const number = (turn) => Number(turn.id.split("-")[1]);

// The server counts the turns that it remembers. Where it counts from one again, what stands
// above gives up its numbers, and with them what would be judged under them.
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

watch("value", () => {
  if (!props.value) {
    log.replaceChildren();
    return;
  }
  const last = log.lastElementChild;
  log.insertAdjacentHTML("beforeend", props.value);
  const turn = log.lastElementChild;
  bring(last && number(turn) <= number(last) ? forgotten(turn) : turn, "start");
  // Asked by an example's button, the next Tab would lead away from the answer.
  if (document.activeElement?.closest("#examples"))
    document.querySelector("#question textarea").focus({ preventScroll: true });
});
