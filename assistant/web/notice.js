// Where the server is not to be had Gradio would load the page anew and lose the conversation: here
// the page stays, says what happened and can try again.
const SILENT_MS = 60_000; // also for the last of those who wait for their turn

// For Gradio, a request that is refused without a reason: nothing follows.
const refused = () => Response.json({ error: [] }, { status: 422 });

const reach = window.fetch.bind(window);
let told = "";

const say = (words) => {
  if (props.value === told || words) props.value = words;
  told = words;
  if (words) document.dispatchEvent(new Event("unsent"));
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
    say(trouble());
  } finally {
    clearTimeout(timer);
  }
  return refused();
};

window.fetch = (...request) => {
  const { pathname } = new URL(request[0].url ?? request[0], location.href);
  return pathname.endsWith("/run/predict") ? call(...request) : reach(...request);
};
