"""`tungbuoc channels check`, for Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError

from connectors.channels.contract import Finding
from connectors.channels.text import is_public

if TYPE_CHECKING:
    from connectors.telegram.channel import TelegramChannel

PATH = "/webhooks/telegram"
_TOKEN = "mã bot (TUNGBUOC_TELEGRAM_TOKEN)"  # noqa: S105 a name


async def check(channel: TelegramChannel, address: str) -> list[Finding]:
    """What Telegram says of the token, and how messages come in."""
    try:
        me = await channel.bot.get_me()
    except InvalidToken:
        wrong = "Telegram không nhận mã này: chép lại từ @BotFather, lệnh /mybots"
        return [Finding(_TOKEN, False, wrong)]
    except TelegramError as error:
        return [
            Finding(
                "gọi tới Telegram",
                False,
                f"không gọi được ({type(error).__name__}): mạng của máy chủ có thể chặn Telegram; "
                "đặt TUNGBUOC_TELEGRAM_PROXY, hoặc TUNGBUOC_TELEGRAM_API",
            )
        ]
    found = [Finding(_TOKEN, True, f"bot @{me.username}")]
    if channel.user_name and channel.user_name.lower() != (me.username or "").lower():
        found.append(Finding("tên bot (TUNGBUOC_TELEGRAM_BOT)", False, f"phải là {me.username}"))
    if channel.polls:
        found.append(Finding("cách nhận tin", True, "tự hỏi Telegram, không cần tên miền"))
        return found
    return [*found, await _webhook(channel, address)]


async def _webhook(channel: TelegramChannel, address: str) -> Finding:
    what = "cách nhận tin"
    if not (address.startswith("https://") and is_public(address)):
        return Finding(
            what, False,
            "Telegram chỉ gửi tới địa chỉ https công khai: đặt TUNGBUOC_PUBLIC_URL, "
            "hoặc đặt TUNGBUOC_TELEGRAM_POLLING=true nếu không có tên miền",
        )  # fmt: skip
    try:
        info = await channel.bot.get_webhook_info()
    except TelegramError as error:
        return Finding(what, False, f"không hỏi được Telegram ({type(error).__name__})")
    if info.url != address + PATH:
        return Finding(what, False, "chưa đăng ký: chạy `tungbuoc channels register telegram`")
    if info.last_error_message:
        return Finding(
            what, False,
            f"Telegram báo lỗi khi gửi tới ({info.last_error_message}), "
            f"{info.pending_update_count} tin đang đợi",
        )  # fmt: skip
    return Finding(what, True, f"Telegram gửi tới {info.url}")
