// Says words to a screen reader in a status region, and takes them away once said. The other
// scripts call it, and `trouble`.
const spoken = new WeakMap();
window.speak = (region, words) => {
  const mine = {};
  spoken.set(region, mine);
  region.textContent = ""; // so that the same words are read out again
  const later = (text, milliseconds) =>
    setTimeout(() => {
      if (spoken.get(region) === mine) region.textContent = text;
    }, milliseconds);
  if (!words) return;
  later(words, 50);
  later("", 6000);
};

const SIGNED_OUT =
  'You are no longer signed in. Nothing on this page is lost: <a href="/" target="_blank" ' +
  'rel="noopener noreferrer">sign in again<span class="unseen"> in a new tab</span></a>, ' +
  "then come back here and try again.";
const KEPT = "Nothing on this page is lost: please try again";
const AWAY = `The assistant cannot be reached. ${KEPT} in a moment.`;
const BUSY = `The assistant is busy. ${KEPT} in a moment.`;
const FAILED = `The assistant failed at this. ${KEPT}, or ask otherwise.`;
const OLD = "The assistant was renewed since this page was opened. Please reload the page.";

// What to say of a response, none included; '' where it is one of ours that a script waits for.
window.trouble = (response) => {
  if (!response) return AWAY;
  if (response.status === 401 || response.redirected) return SIGNED_OUT;
  const isOurs = response.headers.get("content-type")?.startsWith("application/json");
  if (response.ok && isOurs) return "";
  if (response.status < 500) return OLD;
  if (isOurs) return response.status === 503 ? BUSY : FAILED;
  return AWAY;
};

