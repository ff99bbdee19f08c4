"""Whether what only names what stands elsewhere ranks above what says something.

`python -m benchmarks.structure` builds an index of eight made-up documents, each with a contents
page, a bare heading, a list of references and an index whose words are those of the questions, and
asks 40 questions that a section of them answers. It prints for how many a passage that says nothing
is among the first three, and how often the right one is first: by score alone, and as shipped.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from assistant import build_index
from assistant.encoder import Encoder
from assistant.index.engines import LocalIndex
from assistant.index.snapshot import open_snapshot
from assistant.retrieval import rank

FIRST = 3
MADE_UP = "This document is made up. Nothing in it describes a real service, person or publication."
Section = tuple[str, str, str]
TOPICS: dict[str, tuple[Section, ...]] = {
    "Kinship carers in Harrowmere": (
        (
            "Allowances for kinship carers",
            "A kinship carer is paid 184 pounds a week for each child from the day that the "
            "placement begins.",
            "What allowances do kinship carers get?",
        ),
        (
            "Respite for kinship carers",
            "Two weekends in every quarter are kept for rest, and a sitter who is known to "
            "the child stays.",
            "How much respite do kinship carers have?",
        ),
        (
            "Contact with birth parents",
            "The carer and the worker agree how often the parents visit, and write it into "
            "the plan within ten days.",
            "Who decides on contact with birth parents?",
        ),
        (
            "Training of kinship carers",
            "Three evenings on attachment are offered in spring, and travel to them is repaid.",
            "What training of kinship carers is offered?",
        ),
        (
            "Complaints by kinship carers",
            "A complaint goes to the panel's clerk, who answers in writing inside fifteen "
            "working days.",
            "How are complaints by kinship carers handled?",
        ),
    ),
    "Hospital discharge in Thornbeck": (
        (
            "Discharge planning meetings",
            "The ward calls the meeting on the second day, and the patient sits in it.",
            "When are discharge planning meetings held?",
        ),
        (
            "Home adaptations before discharge",
            "Rails and a raised seat are fitted by the council's own joiner before the "
            "patient leaves.",
            "Who makes home adaptations before discharge?",
        ),
        (
            "Short stays after discharge",
            "Six beds in Alder House are kept for those whose home is not ready; a stay ends "
            "after four weeks.",
            "How long are short stays after discharge?",
        ),
        (
            "Discharge at weekends",
            "No one is sent home on a Sunday unless a relative has said that they will be there.",
            "Is discharge at weekends allowed?",
        ),
        (
            "Medicines on discharge",
            "Fourteen days of tablets go home with the patient in a box that shows morning "
            "and night.",
            "What medicines on discharge does a patient take home?",
        ),
    ),
    "Young carers in Quillford": (
        (
            "Identifying young carers",
            "Every school names one teacher who asks new pupils in the first month whether "
            "they look after somebody.",
            "How are young carers identified?",
        ),
        (
            "Assessment of young carers",
            "The assessment is finished in 30 days and is done without the parent in the "
            "room for at least an hour.",
            "How long does the assessment of young carers take?",
        ),
        (
            "Groups for young carers",
            "A group meets on Thursdays over the library, with a meal, for those between "
            "eight and seventeen.",
            "When do groups for young carers meet?",
        ),
        (
            "Transport for young carers",
            "Taxis are paid when a group ends after seven in the evening.",
            "Is transport for young carers paid?",
        ),
        (
            "Young carers and exams",
            "A letter from the worker lets a pupil have a quarter more time and a room of "
            "their own.",
            "What help do young carers get with exams?",
        ),
    ),
    "Supervision at Marlow Fen": (
        (
            "Frequency of supervision",
            "New workers are seen each week for three months, all others every fourth week.",
            "What is the frequency of supervision?",
        ),
        (
            "Recording supervision",
            "Both sign a note of one page, which is kept with the personnel file for six years.",
            "How is recording supervision done?",
        ),
        (
            "Reflective supervision",
            "Half of each hour is for one case of the worker's choosing, looked at without "
            "targets.",
            "What is reflective supervision like?",
        ),
        (
            "Group supervision",
            "Up to five colleagues meet with someone from another team every second month.",
            "How many take part in group supervision?",
        ),
        (
            "Supervision of managers",
            "Managers bring their decisions to a peer from a neighbouring council twice a year.",
            "Who gives supervision of managers?",
        ),
    ),
    "Self-neglect and hoarding in Eastry": (
        (
            "Visiting people who hoard",
            "The first visit is made by two, lasts no more than half an hour, and nothing is "
            "moved.",
            "How is visiting people who hoard done?",
        ),
        (
            "Capacity and self-neglect",
            "Whether someone can decide is looked at for each decision, with an example from "
            "their own kitchen.",
            "How is capacity looked at in self-neglect?",
        ),
        (
            "Fire safety and hoarding",
            "The fire service fits alarms for nothing and draws a plan of the way out.",
            "What about fire safety and hoarding?",
        ),
        (
            "Clearing homes after hoarding",
            "A clearance needs the consent of whoever lives there, and is spread over weeks.",
            "When may clearing homes after hoarding begin?",
        ),
        (
            "Costs of self-neglect work",
            "The fund pays up to 900 pounds a household for skips and cleaning.",
            "What are the costs of self-neglect work met by?",
        ),
    ),
    "Direct payments in Oversby": (
        (
            "Rates of direct payments",
            "An hour of care is reckoned at 19 pounds 40 since April.",
            "What are the rates of direct payments?",
        ),
        (
            "Employing relatives with direct payments",
            "Someone of the same household may be employed only where the director has agreed.",
            "Is employing relatives with direct payments possible?",
        ),
        (
            "Audit of direct payments",
            "Bank papers are looked through after eight weeks, and then once in a year.",
            "How often is the audit of direct payments?",
        ),
        (
            "Ending direct payments",
            "Either side may stop with four weeks of notice; unspent money goes back.",
            "How can ending direct payments come about?",
        ),
        (
            "Payroll for direct payments",
            "A firm in the town works out wages at no charge for whoever asks.",
            "Who does the payroll for direct payments?",
        ),
    ),
    "Asylum-seeking children in Wenlow": (
        (
            "Age assessment of asylum-seeking children",
            "Two workers who were trained for it meet the young person at least twice, with "
            "someone at their side.",
            "Who does the age assessment of asylum-seeking children?",
        ),
        (
            "Interpreters for asylum-seeking children",
            "The same interpreter is booked each time and never one from the young person's town.",
            "Which interpreters for asylum-seeking children are booked?",
        ),
        (
            "Schooling of asylum-seeking children",
            "A place is found within twenty days, and until then lessons are held at the centre.",
            "How quickly does schooling of asylum-seeking children begin?",
        ),
        (
            "Tracing families of asylum-seeking children",
            "A letter goes to the tracing service only when the young person has said yes twice.",
            "When does tracing families of asylum-seeking children start?",
        ),
        (
            "Leaving care for asylum-seeking children",
            "At eighteen an adviser stays with them, and the room is theirs for another half year.",
            "What happens on leaving care for asylum-seeking children?",
        ),
    ),
    "Domestic abuse work in Pellaby": (
        (
            "Safety plans in domestic abuse",
            "The plan names a neighbour, a word and a bag, and is kept away from the house.",
            "What do safety plans in domestic abuse hold?",
        ),
        (
            "Children and domestic abuse",
            "Each child is seen alone at school before the week is out.",
            "How are children seen in domestic abuse?",
        ),
        (
            "Refuge places for domestic abuse",
            "Eleven places are held with the next county, two of them for large families.",
            "How many refuge places for domestic abuse are there?",
        ),
        (
            "Working with perpetrators of domestic abuse",
            "A course of twenty six evenings is run by probation, and partners are rung each "
            "fortnight.",
            "How is working with perpetrators of domestic abuse arranged?",
        ),
        (
            "Information sharing in domestic abuse",
            "The police send their notice to the duty desk by nine in the morning.",
            "How does information sharing in domestic abuse work?",
        ),
    ),
}


def main() -> None:
    """Build, ask and print."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        corpus.mkdir()
        for title, sections in TOPICS.items():
            name = f"{title.lower().replace(' ', '-')}.md"
            (corpus / name).write_text(document(title, sections), "utf-8")
        build_index(corpus, index)
        opened = open_snapshot(index)
        local, encoder = LocalIndex(opened), Encoder(opened.encoder)
        print(f"{len(local.library)} passages; of {len(_asked())} questions:")
        for name, apparatus in (("by score", frozenset[int]()), ("as shipped", local.apparatus)):
            local.apparatus = apparatus
            empty, right = _counted(local, encoder)
            print(
                f"{name:12} {empty} with a passage that says nothing among the first {FIRST}; "
                f"{right} with the right one first"
            )
        local.close()


