"""`tungbuoc channels zalo-oa …`: what is done once, by hand."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from connectors.cli.errors import CliError
from connectors.settings import Settings

_ASKED = (
    "Trang đã báo 'Đã nối với Zalo' thì bấm Enter; không thì chép địa chỉ của trang đó, dán vào đây"
)

zalo_oa = typer.Typer(help="Zalo Official Account.", no_args_is_help=True)


@zalo_oa.callback()
def _zalo_oa() -> None:
    """Zalo Official Account."""


@zalo_oa.command()
def login(
    refresh_token: Annotated[
        bool, typer.Option("--refresh-token", help="dán một mã làm mới đã có thay vì đăng nhập")
    ] = False,
) -> None:
    """Nối với Official Account: quản trị viên của OA đồng ý một lần."""
    print(asyncio.run(_login(Settings(), refresh_token)))


async def _login(settings: Settings, given: bool) -> str:
    from connectors.zalo_oa import login as steps
    from connectors.zalo_oa import open_channel

    channel = open_channel(settings)
    if channel is None or not settings.zalo_oa_app_secret.get_secret_value():
        raise CliError("chưa khai ứng dụng Zalo: xem docs/kenh/zalo-oa.md, bước 3")
    try:
        if given:
            token = typer.prompt("Mã làm mới (refresh token)", hide_input=True)
            ended = await steps.with_refresh_token(channel, settings, token)
        else:
            before = await steps.generation(channel)
            address = await steps.begin(channel, settings)
            print(f"Mở địa chỉ này rồi bấm đồng ý, trong 15 phút:\n\n{address}\n")
            print(f"Callback URL đã khai ở Zalo phải đúng là: {steps.callback_url(settings)}")
            pasted = typer.prompt(_ASKED, default="", show_default=False)
            ended = (
                await steps.end_pasted(channel, settings, pasted)
                if pasted.strip()
                else await steps.end_elsewhere(channel, before)
            )
    finally:
        await channel.close()
    if ended != "done":
        raise CliError(steps.words(ended))
    return steps.words(ended)
