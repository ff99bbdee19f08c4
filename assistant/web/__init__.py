"""The chat in a browser. `server` serves it; only `page` imports gradio."""
