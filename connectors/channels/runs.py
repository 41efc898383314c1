"""Which arrivals of a conversation are understood together, and what they say to the assistant.

People send a thought in several lines, a picture and then what it is about, an album as five
messages. What follows each other within two seconds is one message; a tapped choice and a first
contact stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.channels.contract import Kind

JOIN_WITHIN = 2000
"""Milliseconds by the platform's clock. Telegram counts in whole seconds."""
MOST_CHARACTERS = 2000
_ALONE: frozenset[str] = frozenset({"choice", "started"})
PROCEDURE = re.compile(r"\d{1,3}(?:[._]\d{3,6}){1,3}")
"""A procedure's code as a deep link may hold it."""
GREETING = "xin chào"


@dataclass(frozen=True)
class Line:
    """An arrival as it lies in the store."""

    number: int
    key: str
    kind: Kind
    text: str
    choice: str | None
    masked: tuple[str, ...]
    group: bool
    sent_at: int
    received_at: float


@dataclass(frozen=True)
class Said:
    """What is put to the assistant."""

    text: str
    choice: str | None
    details: dict[str, Any] = field(default_factory=dict)


def is_settled(lines: Sequence[Line], now: float, settle: float) -> bool:
    """Whether nothing more is waited for: the last line came `settle` seconds ago, or somebody
    has been writing for four times as long.
    """
    if all(line.kind in _ALONE for line in lines):
        return True
    arrived = [line.received_at for line in lines]
    return now - max(arrived) >= settle or now - min(arrived) >= 4 * settle


def settled_at(first: float, last: float, settle: float) -> float:
    """When that will be, if nothing more comes."""
    return min(last + settle, first + 4 * settle)


def first_run(lines: Sequence[Line]) -> list[Line]:
    """The lines, in the order they were sent, that are answered as one message."""
    run = [lines[0]]
    if lines[0].kind in _ALONE:
        return run
    length = len(lines[0].text)
    for line in lines[1:]:
        length += 1 + len(line.text)
        if (
            line.kind in _ALONE
            or line.sent_at - run[-1].sent_at > JOIN_WITHIN
            or length > MOST_CHARACTERS
        ):
            break
        run.append(line)
    return run


def said(run: Sequence[Line]) -> Said:
    """A run as one message."""
    masked = list(dict.fromkeys(kind for line in run for kind in line.masked))
    details: dict[str, Any] = {"masked": masked}
    if any(line.group for line in run):
        details["group"] = True
    first = run[0]
    if first.kind == "choice":
        return Said("", first.choice or "", details)
    if first.kind == "started":
        return Said(*_link(first.text), details)
    attached = list(dict.fromkeys(line.kind for line in run if line.kind != "text"))
    if attached:
        details["attached"] = attached
    text = " ".join(line.text for line in run if line.text)[:MOST_CHARACTERS]
    return Said(text, None, details)


def _link(parameter: str) -> tuple[str, str | None]:
    """What a deep link asks for: a procedure by its code, a guide by its resume code, or nothing.

    A link's parameter takes no dot on Telegram: `1_001193` is the procedure 1.001193.
    """
    if PROCEDURE.fullmatch(parameter):
        return "", f"s:{parameter.replace('_', '.')}:"
    return (parameter, None) if parameter else (GREETING, None)
