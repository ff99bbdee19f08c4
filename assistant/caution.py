"""A question to the caution that comes before its answer, where it tells of danger to someone now.

Patterns of words: a person, and harm that is happening or about to. A question about danger in
general (what the law says, what the signs are, how many) is not danger. What is said in so many
words is caught; of sentences that the patterns were not written on, about half. The model of
`assistant.danger` catches most of the others. Passages are shown all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.personal_data import Finding, Kind

DANGER = (
    "This tool only searches documents. If someone is in danger now, call 999 or your duty team."
)
# Samaritans' number in the United Kingdom and Ireland since 2015, free of charge:
# https://www.samaritans.org/how-we-can-help/contact-samaritan/
SUICIDE = f"{DANGER} Samaritans are there day and night, free, on 116 123."

_SELF = r"(?:my|him|her|them|your)sel(?:f|ves)"
_NOW = (
    r"\b(?:(?:right |just )?now|tonight|at (?:the|this) moment|as (?:we speak|i (?:write|type))"
    r"|this (?:minute|second|very|morning|afternoon|evening|weekend)|today|(?:an?|the last) hour"
    r"|next door|outside|all (?:day|night)|any (?:minute|moment)|coming back|on (?:his|her|their)"
    r" way|when (?:he|she|they|dad|mum) (?:gets?|comes?|finds?|sees?)|when i see)\b"
)
_KIN = (
    r"(?:mum|mom|mother|dad|father|stepfather|stepmother|stepdad|stepmum|parents?|husband|wife|ex"
    r"|partner|boyfriend|girlfriend|son|daughter|brother|sister|uncle|aunt|auntie|nan|gran|grandad"
    r"|grandma|grandmother|grandfather|cousin|carer)s?"
)
_CHARGE = (
    r"(?:child|children|kids?|bab(?:y|ies)|toddler|infant|boy|girl|lad|teenager|young (?:person"
    r"|woman|man)|teen|man|woman|lady|guy|client|(?:service )?user|patient|resident|tenant"
    r"|neighbour|person|student|pupil|colleague|friend|flatmate|(?:foster|step) ?child"
    r"|social worker)s?"
)
_WHOSE = r"(?:my|our|your|the|this|that|his|her|their|a|an|one)"
_BEFORE = r"(?:old|older|young|younger|little|foster|six|year|\w+ year old|drunk|elderly)"
_WHO = (
    rf"(?:\b(?:i|he|she|they|we|someone|somebody|{_KIN}|{_CHARGE})\b"
    rf"|\b{_WHOSE} (?:{_BEFORE} )*(?:{_KIN}|{_CHARGE}|one)\b)"
)
_WHOM = (
    rf"(?:me|him|her|them|us|someone|somebody|each other|{_SELF}|{_KIN}|{_CHARGE}"
    rf"|(?:(?!by )\w+ ){{1,2}}(?:{_KIN}|{_CHARGE}))\b"
)
_IS = r"(?:m|s|re|am|is|are|was|has been|have been|keeps?|kept|started|and)?"
_WILL = (
    r"(?:(?:is|am|are|m|s|re|be|just|has|have|had|ve)? ?(?:going to|gonna|about to|planning to"
    r"|plan(?:s)? to|threaten(?:ing|ed|s)? to|threatening|want(?:s|ing)? to|wanna|wants|trying to"
    r"|tried to|tries to|intends? to|ready to|thinking (?:of|about)|think(?:s)? (?:of|about))"
    r"|will|ll|d|would|might|could|should)"
)
_HARM = (
    r"(?:kill|hurt|harm|stab|shoot|murder|strangle|smother|suffocate|drown|poison|rape|attack"
    r"|beat(?: up)?|batter|hit|punch|choke|burn|abuse|hang|cut|throw|starve|touch|assault|slap"
    r"|kick|shake|bite|molest)"
)
_HARMING = (
    r"(?:killing|hurting|harming|stabbing|shooting|murdering|strangling|smothering|suffocating"
    r"|drowning|poisoning|raping|attacking|beating|battering|hitting|punching|choking|burning"
    r"|abusing|hanging|cutting|starving|touching|assaulting|slapping|kicking|shaking|molesting"
    r"|threatening)"
)
_HARMED = (
    r"(?:killed|hurt|stabbed|shot|strangled|raped|attacked|beaten|battered|hit|abused|assaulted"
    r"|starved(?! of)|chained up|held (?:hostage|captive|prisoner)|held against)"
)
_GAP = r".{0,60}"
_FEW = r"(?: (?!\.)\S+){0,3}? "
_TAKEN = r"(?:taken|took|swallowed|drunk|eaten)"

_SUICIDAL = (
    rf"{_WILL} (?:just )?{_HARM}(?:ing)? {_SELF}",
    rf"{_WILL} {_HARMING} {_SELF}",
    rf"\b(?:i|he|she|client)\b{_FEW}?\b{_HARMING} {_SELF}",
    rf"\b{_IS} (?:self harming|cutting {_SELF})\b{_GAP}{_NOW}",
    rf"\b{_WILL} (?:just )?(?:end(?:ing)?|take|taking) (?:it all|it\b|everything|(?:my|his|her"
    rf"|their)"
    r"(?: own)? (?:life|lives))",
    r"\b(?:feel|feeling) like (?:ending (?:it|my)|dying|i want to die)",
    r"\b(?:i|he|she|they|client|person) (?:really |just |only )?(?:wants?|wanted) to (?:die"
    r"|be dead)\b"
    r"(?! to)",
    r"\b(?:dont|doesnt|didnt|do not|does not) (?:want|wanna) ?(?:to )?(?:live|be alive|be here"
    r"|wake up|exist)\b(?! in| with| near| at)",
    r"\b(?:wish(?:es)? (?:i|he|she|they) (?:was|were) dead|better off (?:dead|without (?:me|him"
    r"|her))"
    r"|(?:no|nothing|any) reason to live|nothing (?:left )?to live for)",
    r"\b(?:i|he|she) (?:cant|cannot|can not) go on(?: any ?more| any longer| like this| living)",
    r"\b(?:i|i m|i am|he s|he is|she s|she is|my (?:\w+ )?\w+ is|client is|i feel)"
    r" (?:feeling |actively |very |really )?suicidal\b",
    rf"\b{_WHO}(?: (?:i|we) \w+)?(?: (?:who )?(?:has|have|s|ve"
    rf"|had))?(?: just)? {_TAKEN} (?:(?:an|a|all|too|so|some"
    r"|many|load|of|her|his|my|their|the|whole|packet|bottle|lots?|deliberate|massive|large|his)"
    r" )*(?:overdose|od|pills?|tablets?|paracetamol|bleach|poison|medication|ibuprofen)\b",
    r"\b(?:is|s|m|am|about to|going to|will|has|ve) (?:overdosing|overdosed?)\b",
    r"\b(?:cut|slit|slashed|cutting|slitting) (?:my|his|her|their) (?:own )?wrists?\b",
    rf"{_WILL} (?:to )?jump\b(?! in| at| on| to)",
    r"\b(?:standing|sitting|stood|sat|is|s) (?:up )?on (?:the |a )?(?:edge|bridge|roof|ledge"
    r"|railway"
    r"|tracks?|parapet)\b",
    r"\b(?:throw|throwing|thrown) (?:him|her|my|them)sel(?:f|ves) (?:under|off|in front)\b",
    r"\b(?:tied|made|has|got) a noose\b",
    r"\b(?:top|do something (?:stupid )?to|finish) (?:him|her|my|them)sel(?:f|ves)\b",
    rf"\b{_WHO}\b{_GAP}\bdo something stupid\b",
    r"\btired of (?:being alive|living)\b|\bwants? to be dead\b|\band wants? to die\b",
    r"\b(?:i|he|she|cant) (?:\w+ ){0,4}(?:thinking about|thoughts of) suicide\b",
    r"\b(?:slashed|sliced|slashing|slicing) (?:his|her|my|their) (?:arms?|wrists?|legs?|throat)\b",
    r"\b(?:found|find) (?:\w+ ){1,3}hanging\b|\b(?:pills|tablets|rope) (?:are|is) in front of me\b",
    r"\b(?:can ?t|cannot|cant) (?:do this|take (?:it|this)|carry on) (?:any ?more|any longer)\b",
    r"\b(?:nobody|no one) (?:would|will) (?:miss|care)\b|\bif i (?:was|were) (?:gone|dead)\b",
    r"\b(?:my|her|his|their|the) last (?:night|day)\b|\bsays? it s over\b|\bsaying goodbye\b",
    r"\b(?:cant|cannot|wont) keep (?:him|her|my|them)sel(?:f|ves) safe\b",
)
_VIOLENT = (
    rf"{_WHO} (?:\w+ ){{0,3}}?{_WILL} (?:just )?(?:{_HARM}|{_HARMING}) (?:up )?{_WHOM}",
    rf"{_WHO} (?:\w+ ){{0,3}}?{_WILL} (?:kill|stab|shoot|murder|strangle|rape|smother|drown)"
    r" (?:his|her|their|my|the|a|our|people) ?\w*",
    rf"\b{_WHO} (?:hits|beats|punches|kicks|chokes|rapes|raped|strangled|hurts|batters"
    rf"|slaps) {_WHOM}",
    r"\bhands? (?:a?round|on) (?:my|her|his) (?:throat|neck)\b|\b(?:over|to) (?:my|her"
    r"|his) (?:face|wrist"
    r"|throat|neck)\b|\bsays (?:she|he|i) (?:s|m|is|am) next\b",
    r"\bburn (?:down )?(?:\w+ ){0,2}(?:house|flat|home|down|face)\b|\bpouring petrol\b",
    r"\b(?:smashed|smashing|kicking|kicked|breaking) (?:up |in |down )?the (?:house|flat|place"
    r"|door)\b",
    r"\bbegging (?:him|her|them) to stop\b|\btoo (?:scared|frightened|afraid) to go (?:home"
    r"|back)\b",
    r"\bfound out where (?:i am|i live|she is|she lives|we are)\b|\bhiding (?:from|in|under)\b",
    rf"\b{_WHO}\b{_GAP}\b(?:has|have|got|holding|hold of) (?:\w+ ){{0,3}}(?:knife|gun|blade"
    rf"|machete)\b",
    rf"\b{_WHO}\b{_GAP}\bbeing (?:groomed|trafficked|exploited)\b{_GAP}(?:{_NOW}|meeting)",
    rf"\b{_WHO} (?:has|have|s) (?:got|taken|run off with|gone off with|ran off with) (?:the|my"
    rf"|her) (?:bab"
    r"y|child|children|kids|brother|sister|daughter|son)\b(?! (?:to|into|on|for))",
    r"\b(?:came|comes|coming) into my (?:room|bed)\b|\bbeen following me\b|\bforced to marry\b",
    r"\bset (?:\w+ ){1,2}on fire with",
    rf"\b{_WHO} ?{_IS} (?:\w+ ){{0,3}}?{_HARMING} (?:up )?{_WHOM}",
    rf"\b{_WHO} ?(?:s|m|is|are|am|have|ve|has|re)?"
    rf" (?:just been|being) {_HARMED}\b",
    rf"\bbeing (?:{_HARMED})\b{_GAP}{_NOW}",
    rf"\b{_WHO} (?:is |s |has |had |has got |s got |got |came |is coming |himself in )+(?:out )?"
    r"(?:at (?:me|us|her|him) )?(?:with )?(?:a|an|his|her) (?:\w+ )?(?:knife|gun|weapon|hammer|axe"
    r"|machete|bat|blade|sword)\b(?! (?:crime|licen))",
    r"\b(?:outside|in|here|barricaded|himself|herself)\b.{0,20}\bwith a (?:knife|gun|hammer"
    r"|weapon)",
    r"\b(?:wont|will not|refuses to|refusing to) (?:let|give) (?:me|her|him|them) (?:leave|out"
    r"|go|back)"
    r"\b|\blocked (?:her|him|me|them|the \w+) (?:in|up)\b",
    rf"\b(?:{_WHO}|ve|has|have) (?:has |have |just )*(?:abducted|kidnapped|snatched) {_WHOM}",
    r"\b(?:scared|terrified|frightened|afraid|fears?|fearing)\b(?: \S+){0,3} (?:life|safety|kill"
    r"|hurt)\b",
    r"\b(?:trying to|going to) break in\b|\bman is following me\b|\boutside (?:her|my|the) door\b",
    rf"\b(?:did it|hit (?:her|him|me)|hurt (?:her|him|me))\b{_GAP}\b(?:an hour ago|just now"
    rf"|today)\b",
    r"\btake (?:her|him|them) abroad tonight\b|\bforce (?:her|him|them) to marry\b",
)
_UNSAFE = (
    rf"\b(?:home|left|locked|on (?:his|her|their) own|alone|the street|crying)\b{_GAP}\b(?:alone|on"
    rf" (?:his|her|their) own|home|locked)\b{_GAP}{_NOW}|\b{_CHARGE}\b{_GAP}\b(?:left|home"
    rf"|crying|inside)"
    r"(?: inside)? alone (?:right now|all day|tonight|now)",
    r"\b(?:bab(?:y|ies)|child|children|toddler|kids?) (?:is |are |has been |left )+locked in\b",
    rf"\b{_CHARGE}\b{_GAP}\b(?:inside|crying) alone\b",
    r"\b(?:my|her|his|our|the) (?:\w+ )?\w+ (?:is|s|has gone|has just gone|went) missing\b",
    r"\b(?:isnt|is not|not|stopped|hardly|barely|cant|cannot) (?:breathing|breathe|responding)\b",
    r"\bwont wake(?: up)?\b|\b(?:is|s|found) unconscious\b|\bhas (?:just )?collapsed\b",
    r"\b(?:is|s) bleeding\b",
    rf"\b(?:{_WHO}|s) (?:is |are |am |s |m )?in (?:immediate |imminent |grave |serious |terrible"
    rf" |real )?danger\b(?! of)|\bin danger\b{_GAP}{_NOW}",
    r"\b(?:my|his|her|their) (?:life|lives) (?:is|are) (?:in danger|at risk)\b",
    rf"\b(?:i|he|she) (?:m not |s not |is not |isnt |am not |dont feel |doesnt feel )safe\b"
    rf"{_GAP}(?:{_NOW}|at home|here)",
    r"\b(?:isnt|not|wont) (?:move|moving|waking)\b|\bfallen down the stairs\b|\bcant wake\b",
    r"\b(?:smoke coming|house is on fire|flat is on fire|is on fire|gas leak)\b",
    rf"\b{_CHARGE} (?:is |s |are |was )?(?:alone|unattended|wandering)\b|\b(?:left"
    rf"|leaving) the (?:baby|child"
    r"|children|kids|toddler)\b.{0,30}\b(?:alone|on (?:his|her|their) own)\b|\bchildren alone in\b",
    rf"\b{_WHO} (?:has |have )?wandered off\b|\b(?:lying|left|been) (?:\w+ )?on the floor\b",
    rf"\b{_WHO} (?:has|s|have)? ?(?:been )?locked in (?:a|the)\b|\brun off with the\b"
    rf"|\boff the balcony\b",
    r"\bhasnt eaten for days\b|\bwont let (?:us|me|them) call\b|\bwith bruises and\b",
    rf"\bnowhere (?:safe )?to (?:go|sleep|stay)\b{_GAP}\b(?:tonight|now)\b",
    rf"\b(?:drunk|high) and (?:is )?driving\b|\bburns\b{_GAP}\bhour ago\b",
)
_PERSON = (
    rf"(?:i|he|she|they|we|someone|somebody|there|(?:{_WHOSE}|two|three|some"
    rf"|another) (?:\w+ ){{0,2}}?"
    rf"(?:{_KIN}|{_CHARGE}|caller|lodger|landlord|grandson|granddaughter|twins?|brothers|niece"
    rf"|nephew"
    rf"|sibling|stepson|stepdaughter|pensioner)|(?:{_KIN}|{_CHARGE}))"
)
_STATEMENT = re.compile(
    r"(?:(?:please|help|someone|urgent|emergency|hi|hello|sorry|so|but|and|because|now|ok"
    r"|nobody) )*"
    rf"{_PERSON}\b"
)
"""A sentence that tells of someone, rather than asks."""
_PERIL = re.compile(
    r"\b(?:bleach|poison|overdos\w+|pills|noose|knife|knives|machetes?|shotgun|gun|blade|axe|hammer"
    r"|petrol|blood|bleeding|bruis\w+|burns|unconscious|floppy|faint|breathing|seizure|collapsed"
    r"|choking|kidnap\w*|abduct\w*|traffick\w*|groomed|starved(?! of)|chained|hostage|trapped"
    r"|hiding"
    r"|strangl\w*|stab(?:s|bed|bing)?|crowbar|broken bottle|alight|set light|on fire|goodbye"
    r"|having a (?:fit|seizure|stroke|heart attack)|throwing (?:things|plates|furniture)|do to my"
    r"|face (?:tomorrow|another day)|end things|all over|run away tonight|without (?:food|water)"
    r"|nobody answers|isnt answering|not answering|too much (?:of my )?medication|weapons?|threats?"
    r"|smother\w*|drowning|drown (?:her|him|me|them|my|the)|raped?|molest\w*|batter(?:s|ing)?"
    r"|smashing"
    r"|terrified|nothing left|sleep forever|makes me do things|wandered (?:off|out|away)"
    r"|cant get out|(?:gone missing|(?:is|s|been) missing(?! \w+ments?| \w+ings?)|(?:is|s|m"
    r"|feels?|feeling) suicidal))\b"
    rf"|\b(?:kill|hurt|beat|hit|punch|kick|slap|attack|abuse|burn|push|shak|threaten|fight|harm"
    r"|drag|grab|finish|shoot|throttl|chas|bit)"
    rf"(?:[tbg]?ing|[tbg]?ed|e?s)? (?:the old |the young |over )?{_WHOM}"
    r"|\b(?:lock|locks|locked|locking|keeping|kept|keeps|shut|held) (?:me|her|him|us|them"
    r"|the \w+) (?:in|up|out)\b"
    r"|\b(?:on|off|over|from|onto) (?:the|a) (?:\w+ )?(?:bridge|roof|ledge|balcony|tracks?|cliff"
    r"|edge)\b"
    r"|\bin front of (?:a|the) (?:train|car|lorry|bus)\b|\binto (?:a|the) (?:wall|tree|river"
    r"|traffic)\b"
    r"|\blost (?:a|the|my) (?:\w+ )?(?:child|boy|girl|baby|toddler)\b|\bget into (?:the|my"
    r"|her) (?:\w+ ){0,2}(?:home|house|flat)\b"
    r"|\btak(?:e|en|ing) (?:my|his|her|their) (?:own )?(?:life|keys|phone|passport)\b"
    r"|\b(?:swallowed|drank|taken) (?:something|bleach|it all)\b|\bwho abused (?:me|her|him)\b"
    r"|\bwont let (?:me|her|him|them|us) (?:leave|out|go|call|eat|see)\b"
)
"""What puts a person in danger, in a sentence that tells of one."""
_PAST = re.compile(
    r"\b(?:as a child|(?:years?|months?|weeks?|decades?) ago|last (?:year|month)|used to|history of"
    r"|in the past|previously|in (?:19|20)\d\d|was|were|died|after)\b"
)
_GENERAL = re.compile(
    r"\b(?:whether|signs? (?:of|that)|how (?:many|much|often|does|do|did|can|should|to)|people who"
    r"|(?:someone|anyone|children|parents|men|women|adults|those|workers) who|what (?:is|are|was"
    r"|were|does|did|happens|happened|percentage|proportion)|is it|when (?:was|did|were|is)"
    r"|which|why"
    r"|policy|guidance|training|inquiry|review|statistics|find about|lessons)\b"
)
"""Before the words of harm: the question asks about such cases, not of this one."""
_URGENT = re.compile(rf"\b(?:i|im|me|my)\b|{_NOW}")

_SUICIDAL_WORDS = re.compile("|".join(_SUICIDAL))
_DANGER_WORDS = re.compile("|".join((*_VIOLENT, *_UNSAFE)))


def caution(
    question: str, personal: Sequence[Finding] = (), *, noticed: bool = False
) -> str | None:
    """What to say before anything else to a question that tells of danger now; None otherwise.

    `personal` is the personal data found in it: whoever has a name is a person. `noticed` says
    that its vector tells of danger (`assistant.danger`), in whichever words.
    """
    told = _caution(question) or (_caution(_unnamed(question, personal)) if personal else None)
    return told or (SUICIDE if noticed else None)


def _caution(question: str) -> str | None:
    clauses = _clauses(question)
    if any(_tells(_SUICIDAL_WORDS, clause) for clause in clauses):
        return SUICIDE
    if any(_tells(_DANGER_WORDS, clause) or _states(clause) for clause in clauses):
        return DANGER
    return None


def _unnamed(question: str, personal: Sequence[Finding]) -> str:
    """The question with 'she' for each name, and without the other details."""
    parts, done = [], 0
    for finding in sorted(personal):
        name = finding.kind is Kind.NAME
        before = question[done : max(done, finding.start if name else finding.lead)]
        parts += [before, "she" if name else ""]
        done = finding.end
    return re.sub(r"(?:\s*,)+", "", "".join([*parts, question[done:]]))


def _clauses(question: str) -> list[str]:
    """The question's sentences, and their parts between commas, as plain words in lower case.

    "She's" and "shes" both become 'she s'.
    """
    plain = re.sub("n[’']t\\b", "nt", question.casefold())
    plain = re.sub(r"\b(i(?=m|ve)|he|she|they)(m|s|re|ve)\b", r"\1 \2", plain)
    sentences = re.split(r"[.!?;:\n]+", plain)
    parts = [*sentences, *(part for whole in sentences for part in whole.split(","))]
    return [" ".join(re.findall(r"\w+", part)) for part in parts]


def _tells(harm: re.Pattern[str], clause: str) -> bool:
    """Whether a sentence tells of harm, and does not just ask about such cases."""
    found = harm.search(clause)
    if found is None:
        return False
    asks = _GENERAL.search(clause, 0, found.start())
    return asks is None or bool(_URGENT.search(found[0]))


def _states(clause: str) -> bool:
    """Whether a sentence says of someone what puts a person in danger, and not long ago."""
    peril = _STATEMENT.match(clause) and _PERIL.search(clause)
    return bool(peril) and not _PAST.search(clause)
