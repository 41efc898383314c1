"""`tungbuoc desk …`: the helper desk, from the machine it runs on."""

from __future__ import annotations

from typing import Annotated

import typer

from connectors.cli.errors import CliError
from connectors.settings import Settings

desk = typer.Typer(help="Bàn trợ giúp.", no_args_is_help=True)


@desk.command()
def admin(
    name: Annotated[str, typer.Argument(help="tên đăng nhập, viết liền")],
    shown: Annotated[str, typer.Option(help="tên người dân thấy")] = "",
) -> None:
    """Tạo người quản trị (hoặc cấp lại mã cho người đã có), in mã dùng một lần."""
    from connectors.desk.accounts import AccountError
    from connectors.desk.desk import open_desk
    from connectors.desk.words import words

    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    opened = open_desk(settings)
    try:
        code = opened.people.administrator(name, shown or name)
        opened.audit.note(None, "people", f"tungbuoc desk admin {name}")
    except AccountError as error:
        raise CliError(words()[error.reason]) from None
    finally:
        opened.close()
    print(
        f"Mã dùng một lần, trong một ngày: {code}\n"
        f"Mở {settings.citizens_url}/desk/first, gõ tên {name} và mã này để đặt mật khẩu."
    )


@desk.command()
def switch(
    what: Annotated[str, typer.Argument(help="all, channel:<kênh> hoặc procedure:<mã>")],
    off: Annotated[
        str | None, typer.Option(help="tắt vì: wrong, maintenance, overload, ordered")
    ] = None,
) -> None:
    """Tắt (--off VÌ_SAO) hoặc bật lại cả trợ lý, một kênh, một thủ tục; hiệu lực sau vài giây."""
    from connectors.desk.desk import open_desk

    opened = open_desk(Settings())
    try:
        if off:
            opened.switches.off(what, off, "tungbuoc desk switch")
        else:
            opened.switches.on(what)
        opened.audit.note(None, "switch_flip", f"tungbuoc desk switch {what} {off or 'on'}")
    except ValueError:
        raise CliError(f"không có công tắc {what} hoặc lý do {off}") from None
    finally:
        opened.close()
    print(f"{what}: {'đã tắt' if off else 'đang bật'}")


@desk.command()
def month(
    conversations: Annotated[int, typer.Option(help="bao nhiêu cuộc trò chuyện", min=1)] = 50_000,
    of: Annotated[str, typer.Option(help="tháng nào, dạng 2026-11")] = "",
) -> None:
    """Bịa một tháng trò chuyện vào kho đang trống, để xem và đo các biểu đồ."""
    from datetime import date

    from connectors.database import create_tables
    from connectors.desk.desk import open_desk
    from connectors.dossiers.tables import META as DOSSIERS
    from connectors.learned.month import NotEmptyError, make
    from connectors.tally import Tally
    from knowledge import records

    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    try:
        first = date.fromisoformat(f"{of}-01") if of else date.today().replace(day=1)
    except ValueError:
        raise CliError(f"{of} không phải là tháng dạng 2026-11") from None
    opened = open_desk(settings)
    Tally(settings.inbox_url).close()
    create_tables(opened.engine, DOSSIERS)
    try:
        replies = make(opened.engine, list(records.load()), first, conversations)
    except NotEmptyError:
        raise CliError("kho đã có số liệu: chỉ bịa vào kho trống") from None
    finally:
        opened.close()
    print(f"đã bịa {conversations} cuộc trò chuyện, {replies} câu trả lời, tháng {first:%m/%Y}")
