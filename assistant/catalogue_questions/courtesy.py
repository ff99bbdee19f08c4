"""A question without what is said out of politeness."""

from __future__ import annotations

import re

_POLITE = re.compile(
    r"(?:(?:hi|hello|hey|please|ok|okay|so|also|and)\b[\s,]*"
    r"|(?:can|could|would|will) you (?:please )?(?=list|show|tell|give|name|find)"
    r"|(?:i (?:want|need)|i(?:['’]d| would) like) to (?=see|know)(?:know )?"
    r"|(?:can|could|may) i (?:please )?(?=see)|tell me (?=who|when|what|which|how))+",
    re.IGNORECASE,
)
_THANKS = re.compile(r"[\s,]*(?:please|thanks|thank you)?[\s?!.…]*$", re.IGNORECASE)


def tidy(question: str) -> str:
    """The question in one line, without what is said out of politeness and its question mark."""
    text = " ".join(question.split())
    while text != (shorter := _THANKS.sub("", text)):
        text = shorter
    return text[met.end() :] if (met := _POLITE.match(text)) else text
