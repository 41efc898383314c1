"""`tungbuoc knowledge …` for those who keep the records: what is due, what there is, a new record,
and how ours differ from the portal's.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connectors.cli.errors import CliError
from connectors.settings import ROOT, Settings

if TYPE_CHECKING:
    from knowledge.records import Records

keeping = typer.Typer()
"""Part of the group `knowledge`."""

DOCS = ROOT / "docs"
Folder = Annotated[Path | None, typer.Argument(help="thư mục bản ghi khác")]


@keeping.command()
def due(
    folder: Folder = None,
    days: Annotated[int, typer.Option(help="xem trước bao nhiêu ngày", min=0)] = 60,
    today: Annotated[str | None, typer.Option(help="coi như hôm nay là ngày này")] = None,
) -> None:
    """Liệt kê điều phải xem lại và khi nào, sớm nhất trước; và điều gì đổi vào 1/1 tới."""
    from knowledge import aids
    from knowledge.keeping import agenda
    from knowledge.keeping.due import find
    from knowledge.localities import policy

    day = _day(today)
    everything = () if folder else (aids.load(), policy.load())
    print(agenda.render(find(_load(folder), day, *everything), day, days))


@keeping.command()
def table(
    folder: Folder = None,
    md: Annotated[bool, typer.Option("--md", help="ghi vào docs/records.md")] = False,
) -> None:
    """Bảng mọi thủ tục: giấy, phí, bước, trục trặc, nguồn, độ chắc, ngày đối chiếu."""
    from knowledge.keeping import table as tables

    rows = tables.rows(_load(folder))
    if not md:
        print(tables.render(rows))
        return
    page = DOCS / "records.md"
    page.write_text(tables.render_page(rows), "utf-8")
    print(f"đã ghi {len(rows)} thủ tục vào docs/{page.name}")


@keeping.command()
def new(
    code: Annotated[str, typer.Argument(help='mã trên Cổng, hoặc "tb-…" khi không có mã')],
    name: Annotated[str, typer.Option(help="tên chính thức")],
    field: Annotated[str, typer.Option(help="lĩnh vực: tên thư mục, như ho_tich")],
    folder: Annotated[Path | None, typer.Option(help="thư mục bản ghi khác")] = None,
) -> None:
    """Tạo tệp mẫu cho một thủ tục mới, có lời chỉ dẫn từng chỗ phải điền."""
    from knowledge.keeping import template
    from knowledge.records import PROCEDURES

    path = template.write(folder or PROCEDURES, code, name, field, date.today(), _load(None))
    print(f"đã tạo {path}\nĐiền hết các chỗ có dấu …, rồi chạy: tungbuoc knowledge check")


@keeping.command()
def compare(
    store: Annotated[str | None, typer.Option(help="kho bản ghi của Cổng")] = None,
    md: Annotated[bool, typer.Option("--md", help="ghi vào docs/compared.md")] = False,
) -> None:
    """So từng bản ghi với bản ghi của Cổng: thời hạn, tiền, cấp, giấy tờ, cách nộp."""
    from knowledge import comparison
    from knowledge.imported import ImportedStore

    known = _load(None)
    explained = comparison.load(known=known)
    opened = ImportedStore(store or Settings().portal_store_url)
    try:
        found = comparison.compare(known, opened, explained)
    finally:
        opened.close()
    if not found.rows:
        raise CliError("kho chưa có bản ghi nào của ta: chạy tungbuoc portal sync trước")
    print(comparison.render(found))
    if md:
        (DOCS / "compared.md").write_text(comparison.render_page(found, date.today()), "utf-8")
        print("đã ghi docs/compared.md")
    if found.open or found.stale:
        raise typer.Exit(1)


@keeping.command()
def neighbours(
    store: Annotated[str | None, typer.Option(help="kho bản ghi của Cổng")] = None,
    md: Annotated[bool, typer.Option("--md", help="ghi vào docs/neighbours.md")] = False,
) -> None:
    """Năm bản ghi của Cổng dễ lẫn nhất với mỗi thủ tục, và phân biệt bằng gì. Cần chỉ mục đã có
    bản ghi của Cổng (tungbuoc portal sync, rồi tungbuoc index).
    """
    from connectors.assistant import load_assistant
    from knowledge import comparison
    from knowledge.comparison import neighbours as near
    from knowledge.evaluation import read_questions
    from knowledge.imported import ImportedStore

    settings = Settings()
    assistant = load_assistant(settings)
    if not assistant.retriever.imported:
        raise CliError("chỉ mục chưa có bản ghi nào của Cổng: chạy tungbuoc portal sync trước")
    opened = ImportedStore(store or settings.portal_store_url)
    try:
        imported = opened.active()
    finally:
        opened.close()
    files = sorted((ROOT / "tests" / "evaluation").glob("questions_?.jsonl"))
    questions = [question for file in files for question in read_questions(file)]
    rows = near.neighbours(assistant.retriever, assistant.records, imported, questions)
    copied = comparison.load(known=assistant.records).store
    page = near.render_page(rows, copied or "kho của Cổng")
    if md:
        (DOCS / "neighbours.md").write_text(page, "utf-8")
        print("đã ghi docs/neighbours.md")
    else:
        print(page)


def _load(folder: Path | None) -> Records:
    from knowledge import records

    return records.load(folder) if folder else records.load()


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise CliError(f"{text} không phải là ngày dạng 2026-11-22") from None
