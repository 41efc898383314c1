"""The proof of a delivery: plain SHA-256 of app id + raw body + timestamp + OA secret key.

The timestamp is the body's; one source reads it from the header X-ZEvent-Timestamp, so both are
tried. Only digits are a timestamp, or bytes could be moved between body and timestamp unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from connectors.channels import ForgedError

SIGNATURE = "x-zevent-signature"
TIMESTAMP = "x-zevent-timestamp"

# Zalo repeats a delivery for an hour by one source, for a day by another, with its first timestamp.
OLDEST_MS = 26 * 3600 * 1000
_AHEAD_MS = 10 * 60 * 1000
_DIGITS = re.compile(r"[0-9]{10,16}", re.ASCII)


def sign(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """The hexadecimal digest that Zalo sends as `mac=<digest>`."""
    return hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def prove(body: bytes, headers: Mapping[str, str], app_id: str, secret: str, now_ms: float) -> None:
    """Check signature and age of a delivery. now_ms: milliseconds since 1970.

    Raises:
        ForgedError: not signed with this secret, or too old, or from the future.

    """
    if not app_id or not secret:
        raise ForgedError("chưa khai app id và OA secret key")
    given = headers.get(SIGNATURE, "").strip().removeprefix("mac=").strip().lower()
    if not given:
        raise ForgedError("không có chữ ký")
    stamps = [stamp for stamp in _stamps(body, headers) if _DIGITS.fullmatch(stamp)]
    proven = [stamp for stamp in stamps if _same(sign(app_id, body, stamp, secret), given)]
    if not proven:
        raise ForgedError("chữ ký sai")
    age = now_ms - int(proven[0])
    if not -_AHEAD_MS <= age <= OLDEST_MS:
        raise ForgedError("chữ ký đúng nhưng đã quá cũ hoặc ở tương lai")


def _same(ours: str, given: str) -> bool:
    return hmac.compare_digest(ours.encode(), given.encode("utf-8", "surrogatepass"))


def _stamps(body: bytes, headers: Mapping[str, str]) -> list[str]:
    stamps = [headers[TIMESTAMP].strip()] if TIMESTAMP in headers else []
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return stamps
    stamp = parsed.get("timestamp") if isinstance(parsed, dict) else None
    if isinstance(stamp, str) or (isinstance(stamp, int) and not isinstance(stamp, bool)):
        stamps.append(str(stamp))
    return stamps
