"""Personal data that is known by its build: numbers, addresses, dates and accounts.

What a National Insurance number may begin with is in HMRC's manual NIM39110.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType as Line
from stdnum.gb import nhs

_OF_ORGANISATIONS = frozenset({Line.TOLL_FREE, Line.SHARED_COST, Line.PREMIUM_RATE, Line.UAN})
_SHORT_WORDS = frozenset("and are can did due for had has how not was".split())  # noqa: SIM905
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{4}}-\d\d?-\d\d?|\d\d?(?:\s?[./-]\s?|\s)\d\d?(?:\s?[./-]\s?|\s)(?:\d{{4}}|\d\d)|\d{{8}}"
    rf"|\d\d?(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\.?,?\s(?:of\s)?(?:\d{{4}}|\d\d)"
    rf"|{_MONTH}\.?\s\d\d?(?:st|nd|rd|th)?,?\s\d{{4}})(?!\d)"
)
_DATE_AFTER = re.compile(rf"[\s,(-]{{1,3}}({_DATE})", re.IGNORECASE)
_BORN = (
    r"(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate of birth\b|\bbirth\s?(?:day|date)\b|\bborn\b"
    r"|\bturn(?:s|ed|ing)?\s\d{1,3}\b)"
    r"[\s:,()–-]*(?:(?:is|was|on|the|in)\s+){0,3}"
)
_ORDINAL = (
    r"(?:\d\d?(?:st|nd|rd|th)?|(?:twenty[\s-]|thirty[\s-])?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|thirtieth)"
)
_YEAR = r"(?:\d{4}|two\sthousand(?:\s(?:and\s)?\w+)?|(?:nineteen|twenty)[\s-]\w+(?:[\s-]\w+)?)"
_STREET = r"(?:street|road|rd|lane|avenue|ave|crescent|terrace|grove|mews|boulevard)"
_STREET_TOO = (  # words of their own: after a house number only as names, or where someone lives
    r"(?:st|close|drive|court|gardens?|way|place|rise|square|walk|hill|view|park|green|house"
    r"|row|fields?|cottages?|wharf|heights)"
)
_ANY_STREET = rf"(?:{_STREET}|{_STREET_TOO})"
_STREET_NAME = r"(?-i:St|Close|Drive|Court|Gardens?|Way|Place|Rise|Square|Walk|Hill|House)\b"
_BUILDING = r"(?:Hotel|House|Court|Lodge|Towers?|Point|Mansions)"
_NO_STREET = (
    r"(?:a|an|and|are|at|by|child|children|day|days|every|for|from|hour|hours|in|is|months?|of|on"
    r"|or|people|per|the|to|weeks?|with|years?)"
)
_HOUSE = r"(?:(?:flat|apartment|apt|room)\s\w{1,4},?\s+)?(?:no\.?\s|number\s)?\d{1,4}[a-z]?,?\s+"
_WORDS = rf"(?:(?!{_NO_STREET}\b)[^\W\d_][\w'’-]*\s+){{1,3}}"
_TOWN = r"(?:,\s(?-i:[A-Z][a-z]+)(?![\w'’-]))?"
_CAPITAL = r"(?-i:[A-Z])[\w'’-]*"
_LIVES = r"\b(?:at|address(?:\sis|:)?|lives?\s(?:in|on)|living\s(?:in|on)|visit(?:ed)?(?:\sto)?)\s+"
_NUMBER_SIGN = r"(?:\s?(?:no|number|num|id|ref|reference|nr)\b\.?|\s?#)"
_SYSTEM = (
    r"(?:mosaic|liquid\s?logic|paris|eclipse|care\s?director|rio|systm\s?one|care\s?first|las|lcs"
    r"|upn|uln|urn)"
)
_FILE = (
    r"(?:case|file|client|patient|service user|court|hospital|record|referral|person|prison"
    r"|prisoner|tenancy|claim|cafcass|pupil|custody|crime|incident|application|child|family|unique|our|your|my"
    r"|the)"
)
_GAP = r"[\s:.,()#-]{0,3}"
_CALLED = rf"{_GAP}(?:(?:no|number|num|nr)\b)?{_GAP}(?:is\s)?"
_TEN_DIGITS = r"\d{3}[ -]?\d{3}[ -]?\d{4}"
_NI = r"[a-z]{2}\s?\d\d\s?\d\d\s?\d\d"
_TOKEN = r"((?=[\w/-]*\d)\w[\w/-]*\w)"


class Kind(StrEnum):
    """A kind of personal data; the value is what JSON and tests call it."""

    NAME = "name"
    DATE_OF_BIRTH = "date_of_birth"
    ADDRESS = "address"
    POSTCODE = "postcode"
    TELEPHONE = "telephone"
    EMAIL = "email"
    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance_number"
    REFERENCE = "reference"
    ACCOUNT = "social_media_account"
    VEHICLE = "vehicle_registration"

    @property
    def label(self) -> str:
        """The kind in plain words, without an article."""
        return _TOLD[self][0]

    @property
    def reason(self) -> str:
        """One line that says why a text was taken for this kind."""
        return _TOLD[self][1]


_TOLD = {
    Kind.NAME: ("name", "It reads like the name of a person you work with."),
    Kind.DATE_OF_BIRTH: ("date of birth", "It is a date that stands as someone's date of birth."),
    Kind.ADDRESS: ("address", "It reads like where someone lives."),
    Kind.POSTCODE: ("postcode", "It is built like a postcode."),
    Kind.TELEPHONE: ("telephone number", "It is built like a telephone number."),
    Kind.EMAIL: ("e-mail address", "It is an e-mail address."),
    Kind.NHS_NUMBER: (
        "NHS number",
        "Its check digit is that of an NHS number, or it is called one.",
    ),
    Kind.NATIONAL_INSURANCE: (
        "National Insurance number",
        "It is built like a National Insurance number, or is called one.",
    ),
    Kind.REFERENCE: ("reference number", "It stands as the number of a case, file or person."),
    Kind.ACCOUNT: ("social media account", "It is built like an account on social media."),
    Kind.VEHICLE: ("vehicle registration", "It is built like a vehicle's registration."),
}
"""Of each kind its label, and the reason."""
_ANNOUNCED = frozenset(
    {Kind.DATE_OF_BIRTH, Kind.NHS_NUMBER, Kind.NATIONAL_INSURANCE, Kind.REFERENCE, Kind.TELEPHONE}
)
"""Kinds whose announcing words say nothing more once the data are gone."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Personal data in a text: `text[start:end]`, which the finding itself does not hold."""

    start: int
    end: int
    kind: Kind
    lead: int
    """Where the words begin that announce it, as 'NHS number' does; `start` where none do."""


