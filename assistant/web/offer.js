// The way on that is meant first is ready to be pressed, which takes a while on a slow machine.
const ready = () => {
  if (!props.value) return;
  const way = document.querySelector("#ways-on button");
  if (way) way.focus();
  else requestAnimationFrame(ready);
};

watch("value", () => {
  if (props.value) requestAnimationFrame(ready);
});
