"""What is printed, to the letter, and that it keeps to its width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.evaluation.comparison import compare
from assistant.evaluation.questions import Extract, Judged, JudgedMark
from assistant.evaluation.report import file_report, overall_report, side_report
from assistant.evaluation.runs import AskedIndex, Result
from assistant.records import Outcome

Make = Callable[..., Judged]
ASKED = AskedIndex("20261122T101500Z-0123456789ab", "tiny", 2, 1234)

REPORT = """\
a.jsonl
=======
3 answerable and 2 unanswerable questions; 1,234 passages of 2 documents (snapshot
20261122T101500Z-0123456789ab, tiny)
Questions name documents as right that the index does not hold, and so count as missed:
a.txt (one, two, three); 'assistant documents' lists its own

answerable: ranking  questions  nDCG@10  recall@1  recall@3  recall@10  MRR@10
all                          3    0.544     0.333     0.667      0.667   0.500
fact                         2    0.815     0.500     1.000      1.000   0.750
list                         1    0.000     0.000     0.000      0.000   0.000

quote in the first: mark  questions  holds it  length to unit's
all                               1     0.000             1.500
fact                              1     0.000             1.500

answerable: outcome  questions  found  unconfirmed  not found  share found
all                          3      2            1          0        0.667
fact                         2      2            0          0        1.000
list                         1      0            1          0        0.000

unanswerable: outcome  questions  found  unconfirmed  not found  share found
all                            2      1            0          1        0.500
near-miss                      1      1            0          0        1.000
off-topic                      1      0            0          1        0.000

unanswerable: told apart  questions  pass as 85 % of answerable do  ROC area
all                               2                          1.000     0.250
near-miss                         1                          1.000     0.000
off-topic                         1                          1.000     0.500

Another passage came first: 1 of 2, the worst first

 1. three (list): not in the first 50, nDCG 0.000, unconfirmed (0.500)
    asked:    What is three?
    right:    A
              “right for three”
    first:    B (2020), page 2
              “first for three”

Marked beside the quote: 1, the surest first

 1. one (fact): rank 1, nDCG 1.000, found (0.500)
    asked:    What is one?
    quote:    “right”
    marked:   “beside it”

Found, though unanswerable: 1, the surest first

 1. four (near-miss): found (0.875)
    asked:    What is four?
    first:    B (2020), page 2
              “first for four”"""

SIDE = """\

Beside before.json
1 question left out: not there, or labelled otherwise.

2 answerable    now  other  difference     95 % interval      p
nDCG@10       0.815  0.715      +0.100  -0.369 to +0.569  1.000
MRR@10        0.750  0.625      +0.125  -0.500 to +0.750  1.000
recall@1      0.500  0.500      +0.000  -1.000 to +1.000  1.000
recall@3      1.000  0.500      +0.500  +0.000 to +1.000  1.000

outcomes                   now  other
answerable, found            2      2
answerable, unconfirmed      0      0
answerable, not found        0      0
unanswerable, found          1      0
unanswerable, unconfirmed    0      0
unanswerable, not found      0      1

marks and probability                          now  other
marks that hold the quote                    1.000  0.000
length to the unit's                         1.000      –
unanswerable, pass as 85 % of answerable do  1.000  1.000
area under the ROC curve                     0.500  0.500

No difference that could not be chance: with 2 questions, none of the metrics has p below
0.05.

Worse now: 1, the most changed first

 1. two (what): rank 2, other rank 1
    asked:    What is two?
    now:      B (2020), page 2
              “first for two”
    other:    B (2020), page 2
              “first for two”

Better now: 1, the most changed first

 1. one (what): rank 1, other rank 4
    asked:    What is one?
    now:      B (2020), page 2
              “first for one”
    other:    B (2020), page 2
              “first for one”"""


def result(judged: Make) -> Result:
    questions = (
        judged("one", 1, kind="fact", mark=JudgedMark("beside it", False, 1.5)),
        judged("two", 2, kind="fact"),
        judged("three", None, Outcome.UNCONFIRMED, kind="list"),
        judged("four", answerable=False, kind="near-miss", probability=0.875),
        judged("five", None, Outcome.NOT_FOUND, answerable=False, kind="off-topic"),
    )
    return Result("x/a.jsonl", ASKED, questions, ("a.txt",))


def test_a_report_is_printed_so(judged: Make) -> None:
    """Figures by kind, outcomes apart for the unanswerable, and the worst with what came first."""
    assert "\n".join(file_report(result(judged), 1)) == REPORT


def test_no_worst_questions_are_printed_where_none_are_wanted(judged: Make) -> None:
    """With 0 the report ends after its tables."""
    assert "\n".join(file_report(result(judged), 0)) == REPORT.split("\n\nAnother passage")[0]


def test_all_files_have_a_row_each(judged: Make) -> None:
    """After several files one table gives each of them, and all questions together."""
    one = result(judged)
    two = Result("a-very-long-name-of-a-question-file.jsonl", ASKED, (judged("x", 1),))
    lines = overall_report([one, two])
    assert lines[:2] == ["All files", ""]
    assert lines[2].startswith("answerable: ranking       questions  nDCG@10")
    assert lines[3].startswith("all questions                     4    0.658     0.500")
    assert lines[4].startswith("a.jsonl                           3    0.544")
    assert lines[5].startswith("a-very-long-name-of-a-q…          1    1.000")


def test_a_comparison_is_printed_so(judged: Make) -> None:
    """Both columns, the difference with interval and p, then what changed and both passages."""
    now = [
        judged("one", 1, mark=JudgedMark("right", True, 1.0)),
        judged("two", 2),
        judged("four", answerable=False),
        judged("new", 1),
    ]
    there = [
        judged("one", 4),
        judged("two", 1, mark=JudgedMark("", False, None)),
        judged("four", None, Outcome.NOT_FOUND, answerable=False),
    ]
    assert "\n".join(side_report(compare(now, there), "before.json", 1)) == SIDE


def test_of_one_class_no_table_says_anything_of_the_other(judged: Make) -> None:
    """A file without an unanswerable question says nothing of telling them apart."""
    shown = "\n".join(file_report(Result("a.jsonl", ASKED, (judged("a", 1),)), 5))
    assert "unanswerable:" not in shown
    assert "mark" not in shown
    shown = "\n".join(file_report(Result("a.jsonl", ASKED, (judged("a", answerable=False),)), 0))
    assert "\nunanswerable: outcome" in shown
    assert "\nanswerable:" not in shown
    assert "told apart" not in shown


def test_lines_stay_within_the_width(judged: Make) -> None:
    """However long questions, citations and passages are, no line is over 90 columns."""
    long = judged("x", 7, kind="a kind with a very long name that goes on and on and on and on")
    extract = Extract("a.txt", 0, 9, "Title " * 40, "word " * 40)
    question = replace(long.question, turns=("What " * 60, "And " * 60), id="x")
    mark = JudgedMark("marked " * 60, False, 1000.0)
    long = replace(long, first=extract, right=extract, question=question, mark=mark)
    other = judged("u", answerable=False, kind=long.question.type)
    lines = file_report(Result("a.jsonl", ASKED, (long, judged("y", 1), other)), 5)
    lines += side_report(compare([long], [replace(long, rank=1)]), "x.json", 5)
    assert max(map(len, lines)) <= 90
    assert sum("asked:" in line for line in lines) == 5
