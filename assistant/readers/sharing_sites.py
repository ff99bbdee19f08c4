"""What sites that share presentations print around the text of one."""

from __future__ import annotations

import re

from assistant.readers.lines import Line

_SITE_TITLE = re.compile(
    r"\s*(?:[-–|]\s*(?:power\s?point|pptx?\b|free (?:to )?(?:download|view))"
    r"|power\s?point presentation\s*\||^(?:pptx?|power\s?point)\s*[-–|]).*$",
    re.IGNORECASE,
)
_SITE_LINE = re.compile(
    r"play|(?:more )?recommend(?:ed)?|download presentation|view by category|slideshow"
    r"|(?:presentation|slideshow) transcript|(?:about this )?presentation(?: description)?"
    r"|(?:number of views|avg rating|slides|title|tags|category)\s*:.*"
    r"|(?:about )?(?:powershow|slideserve|slideshare|slideplayer)(?:\.com)?",
    re.IGNORECASE,
)


def is_sharing_sites(line: Line) -> bool:
    """Whether a line is such a site's."""
    return bool(_SITE_TITLE.search(line.text) or _SITE_LINE.fullmatch(line.text))


def without_site(title: str) -> str:
    """A presentation's title without what the site put around it."""
    return _SITE_TITLE.sub("", title)
