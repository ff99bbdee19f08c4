// The source beside the conversation. A card's button opens its document at the passage, in a
// dialog: beside the answers on a wide screen, over them on a narrow one. What is fetched was
// escaped by the server.
const dialog = element.querySelector("dialog");
const body = dialog.querySelector(".source-body");
const say = speaker(dialog.querySelector("[role=status]"));
const wide = matchMedia("(min-width: 64rem)");
const ZOOMS = [100, 150, 200, 300];
let opener = null;
let place = "";
let zoom = 0;
let turn = 0;

const scale = () => {
  const sheet = body.querySelector(".sheet");
  if (sheet) sheet.style.width = `${ZOOMS[zoom]}%`;
  for (const button of body.querySelectorAll("[data-zoom]"))
    button.disabled = !ZOOMS[zoom + Number(button.dataset.zoom)];
};

// The button of this kind at this place, or the other one where that leads nowhere further.
const either = (kind, place) => {
  const [first, last] = body.querySelectorAll(`[${kind}]`);
  const [wanted, other] = place ? [last, first] : [first, last];
  return wanted?.disabled ? other : wanted;
};

const reveal = () => {
  const mark = body.querySelector(".box, mark.passage");
  if (mark) mark.scrollIntoView({ block: "center" });
  else dialog.scrollTop = 0;
};

// The words of the passage, also where they are in a part that is closed.
const toPassage = () => {
  const mark = body.querySelector("mark.passage");
  const part = mark.closest("details");
  if (part) part.open = true;
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
};

const load = async (query, wanted) => {
  const mine = ++turn;
  body.setAttribute("aria-busy", "true");
  let shown;
  try {
    const response = await fetch(`source?${query}`);
    shown = await response.text();
    if (!response.ok) shown = null;
  } catch {
    shown = null;
  }
  if (mine !== turn) return; // another place was asked for meanwhile
  body.setAttribute("aria-busy", "false");
  if (shown === null) {
    body.innerHTML = '<h2 id="source-title" tabindex="-1">This source cannot be opened</h2>' +
      "<p>It was changed or taken out since, or the connection failed. Ask again.</p>";
  } else body.innerHTML = shown;
  scale();
  reveal();
  const node = wanted() ?? title();
  node.focus({ preventScroll: true });
  if (node === title()) return; // what stays in sight is the passage
  node.scrollIntoView({ block: "nearest" });
  say(body.querySelector(".number").textContent);
};

const title = () => body.querySelector("#source-title");

const open = (button) => {
  opener = button;
  place = button.dataset.source;
  if (dialog.open) dialog.close();
  if (wide.matches) dialog.show();
  else dialog.showModal();
  load(place, title);
};

const close = () => {
  turn += 1;
  dialog.close();
  body.replaceChildren();
  opener?.focus();
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-source]");
  if (button) open(button);
});

dialog.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  close();
});

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".close")) close();
  else if (button?.matches(".to-passage")) toPassage();
  else if (button?.dataset.page) {
    const isNext = button === body.querySelectorAll("[data-page]")[1];
    load(`${place}&page=${button.dataset.page}`, () => either("data-page", isNext));
  } else if (button?.dataset.zoom) {
    zoom += Number(button.dataset.zoom);
    scale();
    reveal();
    const next = either("data-zoom", Number(button.dataset.zoom) > 0);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    say(`${ZOOMS[zoom]} % of the width`);
  }
});
