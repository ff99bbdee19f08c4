"""Authors as reference lists name them."""

from __future__ import annotations

import pytest

from assistant.citation import harvard_names, persons

PERSONS = [
    ("Dr Given Surname", "Surname, G."),
    ("Prof. Given Middle Surname OBE", "Surname, G.M."),
    ("Professor Given van der Berg", "van der Berg, G."),
    ("Sir Given O’Surname", "O’Surname, G."),
    ("G.M. Surname", "Surname, G.M."),
    ("Given Double-Surname MBE PhD", "Double-Surname, G."),
    ("Jean-Luc Surname CBE", "Surname, J.L."),
    ("Surname, G.", "Surname, G."),
    ("Dr Surname", "Surname"),
    ("Dr Given Surname and Ms Other Name", "Surname, G. and Name, O."),
    ("Dr A One, Dr B Two and Dr C Three", "One, A., Two, B. and Three, C."),
    ("Dr A One; Dr B Two", "One, A. and Two, B."),
    ("One, A. and Two, B.", "One, A. and Two, B."),
    ("One, A.; Two, B.", "One, A. and Two, B."),
    ("One, A., van Two, B.C. and Three, C.", "One, A., van Two, B.C. and Three, C."),
    ("A. B. Surname, PhD", "Surname, A.B."),
    ("Given Surname, MBE", "Surname, G."),
    ("Given Surname, MBE and Dr Other Name, FRCPsych", "Surname, G. and Name, O."),
    ("Cllr G. Surname", "Surname, G."),
    ("Baroness G. Surname", "Surname, G."),
    ("Rt Hon G. Surname MP", "Surname, G."),
    ("Mr Justice Surname", "Surname"),
    ("By G. Surname", "Surname, G."),
    ("Dr Given Surname FRCPsych", "Surname, G."),
    ("G. Surname DipSW", "Surname, G."),
    ("Dr Given Middle Surname Jr", "Surname, G.M."),
    ("Given G. McSurname", "McSurname, G.G."),
]
AS_WRITTEN = [
    "BASW England",
    "British Association of Social Workers",
    "Skills England",
    "Given Surname",
    "Dr Given Surname, Other Name",
    "G. Surname, Leeds",
    "G. Surname and colleagues",
    "Mr and Mrs Surname",
    "Dr Somebody and Other Homes",
    "U.N. Women",
    "U.S. Census Bureau",
    "N. Ireland Water",
    "Dr Foster Intelligence",
    "Sir John Soane Museum",
    "Dame Cicely Saunders Hospice",
    "Lord Chancellor",
    "Social Work UoB",
    "Dr Given SURNAME",
    "Dr Surname G",
    "A. B. v. C",
    "Department for Levelling Up, Housing and Communities",
    "Housing, Wales",
    "Dr Somebody's Homes",
    "The Dr Somebody Trust",
    "Health & Care",
    "J. Somebody Ltd",
    "Mr 5",
    "Dr",
    ",",
    "",
]


@pytest.mark.parametrize(("author", "shown"), PERSONS)
def test_persons_are_turned_round(author: str, shown: str) -> None:
    """A name that says that it is a person's comes surname first, with initials."""
    assert harvard_names(author) == shown


@pytest.mark.parametrize("author", AS_WRITTEN)
def test_all_other_names_stay_as_written(author: str) -> None:
    """An organisation never loses its name, and an unsure name is never guessed at."""
    assert persons(author) == ()
    assert harvard_names(author) == author
