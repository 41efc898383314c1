"""`tungbuoc guide …`: what the guides add up to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from connectors.settings import Settings

guide = typer.Typer(help="Dắt từng bước: số liệu.", no_args_is_help=True)


@guide.command()
def figures(as_json: Annotated[bool, typer.Option("--json", help="in JSON")] = False) -> None:
    """Bao nhiêu người bắt đầu, xong, dừng ở bước nào; không biết là ai."""
    from connectors.tally import Figures, Tally

    tally = Tally(Settings().inbox_url)
    try:
        found = Figures(tally.totals())
    finally:
        tally.close()
    print(json.dumps(found.to_json(), ensure_ascii=False, indent=2) if as_json else found)


@guide.command()
def lengths(
    out: Annotated[Path | None, typer.Option(help="ghi bảng vào tệp này")] = None,
) -> None:
    """Từ câu đầu tới mã hồ sơ: mỗi thủ tục bao nhiêu tin, trường hợp ngắn nhất và dài nhất."""
    from bot.guide.lengths import table
    from knowledge import records

    text = table(records.load())
    if out:
        out.write_text(text, "utf-8")
    else:
        print(text)
