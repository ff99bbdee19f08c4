"""What a snapshot covers, as HTML: its documents, their headings, and what to filter them by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from assistant.answers.filters import Choices, choices_of
from assistant.citation import dated, safe_url, superseded
from assistant.errors import FilterError
from assistant.index.library import reports_of
from assistant.records import Document, Filters, Manifest, MarkKind, ProblemKind, Source
from assistant.text.files import written_day
from assistant.web.guard import parsed
from assistant.web.markup import literal
from assistant.web.service import Answering
from assistant.wording import NO_INDEX, all_documents, count, problems_of

_DOCUMENTS_OPENED = 50  # for their headings, so that a large corpus opens as fast
_HEADINGS_NAMED = 5
_LISTED_OPEN = 12
_LISTED = 1_000  # documents; a browser takes long to show many more, and nobody reads them
_NO_INDEX = f"""<section class="covered" aria-labelledby="covered-title">
<h2 id="covered-title">What is covered</h2><p class="outcome" role="status">{NO_INDEX}
Then reload this page.</p></section>"""
_FINDER = """<p class="finder"><label for="find-document">Find a document in the list</label>
<input type="search" id="find-document" autocomplete="off">
<span class="found" role="status"></span></p>"""
_YES, _NO = "yes", "no"
_NONE_CHOSEN = asdict(Filters())
_SWITCHES = ("easy_read", "current", "include_unstated")
_TITLES = {
    ProblemKind.NOT_READ: "What could not be read",
    ProblemKind.PARTLY_READ: "What was read only in part",
    ProblemKind.REMARK: "What to know of these documents",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """A document and its outermost headings, in order, without repeats."""

    source: Source
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one snapshot holds, as the page tells it."""

    manifest: Manifest
    documents: tuple[Covered, ...]
    is_stale: bool = False
    """Whether a newer index is there that is damaged, so that this one answers in its place."""
    examples: tuple[str, ...] = ()
    """Questions to start from, which the documents answer."""

    def choices(self) -> Choices:
        """Returns what there is to filter by."""
        return choices_of([covered.source for covered in self.documents])

    @property
    def summary(self) -> str:
        """The size and the date: '2 documents, 29 passages, built 22 November 2026'."""
        held = self.manifest
        size = f"{count(held.documents, 'document')}, {count(held.passages, 'passage')}"
        return f"{size}, built {written_day(held.built_at)}"


def covered_by(assistant: Answering) -> Coverage:
    """Returns what the assistant's snapshot covers."""
    sources = assistant.sources()
    opened = [
        Covered(source, _main_headings(assistant.document(source.path), source.title))
        for source in sources[:_DOCUMENTS_OPENED]
    ]
    rest = map(Covered, sources[_DOCUMENTS_OPENED:])
    is_stale = assistant.warning is not None
    return Coverage(assistant.manifest, (*opened, *rest), is_stale, assistant.examples)


def _main_headings(document: Document, title: str) -> tuple[str, ...]:
    """Returns the outermost headings, in order, without repeats and without the title."""
    marks = [m for m in document.marks if m.kind is MarkKind.HEADING]
    outermost = min((m.number or 1 for m in marks), default=1)
    spans = (slice(m.start, m.end) for m in marks if (m.number or 1) == outermost)
    texts = (" ".join(document.text[span].split()) for span in spans)
    return tuple(dict.fromkeys(t for t in texts if t and t.casefold() != title.casefold()))


def contents(coverage: Coverage, topics: Iterable[str]) -> str:
    """Returns HTML of a short list of what the documents are about, and the way to all of them.

    A topic that is a document's title has the document's first headings with it.
    """
    under = {covered.source.title: covered.headings for covered in coverage.documents}
    rows = "".join(f"<li>{_named(topic, under.get(topic, ()))}</li>" for topic in topics)
    documents = all_documents(len(coverage.documents))
    rest = f'<p><a href="#covered-title">See {documents}</a></p>'
    return f'<ul class="contents">{rows}</ul>{rest}'


