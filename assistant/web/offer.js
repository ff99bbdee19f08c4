// What was found is told by the notice; the way on that is meant first is ready to be pressed.
watch("value", () => {
  if (!props.value) return;
  requestAnimationFrame(() => document.querySelector("#ways-on button").focus());
});
