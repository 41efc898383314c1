"""`tungbuoc dossiers …`: what the ward may see of dossiers, without names or codes."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Annotated

import typer

from connectors.settings import Settings

dossiers = typer.Typer(help="Hồ sơ đã được hỏi tới, không tên, không mã.", no_args_is_help=True)


@dossiers.command()
def waiting(
    days: Annotated[int, typer.Option(help="hồ sơ nộp trong bao nhiêu ngày qua", min=1)] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="in JSON")] = False,
) -> None:
    """Bao nhiêu hồ sơ chờ bao lâu giữa Cổng và nơi nhận."""
    from connectors.dossiers.build import open_office
    from connectors.dossiers.waiting import render, rows

    office = open_office(Settings())
    try:
        now = office.desk.now()
        made = rows(office.known.waited(now - timedelta(days=days)), now)
    finally:
        office.close()
    if as_json:
        print(json.dumps([dataclasses.asdict(row) for row in made], ensure_ascii=False, indent=2))
    else:
        print(render(made))
