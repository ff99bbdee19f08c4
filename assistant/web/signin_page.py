"""The page where the password is typed, as HTML; it needs no script."""

from __future__ import annotations

from html import escape

from assistant.web.paths import SIGN_IN, SIGN_OUT

_STYLE = """
:root { color-scheme: light dark }
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 12vh auto 2rem;
padding: 0 1rem; background: Canvas; color: CanvasText }
label, input, button { display: block; font: inherit }
input { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .4rem .6rem;
border: 2px solid; border-radius: .25rem }
button { min-height: 2.75rem; margin-top: 1rem; padding: .4rem 1.5rem }
:focus-visible { outline: 3px solid; outline-offset: 2px }
.wrong { border-left: .3rem solid; padding-left: .7rem; font-weight: 600 }
"""


def page_html(wrong: str = "") -> str:
    """The page that asks for the password; `wrong` says why the last one did not do."""
    alert = f'<p class="wrong" id="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    told = ' aria-invalid="true" aria-describedby="wrong"' if wrong else ""
    title = "Error: Sign in" if wrong else "Sign in"
    return _page(
        title,
        f"""<h1>Sign in</h1>{alert}
<form method="post" action="{SIGN_IN}"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
autofocus{told}><button>Sign in</button></form>""",
    )


def signed_in_html() -> str:
    """The page for whoever is signed in: the way to the chat, and out."""
    return _page(
        "You are signed in",
        f"""<h1>You are signed in</h1><p><a href="/">Go to the chat</a></p>
<form method="post" action="{SIGN_OUT}"><button>Sign out</button></form>""",
    )


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="/favicon.ico">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )
