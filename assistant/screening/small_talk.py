"""What is typed to what is asked: small talk gets a fixed reply, and no passages.

Only a message that is small talk from end to end is answered so; 'Hello, what is the 80-20
campaign?' is a question with a greeting in front, which is not searched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Reply(StrEnum):
    """The fixed replies."""

    GREETING = "Hello. Ask a question, and the passages that match it are shown word for word."
    THANKS = "You are welcome. Ask another question whenever you like."
    GOODBYE = "Goodbye."
    ABUSE = (
        "I am sorry that this did not help. Other words may find more: try the words that the "
        "documents themselves would use."
    )
    ABOUT = (
        "This is a search tool, not a person and not an AI that writes. Ask a question, and it "
        "quotes the passages of the documents that match, word for word, with where each stands; "
        "or it says that the documents do not cover it."
    )
    ONLY_QUOTES = (
        "This tool only quotes the documents. It does not write, summarise or translate, play a "
        "part or answer without them. Ask what the documents say about your subject."
    )
    UNCLEAR = "There is no question in that. Please ask one in words."


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it was understood."""

    question: str
    """What to search for: the message without a greeting in front."""
    reply: Reply | None = None
    """What to say instead of searching."""


_END = r"(?!\w)(?![’'-]\w)"  # not within 'hi-vis'
_OPENERS = {
    Reply.GREETING: (
        r"h[aeu]?l+o+|hel+o+w?|he+y+a*|hi+(?: +ya)?|hiya+|yo|howdy|greetings|g['’]?day|good *day|gm"
        r"|good *(?:morn(?:ing)?|afternoon|evening)|(?:morning|afternoon|evening)"
        r"|bore *da|prynhawn *da|noswaith *dd?a|s['’]?hw?mae|sut *mae|su['’]?t *mae"
        r"|hal[oò]|madainn *mhath|feasgar *math|dia *dh?uit|gu?id *mornin"
        r"|how (?:are|r) (?:you|u|things)(?: doing)?(?: today)?|how['’]?s it going|what['’]?s up"
        r"|(?:nice|pleased) to meet you|is (?:there )?any(?:one|body) (?:there|here)|are you there"
    ),
    Reply.THANKS: (
        r"(?:many |big |no,? )?thank(?:s|x)?(?: ?(?:you|u))?|thnks?|thnaks|thanx|thn?x|tnx|tks|ty"
        r"|cheers|ta|(?:much|greatly) appreciated|appreciate it|i appreciate (?:it|that|your help)"
        r"|diolch(?: yn fawr)?(?: iawn)?|tapadh le(?:at|ibh)|m[oò]ran taing"
        r"|go raibh (?:m[ií]le )?maith agai?(?:t|bh)"
        r"|(?:that|this|it)(?:['’]?s| is| was)? (?:very |really |so )?(?:great|helpful|helps|helped"
        r"|perfect|brilliant|useful|lovely)|great|perfect|brilliant|lovely|awesome|nice one"
        r"|well done|good (?:bot|job|work)|ok(?:ay)?|fine|no worries|that['’]?s all"
        r"|for (?:your|the|all your) (?:help|time|answer)"
    ),
    Reply.GOODBYE: (
        r"(?:good)? ?bye+(?:[ -]?bye)?|by for now|bye for now|see (?:you|ya|u)(?: later| soon)?"
        r"|cya|good *night|night night|farewell|take care|have a (?:good|nice|great|lovely) "
        r"(?:day|evening|weekend|one|night)|ta ?ta|cheerio|laters?|hwyl(?: fawr)?|nos da"
        r"|mar sin le(?:at|ibh)|sl[aá]n(?: leat)?|i['’]?m (?:done|finished)"
    ),
}
_FILLERS = (
    r"there|again|all|everyone|everybody|team|folks|mate|friend|dear|bot|chat ?bot|robot|assistant"
    r"|computer|so much|very much|a lot|a million|kindly|please|for that|for this"
    r"|pawb|iawn|fawr|sir|madam|to you|you|bach"
)
_KINDS = "|".join(f"(?P<{kind.name}>{phrases})" for kind, phrases in _OPENERS.items())
_FILLED = rf"{_END}(?:[\W_]*(?:{_FILLERS}){_END})*"
"""Where a phrase ends, and the words after it that say nothing: 'there', 'very much'."""
_OPENER = re.compile(rf"[\W_]*(?:and )?(?:{_KINDS}){_FILLED}", re.IGNORECASE)
_QUESTION_FOLLOWS = re.compile(
    r"\s+(?:and |but |so )?(?:please|could|can|would|will|do|does|did|is|are|was|were|has|have"
    r"|what|who|whom|whose|when|where|which|why|how|tell me|show me|find|i (?:need|want|would|am)"
    r"|i['’](?:m|d))\b",
    re.IGNORECASE,
)
"""A greeting is taken off in front of a question, or of a break; 'Hello my name is' is a name."""
_STOPS = re.compile(r"[\W_]*[,.!?;:\n–—][\W_]*|\s+-\s+")

_BOT = (
    r"(?:an? )?(?:real |actual |live )?(?:ai|a\.i\.|(?:chat ?)?bot|robot|human(?: being)?|person"
    r"|machine|computer|llm|language model|chat ?gpt|gpt|copilot|artificial intelligence"
    r"|search engine|program|app)(?: or (?:an? )?(?:human|person|real|ai|bot|machine|robot))?"
)
_TOOL = r"(?:you|(?:this|the) (?:tool|app|chat|chat ?bot|bot|assistant|web ?site|site|thing))"
_ABOUT = (
    r"(?:so |and |sorry )?(?:who|what) (?:are|r) (?:you|u)(?: exactly)?|who (?:am i|is this)"
    rf"|(?:are|r) (?:you|u) {_BOT}|is (?:this|it|that) {_BOT}|you are {_BOT}"
    rf"|(?:am i|are we) (?:talking|speaking|chatting|writing) (?:to|with) {_BOT}"
    r"|are you (?:real|alive|sentient)"
    rf"|what (?:can|do|does|could) {_TOOL} do(?: for me)?|how (?:do|does) {_TOOL} work"
    rf"|how (?:do|can|should) i use {_TOOL}|what (?:is|are) {_TOOL}(?: for)?"
    r"|what(?:['’]?s| is) your (?:name|purpose|job)|do you have a name"
    rf"|who (?:made|built|created|wrote|trained) {_TOOL}"
    r"|what (?:can|could|should|do) i ask(?: you)?(?: about)?"
    r"|(?:how|what) (?:can|could) you help(?: me)?(?: with)?|can you help(?: me)?(?: out)?"
    r"|(?:i need )?(?:some )?help(?: me)?|instructions|pwy (?:wyt ti|ydych chi)|menu|commands"
)
_ABUSE = (
    r"(?:oh )?(?:f+u+c+k+|piss|bugger|sod|shut)(?: (?:off|you|this|it|sake|up))?|ffs|wtf|stfu"
    r"|(?:you|u|this|it|that|the (?:bot|tool|app))(?: (?:are|r|is|was)|['’](?:re|s))?"
    r"(?: (?:a|an|so|such an?|totally|absolutely|completely|bloody|fucking|really|just|all|very))*"
    r" (?:useless|stupid|dumb|rubbish|crap|shit|garbage|trash|terrible|idiot|moron|idiotic|pathetic"
    r"|hopeless|thick|suck|sucks|joke|piece of (?:shit|crap|junk)|twat|wanker|bastard)"
    r"|(?:stupid|useless|dumb|bloody|fucking) (?:thing|bot|tool|app|machine|computer|idiot"
    r"|assistant)"
    r"|idiot|moron|wanker|bastard|twat|bollocks|shit|crap|i hate (?:you|this)|go to hell|get lost"
    r"|you suck"
)
_WHOLE = {
    kind: re.compile(rf"[\W_]*(?:{words}){_FILLED}", re.IGNORECASE)
    for kind, words in ((Reply.ABOUT, _ABOUT), (Reply.ABUSE, _ABUSE))
}

