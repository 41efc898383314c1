"""The three platforms as a storm sees them: what citizens say there, what is forged, what came."""

from __future__ import annotations

import json
import random
import time
from typing import Any, ClassVar

import httpx

from connectors.twins import telegram, zalo_bot, zalo_oa
from connectors.twins.zalo_bot_events import Deed as BotDeed
from connectors.twins.zalo_bot_events import update
from connectors.twins.zalo_oa_account import SEED, Account
from connectors.twins.zalo_oa_events import Deed as OaDeed
from connectors.twins.zalo_oa_events import event
from connectors.zalo_oa.signature import OLDEST_MS, sign

FORGED = "forged."
Delivery = tuple[bytes, dict[str, str]]
"""Raw body and headers."""
Brought = dict[str, tuple[float, float | None]]
"""The key of an arrival → when its delivery was first tried, and first taken."""


class Platform:
    """One platform, by its twin at the address `twin`."""

    name: ClassVar[str]

    def __init__(self, twin: str) -> None:
        self.twin = twin

    def settings(self) -> dict[str, str]:
        """With which an app speaks with the twin."""
        raise NotImplementedError

    def begin(self, http: httpx.Client, hooks: list[str], weather: float = 1.0) -> None:
        """Deliver to any of these addresses from now on. weather: 1 is bad, 0 none."""
        raise NotImplementedError

    def say(self, http: httpx.Client, chat: str, text: str, number: int) -> str:
        """A citizen writes; the key under which it arrives."""
        raise NotImplementedError

    def forged(self, chance: random.Random, chat: str) -> Delivery:
        """What does not come from the platform."""
        raise NotImplementedError

    def nonsense(self) -> Delivery:
        """What does, and makes no sense."""
        raise NotImplementedError

    def brought(self, http: httpx.Client) -> Brought:
        """What the twin brought."""
        found: Brought = http.get(f"{self.twin}/_twin/brought").raise_for_status().json()
        return {self.key(message): (tried, taken) for message, (tried, taken) in found.items()}

    def key(self, message: str) -> str:
        """Of the arrival that a message becomes."""
        return message

    def heard(self, http: httpx.Client) -> list[tuple[str, str]]:
        """Chat and words of every message that the twin took from us, in order."""
        raise NotImplementedError

    def _post(self, http: httpx.Client, path: str, body: Any) -> Any:
        return http.post(f"{self.twin}{path}", json=body).raise_for_status().json()


class Telegram(Platform):
    """The Bot API."""

    name = "telegram"
    _header = "X-Telegram-Bot-Api-Secret-Token"

    def settings(self) -> dict[str, str]:
        given = telegram.demonstration(self.twin, "")
        return {**given, "TUNGBUOC_TELEGRAM_POLLING": "false"}

    def begin(self, http: httpx.Client, hooks: list[str], weather: float = 1.0) -> None:
        parts = {"duplicates": 0.2, "reordered": 0.1, "replays": 0.05}
        moods = {name: part * weather for name, part in parts.items()} | {"also": hooks[1:]}
        self._post(http, "/_twin/moods", moods)
        hook = {"url": hooks[0], "secret_token": telegram.SECRET}
        self._post(http, f"/bot{telegram.TOKEN}/setWebhook", hook)

    def say(self, http: httpx.Client, chat: str, text: str, number: int) -> str:
        said = self._post(http, "/_twin/say", {"chat": int(chat), "text": text})
        return str(said["update_id"])

    def forged(self, chance: random.Random, chat: str) -> Delivery:
        number = chance.randrange(10**7, 10**8)
        person = {"id": int(chat), "is_bot": False, "first_name": "Giả"}
        message = {"message_id": number, "date": int(time.time()), "text": FORGED,
                   "chat": {"id": int(chat), "type": "private"}, "from": person}  # fmt: skip
        body = json.dumps({"update_id": number, "message": message}).encode()
        return body, _wrong_secret(chance, self._header, telegram.SECRET)

    def nonsense(self) -> Delivery:
        return b'{"update_id": "x", "mess', {self._header: telegram.SECRET}

    def heard(self, http: httpx.Client) -> list[tuple[str, str]]:
        sent = http.get(f"{self.twin}/_twin/state").raise_for_status().json()["sent"]
        return [(str(one["chat"]), one["text"]) for one in sent]


