// What is chosen is the value, as JSON, and is told beside the closed group's name.
element.addEventListener("change", () => {
  const chosen = [...element.querySelectorAll("select")].filter((list) => list.value);
  const names = chosen.map((list) => list.selectedOptions[0].text);
  element.querySelector(".chosen").textContent = names.length ? `: ${names.join(", ")}` : "";
  const pairs = chosen.map((list) => [list.name, list.value]);
  props.value = pairs.length ? JSON.stringify(Object.fromEntries(pairs)) : "";
});
