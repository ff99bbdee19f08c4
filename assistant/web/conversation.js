// Adds each new turn to the end of the log, so that a screen reader reads only what is new and
// what was opened in earlier turns stays open. The value is the newest turn, escaped by the server.
const log = element.querySelector("[role=log]");
watch("value", () => {
  if (!props.value) {
    log.replaceChildren();
    return;
  }
  log.insertAdjacentHTML("beforeend", props.value);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  log.lastElementChild.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
});
