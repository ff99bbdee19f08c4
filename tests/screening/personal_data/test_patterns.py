"""Numbers, dates, addresses and accounts are found by their build."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.screening import found, in_words, without
from assistant.screening.patterns import Finding, Kind, is_national_insurance_number, is_nhs_number

FOUND = {
    "dob 12/03/2009": (Kind.DATE_OF_BIRTH, "12/03/2009"),
    "born on 3rd of May, 1962 in": (Kind.DATE_OF_BIRTH, "3rd of May, 1962"),
    "date of birth: 1991-12-30": (Kind.DATE_OF_BIRTH, "1991-12-30"),
    "at 12 Example Street, Leeds": (Kind.ADDRESS, "12 Example Street, Leeds"),
    "lives at flat 3b, 45 nowhere close now": (Kind.ADDRESS, "flat 3b, 45 nowhere close"),
    "in ls99 9zz": (Kind.POSTCODE, "ls99 9zz"),
    "ring 07700 900123.": (Kind.TELEPHONE, "07700 900123"),
    "on +44 (0)7700 900123": (Kind.TELEPHONE, "+44 (0)7700 900123"),
    "on 0044 7700 900123": (Kind.TELEPHONE, "0044 7700 900123"),
    "(01632) 960 001": (Kind.TELEPHONE, "(01632) 960 001"),
    "write to a.b+c@mail.example.": (Kind.EMAIL, "a.b+c@mail.example"),
    "999 110 6847": (Kind.NHS_NUMBER, "999 110 6847"),
    "NHS no: 999-110-6840": (Kind.NHS_NUMBER, "999-110-6840"),
    "AB 12 34 56 C": (Kind.NATIONAL_INSURANCE, "AB 12 34 56 C"),
    "NI number qq123456c": (Kind.NATIONAL_INSURANCE, "qq123456c"),
    "case no. LAC/2231": (Kind.REFERENCE, "LAC/2231"),
    "our ref SG-2024-0091": (Kind.REFERENCE, "SG-2024-0091"),
    "@not.a.real_person": (Kind.ACCOUNT, "@not.a.real_person"),
    "snapchat name fake_2008": (Kind.ACCOUNT, "fake_2008"),
    "the case CP/2023/00871": (Kind.REFERENCE, "CP/2023/00871"),
    "s47 on CIN 20417": (Kind.REFERENCE, "20417"),
    "08/11/1952 male, wandering": (Kind.DATE_OF_BIRTH, "08/11/1952"),
    "car AB12 XYZ": (Kind.VEHICLE, "AB12 XYZ"),
    "reg zz19abc": (Kind.VEHICLE, "zz19abc"),
}
NOT_FOUND = (
    "999 110 6848",
    "QQ 12 34 56 C",
    "guidance of 12/03/2019",
    "ring 0800 1111 or 0345 600 0000",
    "ring +1 800 555 0199 from abroad",
    "SI 2014/2672",
    "form C110A",
    "paragraph 10.3",
    "NICE NG22 and autism",
    "how many of the 300000",
    "women born before 1960",
    "s1 2nd edition",
    "5 ways to get a place in court",
    "Case C-434/15 of the Court of Justice",
    "per client 2019/20",
)


@pytest.mark.parametrize("text", FOUND)
def test_it_is_found_exactly(text: str) -> None:
    """What was found is the number or address itself, to the character."""
    assert [(f.kind, text[f.start : f.end]) for f in found(text)] == [FOUND[text]]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Years, sections, helplines and numbers of a wrong build are not personal data."""
    assert found(text) == ()


@pytest.mark.parametrize("prefix", ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "AO", "QQ"])
def test_a_prefix_that_is_never_given_out(prefix: str) -> None:
    """A number that cannot be a National Insurance number is not taken for one."""
    assert not is_national_insurance_number(f"{prefix}123456A")


def test_taking_out_drops_the_announcing_words_too() -> None:
    """'dob' and 'case no.' would only be looked for in the documents."""
    text = "case no. LAC/2231 my client Jane Example, dob 1/2/1985: is section 20 met?"
    assert without(text, found(text)) == "… my client …, …: is section 20 met?"


def test_the_kinds_are_told_in_words() -> None:
    """Each kind is named once, in the order of the question."""
    text = "Mrs Patel and Mrs Begum, NHS number 999 110 6847, at LS99 9ZZ"
    assert in_words(found(text)) == "a name, an NHS number and a postcode"
    assert in_words(()) == ""


VALID = st.integers(0, 10**9 - 1).map("{:09}".format).map(
    lambda nine: next((n for n in (f"{nine}{d}" for d in range(10)) if is_nhs_number(n)), "")
).filter(bool)  # fmt: skip
AROUND = st.text(max_size=40).filter(lambda text: "nhs" not in text.lower())
PIECES = st.lists(
    st.sampled_from([
        "my client", "Mrs", "Patel", "sarah", "Jones", "dob", "1/2/1985", "(8)", "999 110 6847",
        "case no.", "LAC/2231", "07700", "900123", "12 Example Street", "LS99 9ZZ", ",", ".", "is",
        "AB123456C", "@some_body", "a@b.example", "aged", "14", "and", "the", "family", "…",
    ])
).map(" ".join)  # fmt: skip


@given(VALID, AROUND, AROUND)
def test_a_valid_nhs_number_is_found_anywhere(number: str, before: str, after: str) -> None:
    """Ten digits with the right check digit are found whatever stands around them."""
    text = f"{before} {number} {after}"
    start = len(before) + 1
    assert any(f.start <= start and f.end >= start + 10 for f in found(text))


@given(VALID, st.integers(1, 9))
def test_a_wrong_check_digit_is_no_nhs_number(number: str, more: int) -> None:
    """Ten digits with a wrong check digit are an NHS number only where they are called one."""
    wrong = number[:9] + str((int(number[9]) + more) % 10)
    assert Kind.NHS_NUMBER not in {f.kind for f in found(f"is {wrong} right")}
    assert [f.kind for f in found(f"NHS number {wrong}")] == [Kind.NHS_NUMBER]


@given(st.one_of(st.text(max_size=80), PIECES))
def test_taking_out_leaves_none_and_the_rest_untouched(text: str) -> None:
    """Whatever is typed, no kind that was taken out is left and the rest is as it was."""
    findings = found(text)
    rest = without(text, findings)
    left = {f.kind for f in found(rest)}
    assert not left & {f.kind for f in findings}
    done, kept = 0, []
    for finding in findings:
        assert done <= finding.start < finding.end <= len(text)
        kept.append(text[done : max(done, finding.lead)])
        done = finding.end
    assert rest == "…".join([*kept, text[done:]])


def test_a_finding_holds_no_text() -> None:
    """What is passed on about a question is where, not what."""
    assert Finding.__slots__ == ("start", "end", "kind", "lead")
