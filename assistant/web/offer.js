// What was found is told by the notice; the way on that is meant first is ready to be pressed. On a
// slow machine the question box can be used before these buttons are there.
const ready = () => {
  if (!props.value) return;
  const way = document.querySelector("#ways-on button");
  if (way) way.focus();
  else requestAnimationFrame(ready);
};

watch("value", () => {
  if (props.value) requestAnimationFrame(ready);
});
