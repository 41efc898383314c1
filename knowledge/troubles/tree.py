"""Walking a tree: every way through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.troubles import Ask, Do, Trouble

MAX_QUESTIONS = 4
"""More questions than this on one way, and people give up."""


@dataclass(frozen=True)
class Path:
    """One way: the nodes met, and the word it stops at. That is an end in a sound tree; in a broken
    one it is a node that does not exist, or one met before.
    """

    nodes: tuple[Ask | Do, ...]
    stops_at: str

    @property
    def questions(self) -> int:
        """How many questions are asked on the way."""
        return sum(isinstance(node, Ask) for node in self.nodes)


def leads_to(node: Ask | Do) -> list[tuple[tuple[str | int, ...], str]]:
    """Where a node leads, each with its place in the node."""
    if isinstance(node, Do):
        return [(("then",), node.then)]
    return [(("answers", index, "next"), a.next) for index, a in enumerate(node.answers)]


def paths(trouble: Trouble) -> Iterator[Path]:
    """Every way from the first node."""
    yield from _from(trouble, trouble.tree[0], ())


def _from(trouble: Trouble, node: Ask | Do, before: tuple[Ask | Do, ...]) -> Iterator[Path]:
    way = (*before, node)
    for _, target in leads_to(node):
        following = trouble.node(target)
        if following is None or following in way:
            yield Path(way, target)
        else:
            yield from _from(trouble, following, way)
