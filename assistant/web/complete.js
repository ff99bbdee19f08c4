// 'Change what was searched' puts those words into the question box. They need nothing of the
// questions before them, so while some of them stand there the value says so to the server.
const box = () => document.querySelector("#question textarea");

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-searched]");
  if (!button) return;
  box().value = button.dataset.searched;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  box().focus();
  props.value = "yes";
});

document.addEventListener("input", (event) => {
  if (event.target === box() && !box().value.trim()) props.value = "";
});
