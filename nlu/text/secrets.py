"""Finding what nobody should send, so that it is masked before anything is stored or logged.

`mask("mã otp là 482913")` → `("mã otp là [mã OTP]", ("otp",))`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlu.text.folding import fold

_SEPARATED = r"(?:\d[ .\-]?)"
_CARD = re.compile(rf"(?<![\d.\-/A-Za-z]){_SEPARATED}{{15,18}}\d(?![\d/])")
_IDENTITY = re.compile(rf"(?<![\d.\-/A-Za-z])(?:{_SEPARATED}{{11}}\d)(?![\d/\-])")
_OLD_IDENTITY = re.compile(r"(?<![\d.\-/])\d{9}(?![\d/\-])")
_PHONE = re.compile(r"(?<![\d.\-/])(?:\+84|84|0)(?:[ .\-]?\d){9}(?![\d/\-])")
_CODE_WORD = re.compile(
    r"\b(?:otp|ma xac thuc|ma xac nhan|ma pin|pin|passcode|pass code)\b"
    r"|\bma\b(?! (?:ho so|thu tuc|so thue|buu|don))(?: \w+){0,4} (?:la|:) ?\d"
)
_DIGIT = "khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin"
_SPOKEN_CODE = re.compile(rf"\b(?:{_DIGIT})(?:[ ,]+(?:{_DIGIT})){{3,7}}\b")
_CODE = re.compile(r"(?<![\d.\-/])\d(?:[ ]?\d){3,7}(?![\d/\-])")
_PASSWORD = re.compile(
    r"\b(?:mat khau|password|pass)\b(?:\s+(?:vneid|cua|toi|minh|em|tui|zalo|cong|dvc))*"
    r"\s*(?:la|:|=)\s*"
    r"|\bmk\b(?:\s+(?:vneid|cua|toi|em|tui|zalo|cong|dvc))*\s*(?:la|:|=)\s*"
    r"(?=[^\s,]{4,}\s*(?:[.,;!?\n]|$))"
)
"""“mk” is “mình”, too: a password when a word alone follows."""
_PASSWORD_WITH_DIGITS = re.compile(
    r"\b(?:mat khau|mat ma|password|pass|mk)\b(?: \w+){0,4}?\s*(?:\bla\b|:|=)?\s*"
    r"(?=[^\s,]*\d)(?=[^\s,]{4})"
)
"""After other words only what has a digit in it is a password."""
_NOT_MA = {"mà", "má", "mả", "mạ"}
_NOT_A_PASSWORD = {"gi", "sao", "j", "nao", "the", "bao", "khong", "chua", "ai", "mot"}

LABELS = {
    "card": "số thẻ ngân hàng",
    "identity": "số căn cước",
    "phone": "số điện thoại",
    "otp": "mã OTP",
    "password": "mật khẩu",
}
"""What a masked secret is called, in the text and to the citizen."""


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with every secret replaced by its name in brackets, and the kinds found."""
    kinds: list[str] = []
    text = _mask_password(text, kinds)
    text = _replace(_CARD, "card", text, kinds)
    # A telephone number is shorter than an identity number, an old identity number shorter yet.
    text = _replace(_IDENTITY, "identity", text, kinds)
    text = _replace(_PHONE, "phone", text, kinds)
    if _names_a_code(text):
        text = _replace(_CODE, "otp", text, kinds)
        text = _mask_spoken(text, kinds)
    text = _replace(_OLD_IDENTITY, "identity", text, kinds)
    return text, tuple(dict.fromkeys(kinds))


def _names_a_code(text: str) -> bool:
    folded = fold(text)
    return any(
        len(folded) != len(text) or text[match.start() : match.start() + 2].lower() not in _NOT_MA
        for match in _CODE_WORD.finditer(folded)
    )


def _replace(pattern: re.Pattern[str], kind: str, text: str, kinds: list[str]) -> str:
    def label(match: re.Match[str]) -> str:
        kinds.append(kind)
        return f"[{LABELS[kind]}]"

    replacement: Callable[[re.Match[str]], str] = label
    return pattern.sub(replacement, text)


def _mask_spoken(text: str, kinds: list[str]) -> str:
    """A code read out in words: "hai hai ba bốn năm sáu"."""
    folded = fold(text)
    match = _SPOKEN_CODE.search(folded)
    if not match or len(folded) != len(text):
        return text
    kinds.append("otp")
    return text[: match.start()] + f"[{LABELS['otp']}]" + text[match.end() :]


def _mask_password(text: str, kinds: list[str]) -> str:
    folded = fold(text)
    if len(folded) != len(text):
        # Composed text folds letter by letter; anything else is masked by the folded form's words.
        text = folded
    match = _PASSWORD.search(folded) or _PASSWORD_WITH_DIGITS.search(folded)
    if not match:
        return text
    rest = text[match.end() :].split(" ", 1)
    if not rest[0] or fold(rest[0]).strip("?.,!") in _NOT_A_PASSWORD:
        return text
    kinds.append("password")
    return (
        text[: match.end()] + f"[{LABELS['password']}]" + "".join(f" {part}" for part in rest[1:])
    )
