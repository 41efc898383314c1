"""The general account and portal troubles at a stage of the portal, through a small protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.troubles import Ask, Troubles

_BY_STAGE: dict[str, tuple[str, ...]] = {
    "login": (
        "login_failed", "otp_missing", "password_forgotten", "vneid_level2", "sim_not_own",
        "account_locked", "new_phone", "face_or_nfc_fails",
    ),
    "find": ("procedure_not_found",),
    "case": ("procedure_not_found",),
    "place": ("commune_changed",),
    "form": ("data_not_filled",),
    "upload": ("file_too_big", "file_blurred"),
    "pay": ("payment_fails", "payment_taken_not_recorded"),
    "submit": ("digital_signature_asked",),
    "code": ("code_lost", "submitted_not_received"),
}  # fmt: skip
"""Stage of a step → the troubles that happen there, the likeliest first."""
_ANYWHERE = ("portal_slow", "no_smartphone")


@dataclass(frozen=True)
class Node:
    """text: a question, or what to do. answers: (title, next node). end: where advice leaves."""

    text: str
    answers: tuple[tuple[str, str], ...] = ()
    end: str | None = None


class Trees(Protocol):
    """Troubles that no record knows of."""

    def titles(self, stage: str) -> Sequence[tuple[str, str]]:
        """(id, title) of those that happen at a stage of the portal, the likeliest first."""

    def node(self, trouble: str, node: str) -> Node | None:
        """A node of a trouble; the first one for ""."""


class KnownTrees:
    """`knowledge.troubles` as trees."""

    def __init__(self, troubles: Troubles) -> None:
        self._troubles = troubles

    def titles(self, stage: str) -> Sequence[tuple[str, str]]:
        """Those of the stage, then those that happen anywhere."""
        names = (*_BY_STAGE.get(stage, ()), *_ANYWHERE)
        found = ((name, self._troubles.get(name)) for name in names)
        return [(name, trouble.title) for name, trouble in found if trouble is not None]

    def node(self, trouble: str, node: str) -> Node | None:
        """A question with its answers, or advice with what comes after it."""
        known = self._troubles.get(trouble)
        if known is None:
            return None
        found = known.node(node) if node else known.tree[0]
        if found is None:
            return None
        if isinstance(found, Ask):
            return Node(found.ask, tuple((a.title, a.next) for a in found.answers))
        if known.node(found.then) is not None:
            return Node(found.do, (("", found.then),))
        return Node(found.do, end=found.then)
