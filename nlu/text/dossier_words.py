"""What is said outright about saved dossiers: "hồ sơ của tôi", "bỏ theo dõi", "theo dõi giúp"."""

from __future__ import annotations

import re
from typing import Literal

from nlu.text.folding import fold

Command = Literal["mine", "follow", "unfollow"]

_ME = r"(?:toi|tui|minh|em|con|chau|bac|co|chu|anh|chi|ong|ba|di|e|t)"
_MINE = re.compile(
    rf"(?:(?:cho )?{_ME} )?(?:(?:xem|coi|mo|liet ke|danh sach|cac|nhung|may) )*(?:ho so|hs)"
    rf"(?: cua {_ME}| da luu| dang theo doi| theo doi)(?: (?:nhe|nha|di|voi|a|voi a))?"
)
_UNFOLLOW = re.compile(
    r"\b(?:bo|ngung|thoi|dung|huy|khoi|het|khong(?: can| muon)?|k|ko) (?:can )?theo doi\b"
)
_FOLLOW = re.compile(
    rf"\btheo doi (?:giup|gium|dum|ho|cho|ho so|hs|ma|cai|nhe|nha|di)\b"
    r"|\btheo doi [ghk0-9]\w*[0-9]"
    rf"|\A(?:{_ME} )?(?:nho |muon |can )?(?:{_ME} )?theo doi(?: di| nhe| nha)?\Z"
    r"|\b(?:co gi|co tin|doi trang thai|thay doi|xong) (?:thi )?(?:bao|nhan) (?:giup |gium )?"
    rf"{_ME}\b"
)


def dossier_command(text: str) -> Command | None:
    """What the message orders; None when it orders nothing of this."""
    said = re.sub(r"[^\w ]+", " ", fold(text))
    said = " ".join(said.split())
    if _UNFOLLOW.search(said):
        return "unfollow"
    if _FOLLOW.search(said):
        return "follow"
    return "mine" if _MINE.fullmatch(said) else None
