"""The documents that a phrase names: 'the pay report', or a title as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from assistant.records import Source
from assistant.words import content_stems

_NOUN = re.compile(
    r"\b(?:document|report|paper|guide|guidance|briefing|leaflet|presentation|slides|booklet|book"
    r"|publication|statement|toolkit|pdf|file|newsletter|pack)s?$",
    re.IGNORECASE,
)
_QUOTES = "“”\"'‘’ "


def named(phrase: str, sources: Sequence[Source]) -> tuple[str, ...]:
    """The paths of the documents that a phrase names.

    They are those with just this title or file name; or, where the phrase ends in a word such as
    'report', those whose title holds all its words, or else all but that. An Act is so not taken
    for a document about it.
    """
    bare = phrase.strip(_QUOTES)
    name = bare.removeprefix("the ").removeprefix("The ").strip(_QUOTES)
    whole = tuple(s.path for s in sources if name.casefold() in _names(s))
    noun = _NOUN.search(name)
    if whole or noun is None:
        return whole
    asked = content_stems(name[: noun.start()])
    held = [s for s in sources if asked and asked <= content_stems(s.title)]
    closer = [s for s in held if content_stems(name) <= content_stems(s.title)]
    return tuple(s.path for s in closer or held)


def _names(source: Source) -> set[str]:
    path = PurePosixPath(source.path)
    title = source.title.casefold()
    return {title, title.removeprefix("the "), path.name.casefold(), path.stem.casefold()}
