"""The values behind choices: short, opaque to the client, at most 64 bytes."""

from __future__ import annotations

PERSON = "person"
NONE = "none"
DELETE = "delete"
PLACE, LEAVE, MESSAGE = "desk:place", "desk:leave", "desk:message"


def section(code: str, name: str | None) -> str:
    """Answer a section of a procedure; the overview without one."""
    return f"s:{code}:{name or ''}"


def more(code: str, name: str, start: int) -> str:
    """Go on with a section from its `start`-th message on."""
    return f"m:{code}:{name}:{start}"


def papers(code: str, start: int) -> str:
    """Explain the papers from the `start`-th on."""
    return f"p:{code}:{start}"


def steps(code: str, way: str, start: int) -> str:
    """Show the steps of a way from the `start`-th on."""
    return f"w:{code}:{way}:{start}"


def trouble(trouble_id: str, node: str) -> str:
    """Show a node of a trouble's tree."""
    return f"t:{trouble_id}:{node}"


def start(code: str) -> str:
    """Be guided through a procedure; a guide's other values are in `bot.guide.follow`."""
    return f"g:start:{code}"


def parse(value: str) -> list[str]:
    """The parts of a value; what they mean is for the caller to check."""
    return value.split(":")
