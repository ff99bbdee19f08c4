"""How much text each element of a page holds, and how much of it is links."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.readers.html.tree import Node

_PROSE_WORDS = 5  # in one piece of text that is no link


@dataclass(slots=True)
class Weight:
    """Counts of letters and digits; `prose` counts those outside links in pieces of some length."""

    letters: int = 0
    linked: int = 0
    links: int = 0
    prose: int = 0

    def add(self, other: Weight) -> None:
        """Count another's too."""
        self.letters += other.letters
        self.linked += other.linked
        self.links += other.links
        self.prose += other.prose

    @property
    def is_menu(self) -> bool:
        """Whether it is links and hardly anything else."""
        return self.links > 2 and not self.prose and 10 * self.linked >= 6 * self.letters


def weigh(node: Node) -> dict[Node, Weight]:
    """The weight of an element and of all within it."""
    found: dict[Node, Weight] = {}
    _weigh(node, found, in_link=False)
    return found


def _weigh(node: Node, found: dict[Node, Weight], *, in_link: bool) -> Weight:
    in_link = in_link or node.tag == "a"
    weight = Weight(links=1 if node.tag == "a" else 0)
    for child in node.children:
        if isinstance(child, Node):
            weight.add(_weigh(child, found, in_link=in_link))
        else:
            letters = sum(map(str.isalnum, child))
            prose = not in_link and len(child.split()) >= _PROSE_WORDS
            weight.add(Weight(letters, letters if in_link else 0, 0, letters if prose else 0))
    found[node] = weight
    return weight