def stale_html(coverage: Coverage) -> str:
    """Returns HTML that says that an older index answers; nothing where the newest one does."""
    if not coverage.is_stale:
        return ""
    return (
        '<p class="outcome">The newest index of the documents is damaged. This comes from the one '
        f"before, built {written_day(coverage.manifest.built_at)}: tell whoever looks after the "
        "documents.</p>"
    )


def covered_html(coverage: Coverage) -> str:
    """Returns HTML of the section 'What is covered'."""
    if not coverage.manifest.documents:
        return _NO_INDEX
    listed = _grouped([covered.source for covered in coverage.documents[:_LISTED]])
    rest = len(coverage.documents) - _LISTED
    more = f"<p>And {rest:,} more. Ask which documents mention something to find those.</p>"
    is_short = len(coverage.documents) <= _LISTED_OPEN
    opening = "<details open>" if is_short else f"{_FINDER}<details>"
    return (
        '<section class="covered" aria-labelledby="covered-title">'
        '<h2 id="covered-title" tabindex="-1">What is covered</h2>'
        f'<p class="summary">{coverage.summary}.</p>{stale_html(coverage)}'
        f"{opening}<summary>The documents</summary>{listed}"
        f"{more if rest > 0 else ''}</details>{_problems(coverage)}</section>"
    )


def _grouped(sources: Sequence[Source]) -> str:
    named = _group_names(sources)
    groups: dict[str, list[Source]] = {name: [] for name in sorted(named, key=str.casefold) if name}
    for source, name in zip(sources, named, strict=True):
        groups.setdefault(name, []).append(source)
    lists = ""
    for name, held in groups.items():
        told = f"{name or 'Others'}: {count(len(held), 'document')}"
        heading = f"<h3>{literal(told)}</h3>" if len(groups) > 1 else ""
        rows = "".join(map(document_row, held))
        lists += f'<div>{heading}<ul class="documents">{rows}</ul></div>'
    return lists


def _group_names(sources: Sequence[Source]) -> list[str]:
    """Returns each document's campaign, or else its publisher or folder; '' for what has none.

    It is the first of these that most documents have and that several have alike.
    """
    for named in (
        [source.entry.campaign or "" for source in sources],
        [source.entry.publisher or "" for source in sources],
        [source.path.rpartition("/")[0] for source in sources],
    ):
        are_most = 2 * sum(map(bool, named)) > len(sources)
        if are_most and 1 < len(set(named)) <= len(sources) / 2:
            return named
    return [""] * len(sources)


def _named(topic: str, headings: Sequence[str]) -> str:
    more = ["and more"] if len(headings) > _HEADINGS_NAMED else []
    named = literal("; ".join([*headings[:_HEADINGS_NAMED], *more]))
    told = f'<span class="headings">: {named}</span>' if named else ""
    return f"<strong>{literal(topic)}</strong>{told}"


def document_row(source: Source, more: str = "") -> str:
    """Returns a list item: a document's title, linked where it has an address, and its facts.

    `more` is HTML to put after that.
    """
    entry = source.entry
    told = [
        entry.author or entry.publisher or "",
        dated(source),
        entry.nation or "",
        "Easy Read" if entry.easy_read else "",
        count(source.pages, "page") if source.pages else "",
        count(source.slides, "slide") if source.slides else "",
        count(source.passages, "passage"),
    ]
    title, url = literal(source.title), safe_url(entry.url)
    if url:
        attributes = f'href="{literal(url)}" target="_blank" rel="noopener noreferrer"'
        title = f'<a {attributes}>{title}<span class="unseen"> in a new tab</span></a>'
    facts = literal(", ".join(filter(None, told)))
    if outdated := superseded(source):
        standing = literal(outdated.replace("s", "S", 1))
        facts = f'<span class="badge warning">{standing}</span> {facts}'
    return f'<li><strong>{title}</strong> <span class="facts">{facts}</span>{more}</li>'


