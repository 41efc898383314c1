"""What the twin knows: rows in the portal's wire format, and its mode of the moment."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from nlu.text import fold

Json = dict[str, Any]
ModeName = Literal["normal", "slow", "down", "html", "malformed", "stale", "unknown", "other"]
"""unknown and other: for dossiers only: no such code, and somebody else's dossier."""

_LEVEL_FLAGS = {"COMMUNE": "isWard", "PROVINCE": "isProvince", "MINISTRY": "isMinistry"}


class Mode(BaseModel):
    """How the twin behaves. seconds: the delay of `slow`. after: so many requests are answered
    normally first. times: after so many more it is normal again; 0 is until it is changed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: ModeName = "normal"
    seconds: float = Field(default=2.0, ge=0, le=3600)
    after: int = Field(default=0, ge=0)
    times: int = Field(default=0, ge=0)


class Row(BaseModel):
    """One procedure: its item of the list, and its detail."""

    model_config = ConfigDict(extra="forbid")

    listing: Json
    detail: Json


class Twin:
    """Rows by id, newest id first like the portal's list. Safe for several threads."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._lock = threading.Lock()
        self._rows = {str(row.listing["id"]): row for row in rows}
        self._at_first = copy.deepcopy(self._rows)
        self._mode = Mode()
        self._since_mode = 0
        self.requests = 0

    def set_mode(self, mode: Mode) -> None:
        """Behave so from the next request on."""
        with self._lock:
            self._mode, self._since_mode = mode, 0

    def mode_for_request(self) -> Mode:
        """Count a request, and say how to behave for it."""
        with self._lock:
            self.requests += 1
            self._since_mode += 1
            beyond = self._since_mode - self._mode.after
            holds = beyond > 0 and (not self._mode.times or beyond <= self._mode.times)
            return self._mode if holds else Mode()

    @property
    def mode(self) -> Mode:
        """The mode that was set last."""
        return self._mode

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, record_id: str, row: Row) -> None:
        """Add or replace a row."""
        with self._lock:
            self._rows[record_id] = row

    def patch(self, record_id: str, listing: Json, detail: Json) -> Row | None:
        """Replace some keys of a row; None when there is no such row."""
        with self._lock:
            row = self._rows.get(record_id)
            if row is None:
                return None
            changed = Row(listing=row.listing | listing, detail=row.detail | detail)
            self._rows[record_id] = changed
            return changed

    def remove(self, record_id: str) -> bool:
        """Remove a row; whether there was one."""
        with self._lock:
            return self._rows.pop(record_id, None) is not None

    def detail(self, record_id: str, stale: bool = False) -> Json | None:
        """The detail of a row. stale: as it was when the twin started."""
        row = (self._at_first if stale else self._rows).get(record_id)
        return row.detail if row else None

    def page(self, asked: Json, stale: bool = False) -> Json:
        """One page of the list, with the portal's filters."""
        with self._lock:
            rows = dict(self._at_first if stale else self._rows)
        found = [i for i in sorted(rows, reverse=True) if _fits(rows[i], asked)]
        cursor = str(asked.get("lastId") or "")
        rest = [record_id for record_id in found if not cursor or record_id < cursor]
        ids = rest[: max(1, min(int(asked.get("limit") or 10), 200))]
        items = [rows[record_id].listing for record_id in ids]
        return {"items": items, "lastId": ids[-1] if ids else "", "total": len(found)}


def _fits(row: Row, asked: Json) -> bool:
    """The filters are those of the API: q is a part of the name, without accents, or the code."""
    q = fold(str(asked.get("q") or "")).strip()
    if q and q not in fold(str(row.listing.get("name", ""))) and q != row.listing.get("code"):
        return False
    if (kind := asked.get("type")) and row.listing.get("type") != kind:
        return False
    if (level := asked.get("level")) and row.detail.get(
        _LEVEL_FLAGS.get(str(level), "")
    ) is not True:
        return False
    if (code := asked.get("departmentCode")) and row.detail.get("departmentPromulgateCode") != code:
        return False
    category = asked.get("categoryId")
    return not category or category in row.listing.get("categoryIds", [])
