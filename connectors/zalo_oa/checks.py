"""What is configured of Zalo OA, what is missing, and whether Zalo takes it, in plain words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from connectors.channels import ChannelError, Finding
from connectors.settings import Settings
from connectors.zalo_oa import wire
from connectors.zalo_oa.api import FAILURES, Api
from connectors.zalo_oa.events import NAME
from connectors.zalo_oa.remembered import Remembered
from connectors.zalo_oa.stored import Kept, Stored
from connectors.zalo_oa.tokens import LOGIN, NoTokenError

ACCOUNT = "/v2.0/oa/getoa"
QUOTA = "/v3.0/oa/quota/message"

_LOGIN_WORDS = f"Chạy `{LOGIN}`."
_LONGEST_REFRESH = 80 * 24 * 3600
"""Seconds; a refresh token lives three months."""


async def check(
    settings: Settings, stored: Stored, remembered: Remembered, api: Api
) -> list[Finding]:
    """Findings, the settings first; Zalo is asked only when all of them are there."""
    findings = _settings(settings)
    if not all(finding.fine for finding in findings[:2]):
        return findings
    kept = await asyncio.to_thread(stored.tokens)
    seeded = kept is None and bool(settings.zalo_oa_refresh_token.get_secret_value())
    if not seeded:
        findings += _tokens(kept)
        if kept is None:
            return findings
    expected = settings.zalo_oa_id or (kept.oa_id if kept else "")
    findings.append(await _account(api, expected))
    if not findings[-1].fine:
        return findings
    findings.append(await _quota(api))
    return [*findings, _shapes(await asyncio.to_thread(remembered.learnt))]


def _settings(settings: Settings) -> list[Finding]:
    app = bool(settings.zalo_oa_app_secret.get_secret_value())
    signed = bool(settings.zalo_oa_secret.get_secret_value())
    public = settings.public_url.startswith("https://")
    return [
        Finding(
            "ứng dụng Zalo", app,
            "Đã khai." if app else "Chưa khai TUNGBUOC_ZALO_OA_APP_SECRET (docs/kenh/zalo-oa.md, "
            "bước 3).",
        ),
        Finding(
            "khóa ký webhook", signed,
            "Đã khai." if signed else "Chưa khai TUNGBUOC_ZALO_OA_SECRET: mọi tin tới sẽ bị từ "
            "chối (docs/kenh/zalo-oa.md, bước 4).",
        ),
        Finding(
            "địa chỉ công khai", public,
            f"Dán vào ô Webhook: {settings.public_url.rstrip('/')}/webhooks/{NAME}" if public
            else "TUNGBUOC_PUBLIC_URL phải bắt đầu bằng https:// để Zalo gửi tin tới và lấy được "
            "hình.",
        ),
    ]  # fmt: skip


def _tokens(kept: Kept | None) -> list[Finding]:
    if kept is None:
        return [Finding("đăng nhập OA", False, f"Chưa đăng nhập. {_LOGIN_WORDS}")]
    until = time.strftime("%H:%M ngày %d/%m/%Y", time.gmtime(kept.expires_at + 7 * 3600))
    now = time.time()
    if kept.alarm == "spent":
        return [
            Finding(
                "đăng nhập OA", False,
                f"BÁO ĐỘNG: mã làm mới đã dùng mất mà token mới không lưu được. Token đang dùng "
                f"hết lúc {until}, sau đó trợ lý không trả lời được trên Zalo OA; tin được giữ "
                f"lại. {_LOGIN_WORDS}",
            )
        ]  # fmt: skip
    if kept.alarm == "refused":
        return [
            Finding(
                "đăng nhập OA", False,
                f"Zalo không cấp token mới (mã {kept.alarm_code}). Xem lại khóa bí mật của ứng "
                f"dụng; nếu đúng: {_LOGIN_WORDS} Token đang dùng hết lúc {until}.",
            )
        ]  # fmt: skip
    if kept.claimed_by is not None and kept.claimed_until < now:
        return [
            Finding(
                "đăng nhập OA", False,
                "Một tiến trình dừng giữa lúc đổi token. Lần gửi tin tới sẽ thử lại; nếu dòng này "
                f"thành BÁO ĐỘNG: {_LOGIN_WORDS}",
            )
        ]  # fmt: skip
    if now - kept.pair.obtained_at > _LONGEST_REFRESH:
        return [Finding("đăng nhập OA", False, f"Gần ba tháng không dùng tới. {_LOGIN_WORDS}")]
    return [Finding("đăng nhập OA", True, f"Token đang dùng hết lúc {until}, tự đổi trước đó.")]


async def _account(api: Api, expected: str) -> Finding:
    try:
        data = await api.get(ACCOUNT)
    except ChannelError as error:
        return Finding("hỏi Zalo về OA", False, _words(error))
    oa_id, name = str(data.get("oa_id") or data.get("oaid") or ""), str(data.get("name") or "")
    if expected and oa_id and oa_id != expected:
        return Finding(
            "hỏi Zalo về OA", False,
            f"Token là của OA khác ({name}, {oa_id}), không phải {expected}. {_LOGIN_WORDS}",
        )  # fmt: skip
    return Finding("hỏi Zalo về OA", True, f"Zalo nhận token: {name} ({oa_id}).")


async def _quota(api: Api) -> Finding:
    try:
        data: Mapping[str, Any] = await api.get(QUOTA)
    except ChannelError as error:
        return Finding("hạn mức tin", False, _words(error))
    told = ", ".join(
        f"{key} {value}" for key, value in data.items() if isinstance(value, str | int)
    )
    told = f"Zalo nêu: {told}." if told else "Zalo không nêu số."
    return Finding("hạn mức tin", True, f"{told} Trả lời trong 48 giờ không tốn hạn mức.")


def _shapes(learnt: Mapping[str, str]) -> Finding:
    taken = {"bare": "dạng gọn", "template": "dạng có template_type"}.get(
        learnt.get(wire.BUTTONS, ""), "chưa bị Zalo từ chối lần nào"
    )
    lists = "; danh sách bị từ chối, dùng nút bấm" if learnt.get(wire.LISTS) == "no" else ""
    return Finding("nút bấm", True, f"{taken}{lists}")


def _words(error: ChannelError) -> str:
    """The error, and what to do about it."""
    if isinstance(error, NoTokenError):
        return f"{error}. Xem lại khóa bí mật của ứng dụng; nếu đúng: {_LOGIN_WORDS}"
    return FAILURES.told(error)
