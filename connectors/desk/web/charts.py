"""What the ward learns: figures of a month as charts, as CSV, as open data."""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from connectors.desk.accounts import Signed
from connectors.desk.desk import Desk
from connectors.desk.web.columns import columns
from connectors.desk.web.guard import DeskDep, DeskError, May
from connectors.desk.web.named import cells
from connectors.desk.web.pages import private, show
from connectors.learned import FIGURES, LEAST, Table, read
from connectors.web.state import StateDep
from knowledge.dossiers import VIETNAM

router = APIRouter(prefix="/desk/figures", include_in_schema=False)
Reader = Annotated[Signed, Depends(May("figures"))]
Month = Annotated[str, Query(max_length=7)]
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_SIDE_BY_SIDE = 4
_SHOWN = 12
"""Rows of a figure that are seen at once; the others are a tap away."""


@router.get("")
def figures(
    request: Request, desk: DeskDep, app: StateDep, signed: Reader, month: Month = ""
) -> Response:
    """Every figure of a month."""
    since, until = _span(desk, month)
    tables = _tables(desk, since, until)
    records = app.assistant.records
    return show(
        request, "figures.html", signed, tables=tables, month=f"{since:%Y-%m}", least=LEAST,
        cells={table.figure.name: cells(table, records) for table in tables},
        columns={table.figure.name: columns(table) for table in tables if table.figure.by_hour},
        shown=_SHOWN,
        before=_beside(since, -1), after=_beside(since, 1), since=since, until=until,
    )  # fmt: skip


@router.get("/open.json")
def open_data(desk: DeskDep, app: StateDep, signed: Reader, month: Month = "") -> Response:
    """Every figure of a month with its query, to be published as it is."""
    since, until = _span(desk, month)
    tables = _tables(desk, since, until)
    desk.audit.note(signed.person, "figures", f"open.json {since:%Y-%m}")
    body = {
        "from": since.isoformat(),
        "until": until.isoformat(),
        "least_people": LEAST,
        "figures": [
            {
                "name": table.figure.name,
                "title": table.figure.title,
                "about": table.figure.about,
                "columns": table.figure.columns,
                "query": table.figure.query,
                "rows": [dict(zip(table.figure.columns, row, strict=True)) for row in table.rows],
            }
            for table in tables
        ],
    }
    answer = JSONResponse(body)
    private(answer)
    return answer


@router.get("/{name}.csv")
def as_csv(desk: DeskDep, app: StateDep, signed: Reader, name: str, month: Month = "") -> Response:
    """One figure as CSV (UTF-8 with a mark, so that spreadsheets read the accents)."""
    if name not in FIGURES:
        raise DeskError(404, "not_there")
    since, until = _span(desk, month)
    table = read(desk.engine, FIGURES[name], since, until)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(table.figure.columns.values())
    writer.writerows(_safe(row) for row in cells(table, app.assistant.records))
    desk.audit.note(signed.person, "figures", f"{name}.csv {since:%Y-%m}")
    answer = Response(
        "\ufeff" + file.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{since:%Y-%m}.csv"'},
    )
    private(answer)
    return answer


def _tables(desk: Desk, since: date, until: date) -> list[Table]:
    """Every figure; side by side, since the database does not need our interpreter."""
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        return list(pool.map(lambda one: read(desk.engine, one, since, until), FIGURES.values()))


def _span(desk: Desk, month: str) -> tuple[date, date]:
    """The first and last day of a month; of this one where none is named."""
    known = _MONTH.fullmatch(month)
    today = datetime.fromtimestamp(desk.now(), VIETNAM).date()
    year, number = (
        (int(known.group(1)), int(known.group(2))) if known else (today.year, today.month)
    )
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _beside(since: date, step: int) -> str:
    month = since.year * 12 + since.month - 1 + step
    return f"{month // 12}-{month % 12 + 1:02}"


def _safe(row: list[Any]) -> list[Any]:
    """No cell that a spreadsheet would run as a formula."""
    return [
        f"'{cell}" if str(cell)[:1] in "=+-@" and isinstance(cell, str) else cell for cell in row
    ]
