"""A record as a key: by identity, since records never change within a process."""

from __future__ import annotations

from knowledge.schema import Procedure


class Same:
    """Equal only to itself around the very same object, which it keeps alive."""

    __slots__ = ("procedure",)

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure

    def __hash__(self) -> int:
        return id(self.procedure)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.procedure is self.procedure
