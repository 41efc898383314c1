"""Every command; each only reads its arguments and calls what does the work."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connectors.cli.channels import channels
from connectors.cli.desk import desk
from connectors.cli.dossiers import dossiers
from connectors.cli.guide import guide
from connectors.cli.keeping import keeping
from connectors.cli.portal import portal
from connectors.cli.proposals import proposing
from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.library import Library

app = typer.Typer(
    name="tungbuoc",
    help="Từng Bước: trợ lý hướng dẫn thủ tục hành chính.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
knowledge = typer.Typer(help="Bản ghi thủ tục.", no_args_is_help=True)
knowledge.add_typer(keeping)
knowledge.add_typer(proposing)
app.add_typer(knowledge, name="knowledge")
app.add_typer(portal, name="portal")
app.add_typer(dossiers, name="dossiers")
app.add_typer(guide, name="guide")
app.add_typer(desk, name="desk")
app.add_typer(channels, name="channels")

Url = Annotated[str, typer.Option(help="địa chỉ máy chủ đang chạy")]
_DEFAULT_URL = "http://127.0.0.1:8000"


@app.command()
def serve() -> None:
    """Chạy máy chủ: ứng dụng và Rasa; cái nào chết thì chạy lại."""
    from connectors.serve.start import start

    start(Settings())


@app.command()
def ask(text: str, url: Url = _DEFAULT_URL) -> None:
    """Hỏi một câu."""
    from connectors.cli.talk import Talk, render

    print(render(Talk(url).say(text)))


@app.command()
def chat(url: Url = _DEFAULT_URL) -> None:
    """Nói chuyện trong cửa sổ lệnh."""
    from connectors.cli.talk import converse

    converse(url)


@app.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="tệp câu hỏi có nhãn (JSONL)")],
    as_json: Annotated[bool, typer.Option("--json", help="in JSON")] = False,
    url: Annotated[str | None, typer.Option(help="hỏi API của máy chủ đang chạy")] = None,
    part: Annotated[
        str | None, typer.Option(help="chỉ phần development hoặc test của các tệp")
    ] = None,
    wrong: Annotated[bool, typer.Option("--wrong", help="liệt kê câu sai")] = False,
    save: Annotated[
        Path | None, typer.Option(help="ghi số liệu và cấu hình đã đo vào tệp này")
    ] = None,
) -> None:
    """Đo độ đúng trên các câu hỏi có nhãn."""
    from connectors.cli.evaluate import part_named, run
    from connectors.cli.saved import save as save_figures

    result = run(files, Settings(), url, part_named(part))
    if save:
        save_figures(save, files, part_named(part), result.to_json())
    print(json.dumps(result.to_json(), ensure_ascii=False, indent=2) if as_json else result)
    if wrong:
        for asked in result.wrong():
            print(f"{asked.question.labels} -> {asked.codes[:3]} {asked.question.text}")


@app.command()
def intents(
    files: Annotated[list[Path], typer.Argument(help="tệp câu có intent hoặc section (JSONL)")],
    part: Annotated[
        str | None, typer.Option(help="chỉ phần development hoặc test của các tệp")
    ] = None,
    save: Annotated[
        Path | None, typer.Option(help="ghi số liệu và cấu hình đã đo vào tệp này")
    ] = None,
) -> None:
    """Đo Rasa đọc đúng ý định và phần được hỏi."""
    from connectors.cli.evaluate import part_named
    from connectors.cli.intents import run
    from connectors.cli.saved import save as save_figures

    report = run(files, Settings(), part_named(part))
    if save:
        save_figures(save, files, part_named(part), report.to_json())
    print(report)


@app.command()
def tune(
    files: Annotated[list[Path], typer.Argument(help="tệp câu hỏi có nhãn (JSONL)")],
) -> None:
    """Chọn trọng số và ngưỡng trên phần development; ghi vào weights.json."""
    from connectors.cli.evaluate import tune as tune_files

    print(tune_files(files, Settings()))


@app.command()
def finetune() -> None:
    """Luyện thêm mô hình véc-tơ trên lời người dân nói trong bản ghi (khoảng 20 phút); ghi vào
    adapter.npz. Sau đó chạy lại `tungbuoc index` và `tungbuoc tune`.
    """
    from connectors.cli.evaluate import fine_tune

    fine_tune(Settings())


@app.command()
def prepare() -> None:
    """Dựng chỉ mục và huấn luyện Rasa, chỉ những gì đã đổi."""
    from connectors.serve.start import prepare as prepare_all

    prepare_all(Settings())


@app.command()
def index() -> None:
    """Dựng chỉ mục tra cứu, chỉ những gì đã đổi."""
    from connectors.serve.start import build_index

    build_index(Settings())


@knowledge.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="thư mục bản ghi khác")] = None,
) -> None:
    """Kiểm tra mọi bản ghi: tệp, dòng, sai gì."""
    from knowledge import checks, library, records

    today = date.today()
    if folder:
        known = records.load(folder)
        checks.check(known, today)
        print(f"{len(known)} thủ tục, không có gì sai")
        return
    everything = library.load(today)
    library.check(everything, today, _imported(everything))
    aids = everything.aids
    print(
        f"{len(everything.records)} thủ tục, {len(aids.troubles)} trục trặc, "
        f"{len(aids.glossary)} thuật ngữ, {len(aids.statuses)} trạng thái hồ sơ, "
        f"{len(aids.systems)} hệ thống, {len(everything.policies.all)} tỉnh, không có gì sai"
    )


def _imported(everything: Library) -> set[str]:
    """The codes that provinces' policies name and only the portal has."""
    from knowledge.imported import ImportedStore

    named = {
        code
        for policy in everything.policies
        for scope in (*(fee.scope for fee in policy.fees), *(one.scope for one in policy.services))
        for code in scope.procedures
        if everything.records.get(code) is None
    }
    if not named:
        return named
    store = ImportedStore(Settings().portal_store_url)
    try:
        return {code for code in named if store.by_code(code, withheld=True)}
    finally:
        store.close()