_MADE = (
    r"(?:letter|e-?mail|poem|essay|story|report|plan|assessment|statement|summary|speech|notes?"
    r"|song|joke|code|blog(?: post)?|article|press release|response|reply|paragraph|presentation"
    r"|chronology|tweet|limerick|haiku|referral|message|script)s?"
)
_POLITE = (
    r"(?:(?:please|now|ok(?:ay)?|so|just|first|and|then|hi|hello|hey)[\W_]+)*"
    r"(?:(?:can|could|would|will) you (?:please |kindly |just )?"
    r"|i (?:want|need|would like|['’]d like) you to )?(?:please )?"
)
_SOURCES = (
    r"(?:document|documents|doc|docs|source|sources|passages?|instructions?|rules?|prompts?"
    r"|guidelines|files?|corpus|texts?|restrictions?|training|programming)"
)
_ORDERS = (
    r"(?:ignore|disregard|forget|bypass|override|skip)(?: (?:about|all|any|the|of|your|these|those"
    rf"|this|previous|prior|above|every|earlier|my|other|system|safety|what))* {_SOURCES}\b",
    r"(?:forget|ignore|disregard) (?:everything|all|what) (?:you|i|above|before|that)\b",
    r"pretend (?:that |to be |you|it)|imagine (?:that )?you(?:['’]re| are)\b|from now on\b"
    r"|you are now\b|role-?play\b|act (?:as if|as though|like|as my)\b"
    r"|act as (?:an? )?\w+(?: \w+)? and (?:tell|give|answer|write|say|help|advise)\b"
    r"|(?:respond|reply|answer|speak|talk) (?:to me )?(?:like|as if|as an?|in the style)\b",
    r"(?:write|draft|compose|generate|create|make|produce|prepare|give|send) (?:me|us) "
    rf"(?:an?|the|my|some|your) (?:\w+[ -]){{0,3}}?{_MADE}\b",
    rf"(?:write|draft|compose|generate) (?:an?|my|the|some|her|his"
    rf"|their) (?:\w+[ -]){{0,3}}?{_MADE}\b"
    r"(?!.*\b(?:how|what|which|where|when|why|who|tips|guidance|template)\b)",
    r"(?:tell|sing) (?:me|us) an? (?:\w+ )?(?:joke|story|poem|song)",
    r"(?:summari[sz]e|paraphrase|rephrase|reword|rewrite|proof-?read|translate)"
    r"(?: (?:this|these|the|that|those|it|all|your|my|everything|what|in|into|to|for|for me)\b"
    r"|[\W_]*$)",
    r"(?:give|write|show) (?:me|us) (?:an? |the )?(?:short |brief |quick )?(?:summary"
    r"|overview in your)",
    r"(?:repeat|reveal|show|print|tell|give|output)(?: me| us)? (?:your|the) "
    r"(?:system |hidden |initial |secret )?(?:prompt|instructions)\b",
    r"what (?:is|are|were) your (?:system |hidden |initial )?(?:prompt|instructions)\b",
    r"(?:answer|reply|respond|tell me)(?: \w+){0,3} (?:without (?:using |looking at )?the documents"
    r"|from your own (?:knowledge|head)|in your own words)",
    r"use your own (?:knowledge|words)\b|tl;?dr\b",
)
_ORDER = re.compile(rf"[\W_]*{_POLITE}(?:{'|'.join(_ORDERS)})", re.IGNORECASE)
_FORTH = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
_ROWS = (*_FORTH, *(row[::-1] for row in _FORTH))
_RUNS = {row[i:j] for row in _ROWS for i in range(len(row)) for j in range(i + 3, len(row) + 1)}
_KEYS = re.compile(f"(?:{'|'.join(sorted(_RUNS, key=len, reverse=True))})+")
_ONE_KEY = re.compile(r"(.)\1+")
_MOST_KEYS = 60


def heard(message: str) -> Heard:
    """Returns what a message asks, and the fixed reply where it asks nothing of the documents."""
    if _is_unclear(message):
        return Heard(message, Reply.UNCLEAR)
    if _ORDER.match(message):
        return Heard(message, Reply.ONLY_QUOTES)
    kind, place = None, 0  # the last greeting, thanks or goodbye at its start, and where they end
    while opener := _OPENER.match(message, place):
        kind, place = Reply[str(opener.lastgroup)], opener.end()
    rest = message[place:]
    if kind and not any(map(str.isalnum, rest)):
        return Heard(message, kind)
    for whole, words in _WHOLE.items():
        found = words.match(rest)
        if found and not any(map(str.isalnum, rest[found.end() :])):
            return Heard(message, whole)
    if _ORDER.match(rest):
        return Heard(message, Reply.ONLY_QUOTES)
    return Heard(_question_after(message, place) if kind else message)


def _question_after(message: str, place: int) -> str:
    """Returns the message from where its question starts, if a greeting that ends here opens it."""
    if stops := _STOPS.match(message, place):
        return message[stops.end() :]
    return message[place:].strip() if _QUESTION_FOLLOWS.match(message, place) else message


def _is_unclear(message: str) -> bool:
    """Returns whether there is at most a letter, or one key or row of keys run along."""
    characters = "".join(filter(str.isalnum, message.casefold()))
    if len(characters) < 2:
        return characters.isascii()
    if len(characters) < 4 or characters.isdigit():
        return False
    ran_along = len(characters) <= _MOST_KEYS and _KEYS.fullmatch(characters)
    return bool(ran_along or _ONE_KEY.fullmatch(characters))
