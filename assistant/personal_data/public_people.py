"""People who are public in social work in the United Kingdom, and so are no client's data.

Ministers, commissioners and judges, authors and theorists, chairs of reviews, and those whose names
inquiries, reviews and laws carry: each by the full name, so that a client who has the surname is
still noticed, and none whose full name many people have. Others are public by standing in the
documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PEOPLE = """
Alexis Jay; Andrew Dilnot; Andrew McFarlane; Andrew Turnell; Anne Longfield; Annie Hudson; Arthur
Labinjo-Hughes; Awaab Ishak; Barbara Castle; Boris Johnson; Brenda Hale; Brid Featherstone;
Bridget Phillipson; Carlene Firmin; Christopher Clunis; Clement Attlee; Colum Conway; Connor
Sparrowhawk; Daniel Pelka; David Cameron; David Croisdale-Appleby; David Finkelhor; David
Shemmings; Derek Feeley; Donald Forrester; Donald Winnicott; Ed Balls; Edward Timpson; Eileen
Munro; Eileen Younghusband; Erik Erikson; Felix Biestek; Finley Boden; Fiona Duncan; Gavin
Williamson; Gerry Nosowska; Gillian Keegan; Gillian Ruch; Gordon Brown; Grace Abbott; Hamzah Khan;
Helen Whately; Herbert Laming; Humza Yousaf; Irena Sendler; Isabelle Trowler; Jahnine Davis; James
Munby; Jane Addams; Janet Daby; Jasmine Beckford; Jean Piaget; Jeremy Hunt; John Bowlby; John
Swinney; Josh MacAlister; Keir Starmer; Khyra Ishaq; Lena Dominelli; Liz Kendall; Logan Mwangi;
Louise Casey; Luke Geoghegan; Lyn Romeo; Maggie Atkinson; Margaret Thatcher; Maria Colwell; Maris
Stratulis; Mark Drakeford; Martha Mills; Martin Narey; Mary Ainsworth; Matt Hancock; Michael Gove;
Michael Lavalette; Michael Marmot; Moira Gibb; Nicholas Mostyn; Nicola Sturgeon; Nushra Mansuri;
Nye Bevan; Octavia Hill; Oliver McGowan; Patricia Crittenden; Paul Michael Garrett; Paulo Freire;
Peter Beresford; Rachel de Souza; Rishi Sunak; Sajid Javid; Sara Sharif; Sarah Everard; Sharon
Shoesmith; Simon Wessely; Siobhan Maclean; Star Hobson; Stephen Kinnock; Stephen Lawrence; Theresa
May; Tom Kitwood; Tony Blair; Urie Bronfenbrenner; Vaughan Gething; Vic Finkelstein; Victoria
Climbié; Victoria Gillick; Wes Streeting; William Beveridge; William Utting; Yvette Cooper
"""
_TITLED = "Casey; Fraser; Hale; Laming; Marmot; McFarlane; Mostyn; Munby; Munro; Narey; Ryder"
"""Known by a title and the surname."""


def _either(listed: str) -> str:
    named = (" ".join(name.split()) for name in listed.split(";"))
    return "|".join(re.escape(name).replace(r"\ ", r"\s+").replace("é", "[eé]") for name in named)


_TITLES = r"(?:(?:sir|dame|lord|lady|baroness|baron|justice|professor|prof|dr|mr|ms|mrs)\.?\s+)"
_NAMED = re.compile(
    rf"\b(?:{_TITLES}*(?:{_either(_PEOPLE)})"
    rf"|(?:sir|dame|lord|lady|baroness|justice|professor|prof)\s+(?:justice\s+)?"
    rf"(?:{_either(_TITLED)}))(?:['’]s)?(?!\w)",
    re.IGNORECASE,
)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where public people are named in a text, their titles included."""
    return (found.span() for found in _NAMED.finditer(text))
