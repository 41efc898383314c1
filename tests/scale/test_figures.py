"""The figures say the same on PostgreSQL as on SQLite, of the same made-up month."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connectors.desk.desk import Desk, open_desk
from connectors.desk.review import disliked, unclear
from connectors.learned import FIGURES, read
from connectors.settings import Settings
from ops.month_of_talk import fill

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@contextmanager
def _month(url: str, folder: Path) -> Iterator[Desk]:
    settings = Settings(database_url=url, var=folder)
    desk = open_desk(settings)
    fill(desk, settings, FIRST, 400)
    yield desk
    desk.close()


def _told(desk: Desk, name: str) -> list[list[Any]]:
    rows = read(desk.engine, FIGURES[name], FIRST, LAST, least=1).rows
    return sorted([
        [round(cell, 1) if isinstance(cell, float) else cell for cell in row] for row in rows
    ], key=str)  # fmt: skip


def test_both_databases_tell_the_same(database: str, tmp_path: Path) -> None:
    with (
        _month(database, tmp_path) as ours,
        _month(f"sqlite:///{tmp_path / 'a.db'}", tmp_path) as b,
    ):
        for name in FIGURES:
            told = _told(ours, name)
            assert told, name
            for mine, other in zip(told, _told(b, name), strict=True):
                assert [type(cell) for cell in mine] == [type(cell) for cell in other], name
                numbers = [cell if isinstance(cell, int | float) else 0 for cell in other]
                # A half may be rounded either way.
                near = [pytest.approx(number, abs=0.11) for number in numbers]
                assert [cell if isinstance(cell, int | float) else 0 for cell in mine] == near, (
                    name,
                    mine,
                    other,
                )
                assert [cell for cell in mine if isinstance(cell, str)] == [
                    cell for cell in other if isinstance(cell, str)
                ], (name, mine, other)
        assert unclear(ours.engine) == unclear(b.engine)
        assert disliked(ours.engine) == disliked(b.engine)
