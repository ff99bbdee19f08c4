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
const OLD = "The assistant was renewed since this page was opened. Please reload the page.";
const JOIN_MS = 30_000;
const SILENT_MS = 60_000; // while a question waits, the server sends a sign of life each 15 s

// For Gradio, a request whose values are refused without a reason: it ends, and nothing follows.
const refused = () => Response.json({ detail: [] }, { status: 422 });
// For Gradio, a question that failed, and the end of the stream; the next one opens another.
const BROKEN = ["unexpected_error", "close_stream"]
  .map((msg) => `data: ${JSON.stringify({ msg, message: "", success: false })}\n\n`)
  .join("");

const reach = window.fetch.bind(window);
let told = "";

const say = (words) => {
  if (props.value === told || words) props.value = words;
  told = words;
  if (words) document.dispatchEvent(new Event("unsent"));
};

// What to say of a response; '' where it is one that the page waits for.
const trouble = (response, type) => {
  if (!response) return AWAY;
  if (response.status === 401 || response.redirected) return SIGNED_OUT;
  const is_ours = (response.headers.get("content-type") ?? "").startsWith(type);
  if (response.ok && is_ours) return "";
  if (response.status === 503 && is_ours) return BUSY;
  return response.status < 500 ? OLD : AWAY;
};

const join = async (address, options) => {
  say("");
  const signal = AbortSignal.timeout(JOIN_MS);
  const response = await reach(address, { ...options, signal }).catch(() => null);
  const words = trouble(response, "application/json");
  if (!words) return response;
  say(words);
  return refused();
};

const unless_silent = (promise) =>
  Promise.race([promise, new Promise((_, fail) => setTimeout(fail, SILENT_MS))]);

// The stream's text; where it breaks off, what Gradio takes for a failure and an end.
const whole = (body) => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let ended = false;
  return new ReadableStream({
    async pull(controller) {
      const { value } = await unless_silent(reader.read()).catch(() => ({}));
      const broke = value === undefined || value.includes('"msg":"unexpected_error"');
      if (broke && !ended) say(AWAY);
      if (broke) {
        if (!ended) controller.enqueue(BROKEN);
        controller.close();
        reader.cancel().catch(() => {});
        return;
      }
      ended ||= value.includes('"msg":"close_stream"');
      controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }).pipeThrough(new TextEncoderStream());
};

const stream = async (...request) => {
  const response = await unless_silent(reach(...request)).catch(() => null);
  const words = trouble(response, "text/event-stream");
  say(words);
  return new Response(words ? BROKEN : whole(response.body), {
    headers: { "Content-Type": "text/event-stream" },
  });
};

window.fetch = (...request) => {
  const { pathname } = new URL(request[0].url ?? request[0], location.href);
  if (pathname.endsWith("/queue/join")) return join(...request);
  if (pathname.endsWith("/queue/data")) return stream(...request);
  return reach(...request);
};