def findings(text: str) -> Iterator[Finding]:
    """Yields what is known by its build; findings may overlap, and the surer ones come first."""
    for kind, form, check in _PATTERNS:
        for match in form.finditer(text):
            if check(match[1]):
                lead = match.start() if kind in _ANNOUNCED else match.start(1)
                yield Finding(*match.span(1), kind, lead)


def dates_after(text: str, name: Finding) -> Iterator[Finding]:
    """Yields the date just after a name, which is taken for the person's date of birth."""
    match = _DATE_AFTER.match(text, name.end)
    if match:
        yield Finding(*match.span(1), Kind.DATE_OF_BIRTH, match.start(1))


def replaced(text: str, findings: Sequence[Finding], *, name: str, other: str) -> str:
    """Returns the text with `name` for each name, `other` for other data and what announces it."""
    parts, done = [], 0
    for finding in sorted(findings):
        instead = name if finding.kind is Kind.NAME else other
        parts += [text[done : max(done, finding.lead)], instead]
        done = finding.end
    return "".join([*parts, text[done:]])


def is_nhs_number(text: str) -> bool:
    """Returns whether the ten digits of a text end in the check digit of an NHS number."""
    all_same = len(set(text) - set(" -")) == 1  # no number is given out of one digit only
    return not all_same and nhs.is_valid(text)


