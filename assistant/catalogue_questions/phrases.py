"""The phrases, as patterns, that questions about documents are made of."""

from __future__ import annotations

DOCS = r"(?:documents?|docs?|files?|publications?|pdfs?)"
PAPERS = r"(?:documents?|docs?|files?|publications?|pdfs?|reports?|papers?|sources?|leaflets?)"
ADJECTIVE = (
    r"(?:(?P<adjective>easy[- ]?read|superseded|out[- ]of[- ]date|outdated|current"
    r"|up[- ]to[- ]date) )?"
)
EACH = r"(?:(?:all|any|every|each|other|some|of|the|your|our|these|those) )*"
THE_DOCS = rf"{EACH}{ADJECTIVE}{DOCS}"
HERE = (
    r"(?: (?:here|in here|available|altogether|in total|loaded"
    r"|in (?:the|this|your) (?:corpus|collection|library|index|system|catalogue)))?"
)
HAVE = (
    r"(?:are there|there are|is there|exist|are (?:available|here|in here|included|covered|loaded)"
    r"|(?:do |can )?(?:you|we|i) (?:have|hold|cover|search|use|answer from|quote from|know"
    r"|ask about)(?: got)?|(?:have|has) (?:you|we) got|(?:you|we)['’]ve got"
    rf"|are in (?:the|this|your) (?:corpus|collection|library|index|system|catalogue)){HERE}"
)
SHOW = r"(?:list|name|display|print|find|see|search for|(?:show|give|tell|find|get)(?: me)?)"
ASK = rf"(?:which|what|{SHOW}(?: (?:which|what|a list of))?|(?:a |the )?list of)"
OUT = r"(?:published|issued|released|added|new|out|come out|came out|dated)"
BE = r"(?:is|are|was|were|has|have|has been|have been)"
ANYTHING = (
    r"(?:(?:(?:is|are) there|(?:do|have) (?:you|we)(?: have| got)?|got) )?(?:anything|something)"
)
END = (
    r"(?P<end>latest|newest|most recent|most recently published|last published"
    r"|oldest|earliest|first published)"
)
MENTION = (
    r"(?:mention(?:s|ed|ing)?|refer(?:s|ring)? to"
    r"|(?:contain|use|include)(?:s|ing)? the (?:word|words|term|phrase))"
)
TREAT = (
    r"(?:(?:talk|speak)(?:s|ing)? about|discuss(?:es|ing)?|deal(?:s|ing)? with|cover(?:s|ing)?"
    r"|relates? to|(?:is|are) (?:about|to do with|related to)"
    r"|(?:say|have|has)s? (?:something|anything) (?:about|on))"
)
ABOUT = r"(?:about|on|regarding|concerning|relating to|related to|to do with)"
TOPIC = r"(?P<topic>.+?)"