def _asked() -> list[Section]:
    return [section for sections in TOPICS.values() for section in sections]


def _counted(local: LocalIndex, encoder: Encoder) -> tuple[int, int]:
    """How many questions meet a passage that says nothing, and how many the right one first."""
    said = [MADE_UP, *(sentence for _, sentence, _ in _asked())]
    empty = right = 0
    for _, sentence, question in _asked():
        ranking = rank(question, encoder.encode_query(question), local)
        hits = ranking.hits(local.passages, FIRST)
        texts = [hit.passage.text for hit in hits]
        empty += any(not any(told in text for told in said) for text in texts)
        right += sentence in texts[0]
    return empty, right


def document(title: str, sections: tuple[Section, ...]) -> str:
    """A made-up document as Markdown, with all that only names what its sections say."""
    return "\n\n".join(_blocks(title, sections))


def _blocks(title: str, sections: tuple[Section, ...]) -> Iterator[str]:
    yield f"# {title}"
    yield MADE_UP
    yield "## Contents"
    yield "\n".join(f"- {head} {'.' * 20} {page}" for page, (head, _, _) in enumerate(sections, 3))
    for head, sentence, _ in sections:
        yield f"## {head}"
        yield sentence
    yield f"## {sections[0][0]}: notes"
    yield "## References"
    for place, (head, _, question) in enumerate(sections):
        yield (
            f"Brennock, A. and Velling, T. (20{place + 10}) '{question} {head} reviewed', "
            f"*Journal of Made-up Practice*, {place + 4}(2), pp. {place + 11}–{place + 29}."
        )
    yield "## Index"
    entries = sorted((head.lower(), page) for page, (head, _, _) in enumerate(sections, 3))
    yield "\n".join(f"- {head}, {page}, {page + 4}–{page + 6}" for head, page in entries)


if __name__ == "__main__":
    main()
