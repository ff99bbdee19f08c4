// What Gradio sends passes through here, for what it does of itself where the server is not to be
// had: it loads the page anew, and the conversation and what was typed are gone. Here the page
// stays, the notice says what happened, and the same can be tried again.
const SIGNED_OUT =
  'You are no longer signed in. Nothing on this page is lost: <a href="/" target="_blank" ' +
  'rel="noopener noreferrer">sign in again<span class="unseen"> in a new tab</span></a>, ' +
  "then come back here and try again.";
const AWAY =
  "The assistant cannot be reached. Nothing on this page is lost: please try again in a moment.";
const BUSY = "The assistant is busy. Nothing on this page is lost: please try again in a moment.";
const FAILED =
  "The assistant failed at this. Nothing on this page is lost: please try again, or ask otherwise.";
const OLD = "The assistant was renewed since this page was opened. Please reload the page.";
const SILENT_MS = 60_000; // also for the last of those who wait for their turn

// For Gradio, a request whose values are refused without a reason: it ends, and nothing follows.
const refused = () => Response.json({ error: [] }, { status: 422 });

const reach = window.fetch.bind(window);
let told = "";

const say = (words) => {
  if (props.value === told || words) props.value = words;
  told = words;
  if (words) document.dispatchEvent(new Event("unsent"));
};

// What to say of a response; '' where it is one that the page waits for.
const trouble = (response) => {
  if (response.status === 401 || response.redirected) return SIGNED_OUT;
  const isOurs = response.headers.get("content-type")?.startsWith("application/json");
  if (response.ok && isOurs) return "";
  if (response.status < 500) return OLD;
  if (isOurs) return response.status === 503 ? BUSY : FAILED;
  return AWAY;
};

const call = async (address, options) => {
  say("");
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), SILENT_MS);
  try {
    const response = await reach(address, { ...options, signal: patience.signal });
    const words = trouble(response);
    if (!words) return Response.json(await response.json()); // whole, or cut off and told
    say(words);
  } catch {
    say(AWAY);
  } finally {
    clearTimeout(timer);
  }
  return refused();
};

window.fetch = (...request) => {
  const { pathname } = new URL(request[0].url ?? request[0], location.href);
  return pathname.endsWith("/run/predict") ? call(...request) : reach(...request);
};