class ZaloOa(Platform):
    """A Zalo Official Account."""

    name = "zalo-oa"

    def settings(self) -> dict[str, str]:
        return {
            "TUNGBUOC_ZALO_OA_URL": self.twin,
            "TUNGBUOC_ZALO_OA_OAUTH_URL": self.twin,
            "TUNGBUOC_ZALO_OA_APP_ID": zalo_oa.APP_ID,
            "TUNGBUOC_ZALO_OA_APP_SECRET": zalo_oa.APP_SECRET,
            "TUNGBUOC_ZALO_OA_SECRET": zalo_oa.OA_SECRET,
            "TUNGBUOC_ZALO_OA_ID": zalo_oa.OA_ID,
            "TUNGBUOC_ZALO_OA_REFRESH_TOKEN": SEED,
            "TUNGBUOC_ZALO_OA_PER_MINUTE": "6000",
        }

    def begin(self, http: httpx.Client, hooks: list[str], weather: float = 1.0) -> None:
        self._post(http, "/_twin/habits", _habits(hooks, weather))

    def say(self, http: httpx.Client, chat: str, text: str, number: int) -> str:
        self._post(http, "/_twin/do", {"user": chat, "text": text, "key": f"k{number}"})
        return f"k{number}"

    def forged(self, chance: random.Random, chat: str) -> Delivery:
        account = Account(zalo_oa.APP_ID, zalo_oa.APP_SECRET, zalo_oa.OA_SECRET, zalo_oa.OA_ID)
        way = chance.choice(("secret", "altered", "unsigned", "stale"))
        older = 3600.0 + OLDEST_MS / 1000 if way == "stale" else 0.0
        said = "xin" if way == "altered" else FORGED
        deed = OaDeed(user=chat, text=said, forge=way == "secret", older=older)
        body, headers = event(account, deed)
        if way == "altered":
            body = body.replace(b'"xin"', f'"{FORGED}"'.encode())
        return body, {} if way == "unsigned" else headers

    def nonsense(self) -> Delivery:
        stamp = str(int(time.time() * 1000))
        body = json.dumps({"event_name": "user_send_text", "timestamp": stamp}).encode()
        mac = sign(zalo_oa.APP_ID, body, stamp, zalo_oa.OA_SECRET)
        return body, {"X-ZEvent-Signature": f"mac={mac}"}

    def heard(self, http: httpx.Client) -> list[tuple[str, str]]:
        sent = http.get(f"{self.twin}/_twin/sent").raise_for_status().json()
        return [(one["to"], one["message"].get("text", "")) for one in sent]


class ZaloBot(Platform):
    """The Zalo Bot Platform."""

    name = "zalo-bot"
    _header = "X-Bot-Api-Secret-Token"

    def settings(self) -> dict[str, str]:
        given = zalo_bot.demonstration(self.twin, "")
        return {**given, "TUNGBUOC_ZALO_BOT_PER_SECOND": "100"}

    def begin(self, http: httpx.Client, hooks: list[str], weather: float = 1.0) -> None:
        self._post(http, "/_twin/habits", _habits(hooks, weather))

    def say(self, http: httpx.Client, chat: str, text: str, number: int) -> str:
        self._post(http, "/_twin/do", {"chat": chat, "text": text, "key": f"k{number}"})
        return self.key(f"k{number}")

    def key(self, message: str) -> str:
        return f"message.text.received:{message}"

    def forged(self, chance: random.Random, chat: str) -> Delivery:
        deed = BotDeed(chat=chat, text=FORGED)
        body = json.dumps(update(deed, f"f{chance.randrange(10**7)}")).encode()
        return body, _wrong_secret(chance, self._header, zalo_bot.SECRET)

    def nonsense(self) -> Delivery:
        return b'{"ok": true, "result": []}', {self._header: zalo_bot.SECRET}

    def heard(self, http: httpx.Client) -> list[tuple[str, str]]:
        sent = http.get(f"{self.twin}/_twin/sent").raise_for_status().json()
        return [
            (one["to"], one["body"].get("text", ""))
            for one in sent
            if one["method"] != "sendChatAction"
        ]


PLATFORMS: tuple[type[Platform], ...] = (Telegram, ZaloOa, ZaloBot)


def _habits(hooks: list[str], weather: float) -> dict[str, Any]:
    """Of Zalo's twins: a fifth comes twice, a tenth up to two seconds late. Time runs fifty times
    faster in their schedule than between two kills: an hour of it would be over too soon.
    """
    return {
        "webhook": hooks[0], "also": hooks[1:], "scale": 0.02, "rounds": 20, "copies": 2,
        "copied": 0.2 * weather, "scatter": 2.0, "scattered": 0.1 * weather,
        "replayed": 0.05 * weather,
    }  # fmt: skip


def _wrong_secret(chance: random.Random, header: str, secret: str) -> dict[str, str]:
    given = chance.choice(("", "sai", secret[:-1], f"{secret}x", secret.upper()))
    return {header: given} if given else {}
