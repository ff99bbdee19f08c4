"""What kinds of personal data are looked for, and a place where one was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
        """The kind in plain words, without an article: 'date of birth'."""
        return _LABELS[self]

    @property
    def reason(self) -> str:
        """One line that says why a text was taken for this kind."""
        return _REASONS[self]


_LABELS = {
    Kind.NAME: "name",
    Kind.DATE_OF_BIRTH: "date of birth",
    Kind.ADDRESS: "address",
    Kind.POSTCODE: "postcode",
    Kind.TELEPHONE: "telephone number",
    Kind.EMAIL: "e-mail address",
    Kind.NHS_NUMBER: "NHS number",
    Kind.NATIONAL_INSURANCE: "National Insurance number",
    Kind.REFERENCE: "reference number",
    Kind.ACCOUNT: "social media account",
    Kind.VEHICLE: "vehicle registration",
}
_REASONS = {
    Kind.NAME: "It reads like the name of a person you work with.",
    Kind.DATE_OF_BIRTH: "It is a date that stands as someone's date of birth.",
    Kind.ADDRESS: "It reads like where someone lives.",
    Kind.POSTCODE: "It is built like a postcode.",
    Kind.TELEPHONE: "It is built like a telephone number.",
    Kind.EMAIL: "It is an e-mail address.",
    Kind.NHS_NUMBER: "Its check digit is that of an NHS number, or it is called one.",
    Kind.NATIONAL_INSURANCE: "It is built like a National Insurance number, or is called one.",
    Kind.REFERENCE: "It stands as the number of a case, file or person.",
    Kind.ACCOUNT: "It is built like an account on social media.",
    Kind.VEHICLE: "It is built like a vehicle's registration.",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Personal data in a text: `text[start:end]`, which the finding itself does not hold."""

    start: int
    end: int
    kind: Kind
    lead: int
    """Where the words begin that announce it, as 'NHS number' does; `start` where none do."""
