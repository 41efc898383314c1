"""Whether a message arrived whose answer was lost: Zalo's own list of the talk is asked.

A bookmark holds, hashed and short, the chat, the last message of ours that Zalo confirmed there,
and the moment: `chat:message:milliseconds`. The list's shape was noted from older documentation and
has not been seen since; what is not of that shape means "cannot tell".
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

PATH = "/v2.0/oa/conversation"

_COUNT = 10
_MOST_CHATS = 20_000
_CLOCKS_DIFFER_MS = 120_000
_OURS = 0


class Bookmarks:
    """The last message of ours in each chat, as far as this process knows."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, str] = OrderedDict()

    def sent(self, chat: str, message_id: str) -> None:
        """Zalo confirmed a message; empty when it gave no id."""
        self._last[chat] = _short(message_id) if message_id else ""
        self._last.move_to_end(chat)
        while len(self._last) > _MOST_CHATS:
            self._last.popitem(last=False)

    def now(self, chat: str, before: str, milliseconds: int) -> str:
        """A bookmark of this moment. before: an earlier one, of this chat or any."""
        owner, _, rest = before.partition(":")
        if chat not in self._last and owner == _short(chat):
            self._last[chat] = rest.partition(":")[0]
        return f"{_short(chat)}:{self._last.get(chat, '')}:{milliseconds}"


def question(chat: str) -> str:
    """The path and query that ask for the end of a talk."""
    asked = {"user_id": chat, "offset": 0, "count": _COUNT}
    return f"{PATH}?{urlencode({'data': json.dumps(asked)})}"


def arrived(messages: Sequence[Any], text: str, readable: bool, bookmark: str) -> bool | None:
    """Whether a message of ours with this text stands after the bookmark, newest first.

    readable: the message is plain text; of others Zalo may list no text, and such a message of
    ours after the bookmark is then taken for it. None: the list cannot be read.
    """
    _, _, rest = bookmark.partition(":")
    known, _, moment = rest.partition(":")
    if not moment.isdecimal():
        return None
    for message in messages:
        if not isinstance(message, Mapping) or "src" not in message or "message_id" not in message:
            return None
        if message["src"] != _OURS:
            continue
        if known and _short(str(message["message_id"])) == known:
            return False
        if not known and _time(message.get("time")) < int(moment) - _CLOCKS_DIFFER_MS:
            return False
        said = str(message.get("message") or "")
        if said == text or (not readable and (not said or said.startswith(text))):
            return True
    return False


def _time(given: Any) -> int:
    return int(given) if str(given).isdecimal() else 0


def _short(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:20]
