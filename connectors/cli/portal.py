"""`tungbuoc portal …`: reading the national portal, its twin, and what a person must look at."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from connectors.cli.errors import CliError
from connectors.settings import Settings

portal = typer.Typer(help="Thủ tục trên Cổng Dịch vụ công quốc gia.", no_args_is_help=True)
review = typer.Typer(help="Thủ tục của ta mà Cổng đã đổi: xem, rồi khép lại.")
portal.add_typer(review, name="review")

Store = Annotated[str | None, typer.Option(help="kho bản ghi (tệp hoặc URL SQLAlchemy)")]
AsJson = Annotated[bool, typer.Option("--json", help="in JSON")]


@portal.command()
def sync(
    url: Annotated[str | None, typer.Option(help="địa chỉ API của Cổng, hay của Cổng thử")] = None,
    store: Store = None,
    full: Annotated[bool, typer.Option("--full", help="đọc lại mọi chi tiết")] = False,
    restart: Annotated[bool, typer.Option("--restart", help="bỏ lần dang dở, làm từ đầu")] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="tin cả khi hơn một phần năm biến mất")
    ] = False,
    rate: Annotated[
        float | None, typer.Option(help="nhiều nhất bao nhiêu câu hỏi một giây", min=0.01)
    ] = None,
    page: Annotated[int, typer.Option(help="số dòng mỗi trang danh sách", min=1, max=200)] = 50,
    as_json: AsJson = False,
) -> None:
    """Cập nhật kho theo Cổng; dừng giữa chừng thì lần sau làm tiếp."""
    from connectors.portal.client import Patience, PortalClient
    from connectors.portal.reporting import render
    from connectors.portal.sync import SyncOptions, believe
    from connectors.portal.sync import sync as sync_store
    from knowledge import records
    from knowledge.imported import ImportedStore

    settings = Settings()
    patience = Patience(
        rate=rate or settings.portal_rate,
        timeout=settings.portal_timeout,
        retries=settings.portal_retries,
    )
    options = SyncOptions(
        page=page,
        refresh_days=settings.portal_refresh_days,
        everything=full,
        afresh=restart,
        allow_shrink=allow_shrink,
    )
    curated = {procedure.code for procedure in records.load()}
    opened = ImportedStore(store or settings.portal_store_url)
    try:
        with PortalClient(url or settings.portal_url, patience) as client:
            report = sync_store(client, opened, date.today(), curated, options, _progress)
    finally:
        opened.close()
    print(report.model_dump_json(indent=2) if as_json else render(report))
    believe(report)


def _progress(line: str) -> None:
    """On the error stream, so that the report alone can be piped."""
    print(line, file=sys.stderr, flush=True)


@portal.command()
def sandbox(
    port: Annotated[int, typer.Option(help="cổng mạng")] = 8090,
    host: Annotated[str, typer.Option(help="địa chỉ")] = "127.0.0.1",
    catalog: Annotated[Path | None, typer.Option(help="danh mục (JSONL)")] = None,
    procedures: Annotated[Path | None, typer.Option(help="bản ghi đầy đủ (JSONL)")] = None,
    commune: Annotated[Path | None, typer.Option(help="bản ghi chữ của trang (JSONL)")] = None,
    state: Annotated[
        Path | None, typer.Option(help="tệp giữ đồng hồ, để chạy lại thì hồ sơ đi tiếp")
    ] = None,
) -> None:
    """Chạy Cổng thử: nói như Cổng thật, có các ngày xấu của nó."""
    import uvicorn

    from connectors.portal.sandbox import (
        Twin,
        TwinClock,
        TwinDossiers,
        create_sandbox,
        demonstration_scripts,
    )
    from connectors.portal.sandbox.convert import load
    from connectors.portal.sandbox.demonstration import demonstration

    if catalog is None and (procedures or commune):
        raise CliError("--procedures và --commune cần có --catalog")
    rows = load(catalog, procedures, commune) if catalog else demonstration()
    dossiers = TwinDossiers(demonstration_scripts(), TwinClock(state))
    print(
        f"{len(rows)} thủ tục, {len(dossiers)} hồ sơ, http://{host}:{port}",
        file=sys.stderr,
        flush=True,
    )
    app = create_sandbox(Twin(rows), dossiers)
    uvicorn.run(app, host=host, port=port, log_level="warning")


@review.callback(invoke_without_command=True)
def list_reviews(context: typer.Context, store: Store = None, as_json: AsJson = False) -> None:
    """Liệt kê những gì đang chờ người xem."""
    from connectors.portal.reporting import render_reviews
    from knowledge.imported import ImportedStore

    if context.invoked_subcommand:
        return
    opened = ImportedStore(store or Settings().portal_store_url)
    try:
        print(render_reviews(opened.open_reviews(), as_json))
    finally:
        opened.close()


@review.command()
def settle(
    number: Annotated[int, typer.Argument(help="số của việc xem lại")],
    by: Annotated[str, typer.Option(help="ai đã xem")],
    note: Annotated[str, typer.Option(help="đã làm gì với bản ghi của ta")],
    store: Store = None,
) -> None:
    """Khép một việc xem lại: đã đối chiếu, bản ghi của ta lại được nói bình thường."""
    from knowledge.imported import ImportedStore

    opened = ImportedStore(store or Settings().portal_store_url)
    try:
        done = opened.settle(number, by, note, date.today())
    finally:
        opened.close()
    print(f"đã khép {done.number}: {done.code} {done.name}")
