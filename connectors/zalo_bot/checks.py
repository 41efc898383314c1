"""What is configured of the Zalo bot, what is missing, and whether Zalo takes it, plainly said."""

from __future__ import annotations

from connectors.channels import ChannelError, Finding
from connectors.settings import Settings
from connectors.zalo_bot.api import FAILURES, Api
from connectors.zalo_bot.events import NAME

REGISTER = "tungbuoc channels register zalo-bot"

_SHORTEST, _LONGEST = 8, 256


def webhook_url(settings: Settings) -> str:
    """Where the platform delivers to."""
    return f"{settings.citizens_url}/webhooks/{NAME}"


async def check(settings: Settings, api: Api) -> list[Finding]:
    """Findings, the settings first; Zalo is asked only when there is a token."""
    findings = of_settings(settings)
    if not findings[0].fine:
        return findings
    findings.append(await _me(settings, api))
    if findings[-1].fine:
        findings.append(await _delivery(settings, api))
    return findings


def of_settings(settings: Settings) -> list[Finding]:
    """What is configured."""
    token = bool(settings.zalo_bot_token.get_secret_value())
    findings = [
        Finding(
            "token của bot", token,
            "Đã khai." if token
            else "Chưa khai TUNGBUOC_ZALO_BOT_TOKEN (docs/kenh/zalo-bot.md, bước 1).",
        )
    ]  # fmt: skip
    if settings.zalo_bot_polling:
        return findings
    secret = len(settings.zalo_bot_secret.get_secret_value().encode())
    good = _SHORTEST <= secret <= _LONGEST
    public = settings.public_url.startswith("https://")
    return [
        *findings,
        Finding(
            "mã bí mật của webhook", good,
            "Đã khai." if good
            else "TUNGBUOC_ZALO_BOT_SECRET phải dài 8 đến 256 ký tự, tự nghĩ ra.",
        ),
        Finding(
            "địa chỉ công khai", public,
            f"Zalo gửi tin tới {webhook_url(settings)}" if public
            else "TUNGBUOC_PUBLIC_URL phải bắt đầu bằng https://; không có thì đặt "
            "TUNGBUOC_ZALO_BOT_POLLING=true.",
        ),
    ]  # fmt: skip


async def _me(settings: Settings, api: Api) -> Finding:
    try:
        result = await api.call("getMe", {})
    except ChannelError as error:
        return Finding("hỏi Zalo về bot", False, FAILURES.told(error))
    told = result if isinstance(result, dict) else {}
    name = str(told.get("display_name") or told.get("account_name") or "không tên")
    if told.get("can_join_groups") is True and not settings.zalo_bot_name:
        return Finding(
            "hỏi Zalo về bot", True,
            f"Zalo nhận token: {name}. Trong nhóm bot im lặng cho tới khi khai "
            "TUNGBUOC_ZALO_BOT_NAME.",
        )  # fmt: skip
    return Finding("hỏi Zalo về bot", True, f"Zalo nhận token: {name}.")


async def _delivery(settings: Settings, api: Api) -> Finding:
    what = "nơi nhận tin"
    try:
        result = await api.call("getWebhookInfo", {})
    except ChannelError as error:
        return Finding(what, False, FAILURES.told(error))
    url = str(result.get("url") or "") if isinstance(result, dict) else ""
    if settings.zalo_bot_polling:
        old = f" Địa chỉ cũ {url} được gỡ khi trợ lý chạy." if url else ""
        return Finding(what, True, f"Máy này tự hỏi tin.{old}")
    if url != webhook_url(settings):
        return Finding(
            what, False, f"Zalo đang gửi tin tới {url or 'không đâu cả'}: chạy `{REGISTER}`."
        )
    return Finding(what, True, f"Zalo gửi tin tới {url}")