def is_national_insurance_number(text: str) -> bool:
    """Returns whether a text begins as National Insurance numbers that are given out may begin."""
    allowed = "(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    return re.match(allowed, text.upper()) is not None


def _is_private_line(number: str) -> bool:
    """Returns whether a number can be a person's: freephone and 03 are for organisations."""
    try:
        line = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    kind = phonenumbers.number_type(line)
    if line.country_code == 44 and kind == Line.UNKNOWN:  # mistyped, or not given out
        return re.fullmatch(r"[127]\d{8,9}", str(line.national_number)) is not None
    return kind not in _OF_ORGANISATIONS


def _is_reference(text: str) -> bool:
    """Returns whether a token is a reference: four characters, two of them digits; no year."""
    digits = sum(c.isdigit() for c in text)
    return digits >= 2 and len(text) >= 4 and not re.fullmatch(r"(?:19|20)\d\d", text)


def _is_case(text: str) -> bool:
    """Returns whether a token after 'case' is its number, and no law report's or years."""
    digits = sum(c.isdigit() for c in text)
    return digits >= 4 and not re.fullmatch(r"(?:19|20)\d\d(?:[/-]\d+)?|[CcTt]-\d+/\d\d", text)


def _patterns(
    kind: Kind, *forms: str, check: Callable[[str], bool] = bool
) -> list[tuple[Kind, re.Pattern[str], Callable[[str], bool]]]:
    """Returns patterns whose first group is the personal data, and a check of that."""
    return [(kind, re.compile(form, re.IGNORECASE), check) for form in forms]


