// Adds each new turn to the end of the log, so that a screen reader reads only what is new and
// what was opened in earlier turns stays open. The value is the newest turn, escaped by the server.
const log = element.querySelector("[role=log]");
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const bring = (node, block) =>
  node.scrollIntoView({ block, behavior: calm() ? "auto" : "smooth" });
watch("value", () => {
  if (!props.value) {
    log.replaceChildren();
    return;
  }
  log.insertAdjacentHTML("beforeend", props.value);
  bring(log.lastElementChild, "start");
  // Asked by an example's button, the next Tab would lead away from the answer.
  if (document.activeElement?.closest("#examples"))
    document.querySelector("#question textarea").focus({ preventScroll: true });
});
