// What is chosen is the value, as JSON, and is told beside the closed group's name.
const lists = () => [...element.querySelectorAll("select")];
const choose = () => {
  const chosen = lists().filter((list) => list.value);
  const names = chosen.map((list) => list.selectedOptions[0].text);
  element.querySelector(".chosen").textContent = names.length ? `: ${names.join(", ")}` : "";
  const pairs = chosen.map((list) => [list.name, list.value]);
  props.value = pairs.length ? JSON.stringify(Object.fromEntries(pairs)) : "";
};
element.addEventListener("change", choose);

document.addEventListener("emptied", () => {
  for (const list of lists()) list.value = "";
  choose();
});

// 'Include them' chooses the filters that it carries, and asks again what another script puts into
// the question box.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-filters]");
  if (!button) return;
  const carried = JSON.parse(button.dataset.filters);
  for (const list of lists()) list.value = carried[list.name] ?? "";
  choose();
  setTimeout(() => document.querySelector("#ask").click());
});

// What is typed over the list of documents hides those that do not hold every word of it; it is
// kept nowhere.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

document.addEventListener("input", ({ target }) => {
  if (target.id !== "find-document") return;
  const words = plain(target.value).split(/\s+/).filter(Boolean);
  const covered = target.closest(".covered");
  const all = covered.querySelectorAll(".documents > li");
  let found = 0;
  for (const row of all) {
    const group = row.closest("div").querySelector("h3")?.textContent ?? "";
    const text = plain(`${group} ${row.textContent}`);
    row.hidden = !words.every((word) => text.includes(word));
    found += !row.hidden;
  }
  for (const group of covered.querySelectorAll("details > div"))
    group.hidden = !group.querySelector("li:not([hidden])");
  if (words.length) covered.querySelector("details").open = true;
  const told = `${found} of ${all.length} documents listed below`;
  covered.querySelector(".found").textContent = words.length ? told : "";
});