_PATTERNS = (
    *_patterns(Kind.EMAIL, r"(?<![\w.+@-])([\w.+-]+@[\w-]+(?:\.[\w-]+)+)"),
    *_patterns(Kind.NHS_NUMBER, rf"\bnhs\b{_CALLED}({_TEN_DIGITS})(?!\d)"),
    *_patterns(Kind.NHS_NUMBER, rf"(?<![\d+])(?=({_TEN_DIGITS})(?!\d))", check=is_nhs_number),
    *_patterns(
        Kind.NATIONAL_INSURANCE,
        rf"\b(?:ni|nino|nat(?:ional)?\.?\sins(?:urance)?)\b{_CALLED}({_NI}(?:\s?[a-d])?)(?!\w)",
    ),
    *_patterns(
        Kind.NATIONAL_INSURANCE,
        rf"(?<!\w)({_NI}\s?[a-d])(?!\w)",
        check=is_national_insurance_number,
    ),
    *_patterns(
        Kind.TELEPHONE,
        r"(?:\b(?:tel(?:ephone)?|phone|mob(?:ile)?)\b(?:\s(?:no|number))?[.:]?\s)?(?<![\w+])"
        r"((?:(?:\+|00)44[\s-]?(?:\(0\)\s?)?|\(0(?=\d{2,4}\))|0)\d(?:[\s)-]{0,2}\d){7,9}"
        r"|(?:\+|00)(?!44)\d(?:[\s()-]{0,2}\d){7,13})(?!\d)",
        check=_is_private_line,
    ),
    *_patterns(
        Kind.REFERENCE,
        rf"\b(?:{_SYSTEM}{_NUMBER_SIGN}?|{_FILE}{_NUMBER_SIGN}|ref(?:erence)?(?:\sno|\snumber)?\b\.?)"
        rf"[\s:#-]{{0,3}}(?:is\s)?{_TOKEN}",
        check=_is_reference,
    ),
    *_patterns(Kind.REFERENCE, r"\bsort\scode\b[\s:]{0,2}(?:is\s)?(\d\d[ -]?\d\d[ -]?\d\d)(?!\d)"),
    *_patterns(
        Kind.REFERENCE,
        rf"\b(?:account|passport|licence|visa|brp)\b{_NUMBER_SIGN}?[\s:.#]{{0,3}}(?:is\s)?{_TOKEN}",
        check=lambda text: sum(c.isdigit() for c in text) >= 7,  # as passports and accounts have
    ),
    *_patterns(Kind.REFERENCE, rf"\bcourt case\s{_TOKEN}", check=_is_reference),
    *_patterns(Kind.REFERENCE, rf"\b(?:case|client|cin)\s{_TOKEN}", check=_is_case),
    *_patterns(
        Kind.DATE_OF_BIRTH,
        rf"({_DATE})(?=,?\s(?:male|female|boy|girl|man|woman|lady|gentleman)\b)",
        rf"{_BORN}({_DATE})",
        rf"{_BORN}({_ORDINAL}\s(?:of\s)?{_MONTH}\b(?:,?\s{_YEAR})?)",
        r"\bd\.?o\.?b\.?\s?[:-]?\s?(\d{6,8})(?!\d)",
    ),
    *_patterns(
        Kind.POSTCODE,
        r"(?<!\w)([a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}|zz99\s?3[a-z]{2})(?!\w)",
        check=lambda text: text[-2:] not in {"st", "nd", "rd", "th"},
    ),
    *_patterns(
        Kind.VEHICLE, r"(?<!\w)([a-hj-pr-z]{2}\d\d\s[a-hj-pr-z]{3})(?!\w)", check=str.isupper
    ),
    *_patterns(
        Kind.VEHICLE,
        r"\b(?:reg(?:istration)?|plate|car|van|vehicle|drives?|driving)\b[\s:.,(-]{0,2}(?:\w+\s){0,2}?"
        r"([a-z]{2}\d\d\s?[a-z]{3}|[a-z]\d{1,3}\s?[a-z]{3})(?!\w)",
        check=lambda text: text[-3:].lower() not in _SHORT_WORDS,
    ),
    *_patterns(
        Kind.ADDRESS,
        rf"(?<![\w.])({_HOUSE}{_WORDS}{_STREET}\b{_TOWN})",
        rf"{_LIVES}({_HOUSE}{_WORDS}{_STREET_TOO}\b(?:,\s(?:\w+\s){{1,2}}{_ANY_STREET}\b)?{_TOWN})",
        rf"(?<![\w.])({_HOUSE}(?:{_CAPITAL}\s){{1,3}}{_STREET_NAME})",
        rf"{_LIVES}((?:flat\s\w{{1,4}},?\s)?(?:[^\W\d_]+\s)(?:cottage|house|lodge|farm|court),?\s(?:[^\W\d_]+\s){{1,3}}{_ANY_STREET}\b)",
        rf"\b(?:liv(?:es?|ing)|stay(?:s|ing))\s(?:in|on|at|off)\s({_WORDS}{_STREET}\b{_TOWN})",
        rf"\b((?:flat|room|unit)\s\w{{1,4}},?\s(?:at\s)?(?:{_CAPITAL}\s){{1,3}}{_BUILDING})\b",
        rf"\baddress(?:\sis|:)\s({_CAPITAL}(?:,?\s{_CAPITAL}){{1,8}})",
    ),
    *_patterns(
        Kind.ACCOUNT,
        r"(?<![\w@./])(@\w(?:[\w.]*\w){2,})",
        r"(?<![\w@.])((?:https?://)?(?:www\.)?(?:facebook|instagram|tiktok|twitter|snapchat)\.com/@?[\w./-]*\w)",
    ),
    *_patterns(
        Kind.ACCOUNT,
        r"\b(?:username|user name|snap(?:chat)?|insta(?:gram)?|tiktok|handle|gamertag)\b"
        rf"{_GAP}(?:(?:is|username|user|account|name)[\s:-]{{1,2}}){{0,2}}(\w[\w.]{{2,}}\w)",
        check=lambda text: any(c.isdigit() or c == "_" for c in text),  # a word has none
    ),
)
