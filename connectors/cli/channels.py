"""`tungbuoc channels …`: is it set up, what could not be sent, posters, twins."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connectors.cli.errors import CliError
from connectors.cli.zalo import zalo_oa
from connectors.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from connectors.channels.outbox import Outbox

channels = typer.Typer(help="Telegram, Zalo.", no_args_is_help=True)
dead = typer.Typer(help="Tin không gửi được, cần người xem.", invoke_without_command=True)
channels.add_typer(dead, name="dead")
channels.add_typer(zalo_oa, name="zalo-oa")

AsJson = Annotated[bool, typer.Option("--json", help="in JSON")]
Numbers = Annotated[list[int] | None, typer.Argument(help="số của tin; không ghi là tất cả")]


@channels.command()
def check(as_json: AsJson = False) -> None:
    """Kênh nào đã cài đặt, còn thiếu gì, và thử xem nền tảng có nhận không."""
    import logging

    from connectors.channels.checking import look, told

    ours = logging.getLogger("connectors")
    level = ours.level
    ours.setLevel(logging.CRITICAL)  # it is all told below
    try:
        found = asyncio.run(look(_settings()))
    finally:
        ours.setLevel(level)
    if as_json:
        shown = {name: [vars(one) for one in findings] for name, findings in found.items()}
        print(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        print("\n".join(told(found)))
    if not all(one.fine for findings in found.values() for one in findings):
        raise typer.Exit(1)


@channels.command()
def register(name: Annotated[str, typer.Argument(help="kênh, ví dụ telegram")]) -> None:
    """Báo cho nền tảng biết gửi tin tới địa chỉ nào (TUNGBUOC_PUBLIC_URL)."""
    from connectors.channels.contract import ChannelError

    settings = _settings()
    channel: Any = _open(name, settings)
    address = f"{settings.citizens_url}/webhooks/{name}"

    async def tell() -> None:
        try:
            await channel.register(address)
        finally:
            await channel.close()

    if not hasattr(channel, "register"):
        raise CliError(f"{name}: địa chỉ {address} phải dán vào trang quản trị của nền tảng")
    try:
        asyncio.run(tell())
    except ChannelError as error:
        raise CliError(f"{name} không nhận địa chỉ {address}: {error}") from None
    print(f"{name} sẽ gửi tin tới {address}")


@channels.command()
def status(as_json: AsJson = False) -> None:
    """Đã nhận, đã trả lời, đã gửi bao nhiêu; còn bao nhiêu đang đợi."""
    from connectors.channels.counts import Counts

    with _outbox() as (outbox, engine):
        counted: dict[str, dict[str, int]] = {}
        for (channel, event), count in sorted(Counts(engine).totals().items()):
            counted.setdefault(channel, {})[event] = count
        for (channel, state), count in sorted(outbox.open_calls().items()):
            counted.setdefault(channel, {})[f"open_{state}"] = count
    if as_json:
        print(json.dumps(counted, ensure_ascii=False, indent=2))
        return
    for channel, events in counted.items():
        print(f"{channel}: " + ", ".join(f"{event} {count}" for event, count in events.items()))
    if not counted:
        print("chưa có tin nào")


@channels.command()
def poster(
    folder: Annotated[Path, typer.Argument(help="thư mục để cất tờ in")],
    code: Annotated[str, typer.Option(help="mã thủ tục mà mã QR dẫn tới")] = "",
) -> None:
    """In tờ dán có mã QR cho mỗi kênh đã cài đặt và cho trang web (PDF, khổ A4)."""
    from connectors.channels.poster import posters

    for path in posters(_settings(), folder, code):
        print(path)


@channels.command()
def twin(
    name: Annotated[str, typer.Argument(help="kênh, ví dụ telegram")],
    port: Annotated[int, typer.Option(help="cổng")] = 8100,
) -> None:
    """Chạy máy giả làm nền tảng, để thử mà không cần tài khoản."""
    import uvicorn

    from connectors.twins import TWINS, factory

    if name not in TWINS:
        raise CliError(f"không có kênh giả {name}: có {', '.join(TWINS)}")
    print(f"{name} giả: http://127.0.0.1:{port}", flush=True)
    uvicorn.run(factory(name)(), host="127.0.0.1", port=port, log_level="warning")


@channels.command()
def demonstrate() -> None:
    """Chạy máy chủ cùng các nền tảng giả (`make run-channels`)."""
    from connectors.serve.start import start_with_twins

    start_with_twins(Settings())


@dead.callback()
def show(context: typer.Context, as_json: AsJson = False) -> None:
    """Liệt kê."""
    if context.invoked_subcommand:
        return
    with _outbox() as (outbox, _):
        letters = outbox.dead_letters()
    if as_json:
        print(json.dumps([vars(letter) for letter in letters], ensure_ascii=False, indent=2))
        return
    for letter in letters:
        day = datetime.fromtimestamp(letter.created_at).strftime("%d/%m/%Y %H:%M")
        print(f"{letter.number}  {day}  {letter.channel}  {letter.title}: {letter.reason}")
    if not letters:
        print("không có tin nào")


@dead.command()
def retry(numbers: Numbers = None) -> None:
    """Gửi lại."""
    with _outbox() as (outbox, _):
        print(f"{outbox.retry(numbers or None)} tin sẽ được gửi lại")


@dead.command()
def drop(numbers: Numbers = None) -> None:
    """Bỏ."""
    with _outbox() as (outbox, _):
        print(f"đã bỏ {outbox.drop(numbers or None)} tin")


def _settings() -> Settings:
    """With the secret that the servers share, from which a webhook's secret may be made."""
    from pydantic import SecretStr

    from connectors.serve.processes import shared_secret

    settings = Settings()
    return settings.model_copy(update={"secret": SecretStr(shared_secret(settings))})


def _open(name: str, settings: Settings) -> Any:
    from connectors.channels.registry import CHANNELS, ChannelSettingsError, open_channel

    if name not in CHANNELS:
        raise CliError(f"không có kênh {name}: có {', '.join(CHANNELS)}")
    try:
        channel = open_channel(name, settings)
    except ChannelSettingsError as error:
        raise CliError(str(error)) from None
    if channel is None:
        raise CliError(f"{name} chưa cài đặt (docs/kenh/{name}.md chỉ cách)")
    return channel


@contextmanager
def _outbox() -> Iterator[tuple[Outbox, Engine]]:
    """The outbox, and the store it lies in; closed afterwards."""
    from connectors.channels.outbox import Outbox
    from connectors.database import open_engine

    settings = Settings()
    settings.var.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.inbox_url)
    try:
        yield Outbox(engine), engine
    finally:
        engine.dispose()