def _problems(coverage: Coverage) -> str:
    """Lists what could not be read, what only in part, and what else to know, file by file."""
    rows = dict.fromkeys(_TITLES, "")
    sources = (covered.source for covered in coverage.documents)
    for cost, problem in problems_of(reports_of(sources, coverage.manifest.problems)):
        rows[cost] += f"<li>{literal(problem)}</li>"
    lists = "".join(
        f'<h3>{title}</h3><ul class="problems">{rows[kind]}</ul>' if rows[kind] else ""
        for kind, title in _TITLES.items()
    )
    if not rows[ProblemKind.NOT_READ] and not rows[ProblemKind.PARTLY_READ]:
        lists = f'<p class="summary">Every page of every document could be read.</p>{lists}'
    return f'<div id="unread" tabindex="-1">{lists}</div>'


def filter_html(choices: Choices) -> str:
    """Returns a template of the group, closed; '' where there is nothing to choose between.

    Gradio reads it as a template: what could be an expression in it is written as entities.
    """
    fields = "".join(_fields(choices))
    if fields and choices.unstated:
        include, label = [(_YES, "include if not stated")], "If a document does not state these"
        fields += _field("include_unstated", label, include, "leave it out")
    summary = '<summary>Filter<span class="chosen"></span></summary>'
    shown = f'<details class="filter">{summary}<div class="fields">{fields}</div></details>'
    return shown if fields else ""


def chosen_filters(value: str) -> Filters:
    """Returns the filters that the page sends as JSON; '' for none.

    Raises:
        FilterError: the page never sends that.
    """
    chosen = parsed(value or "{}")
    is_ours = isinstance(chosen, dict) and all(isinstance(v, str) for v in chosen.values())
    if not is_ours or not chosen.keys() <= _NONE_CHOSEN.keys():
        raise FilterError("the filter cannot be read: reload the page")
    return Filters(**{name: v == _YES if name in _SWITCHES else v for name, v in chosen.items()})


def sent_filters(filters: Filters) -> str:
    """Returns what the page sends for these filters, as `chosen_filters` reads it."""
    chosen = {n: value for n, value in asdict(filters).items() if value != _NONE_CHOSEN[n]}
    sent = {True: _YES, False: _NO}
    return json.dumps({name: sent.get(value, value) for name, value in chosen.items()})


def _fields(choices: Choices) -> Iterator[str]:
    """Yields a list to choose from for each filter that tells documents apart."""
    for name, label, values in (
        ("nation", "Nation", choices.nations),
        ("campaign", "Campaign", choices.campaigns),
        ("audience", "Written for", choices.audiences),
        ("language", "Language", choices.languages if len(choices.languages) > 1 else ()),
    ):
        if values:
            yield _field(name, label, [(value, value) for value in values])
    if len(choices.years) > 1:
        yield _field("since", "Published from", [(y, f"from {y}") for y in choices.years])
        yield _field("until", "Published up to", [(y, f"up to {y}") for y in choices.years])
    if choices.easy_read:
        yield _field("easy_read", "Easy Read", [(_YES, "Easy Read only"), (_NO, "not Easy Read")])
    if choices.superseded:
        yield _field("current", "Superseded documents", [(_YES, "not superseded")])


def _field(name: str, label: str, values: Sequence[tuple[str, str]], without: str = "any") -> str:
    options = "".join(f'<option value="{_inert(v)}">{_inert(told)}</option>' for v, told in values)
    return (
        f'<p><label for="filter-{name}">{label}</label><select id="filter-{name}" name="{name}">'
        f'<option value="">{without}</option>{options}</select></p>'
    )


def _inert(text: str) -> str:
    """Returns HTML that shows the text, and is no expression of a template either."""
    return literal(text).translate({ord(c): f"&#{ord(c)};" for c in "${}`\\"})
