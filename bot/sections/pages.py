"""Packing lines into messages of at most about sixty words."""

from __future__ import annotations

from collections.abc import Iterable

MAX_WORDS = 60


def pack(intro: str, lines: Iterable[str]) -> list[str]:
    """Texts that hold the lines in order, the first under `intro`.

    A line longer than a message stands alone, uncut: half a fact is no fact.
    """
    texts: list[str] = []
    current = [intro] if intro else []
    for line in lines:
        if current and _words([*current, line]) > MAX_WORDS and current != [intro]:
            texts.append("\n".join(current))
            current = []
        current.append(line)
    if current:
        texts.append("\n".join(current))
    return texts


def _words(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)
