// A card's button opens its document at the passage, in a dialog. What is fetched was escaped by
// the server.
const dialog = element.querySelector("dialog");
const body = dialog.querySelector(".source-body");
const say = (words) => speak(dialog.querySelector("[role=status]"), words);
const wide = matchMedia("(min-width: 64rem)");
const GONE = "This document was changed or taken out since it was cited. Please ask again.";
const ZOOMS = [100, 150, 200, 300];
let opener = null;
let place = "";
let zoom = wide.matches ? 0 : 2; // a whole page is too small to read on a phone
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
  const mark = body.querySelector(".box, mark");
  if (mark) mark.scrollIntoView({ block: "center" });
  else dialog.scrollTop = 0;
};

const failed = (why) =>
  `<h2 id="source-title" tabindex="-1">This source cannot be opened</h2><p>${why}</p>`;

const fetched = async (query) => {
  const response = await fetch(`source?${query}`).catch(() => null);
  if (response?.ok && !response.redirected) return response.text();
  return failed(response?.status === 404 ? GONE : trouble(response));
};

// The words of the passage, also in a part that is closed.
const toPassage = () => {
  const mark = body.querySelector("mark");
  mark.tabIndex = -1;
  const part = mark.closest("details");
  if (part) part.open = true;
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
};

const load = async (query, wanted) => {
  const mine = ++turn;
  body.setAttribute("aria-busy", "true");
  const shown = await fetched(query).catch(() => failed(trouble()));
  if (mine !== turn) return; // another place was asked for meanwhile
  body.setAttribute("aria-busy", "false");
  body.innerHTML = shown;
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
  dialog.classList.toggle("near", !!button.closest(".unconfirmed, .near"));
  if (dialog.open) dialog.close();
  if (wide.matches) dialog.show();
  else dialog.showModal();
  // Over the conversation, the way back leads to it, not away from the page.
  if (!wide.matches && !history.state?.source) history.pushState({ source: true }, "");
  load(place, title);
};

const shut = () => {
  turn += 1;
  dialog.close();
  body.replaceChildren();
  opener?.focus();
};

const close = () => (history.state?.source ? history.back() : shut());

addEventListener("popstate", () => {
  if (dialog.open) shut();
});

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});

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
