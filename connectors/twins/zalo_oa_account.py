"""What the twin of Zalo OA knows: people, what was sent to them, tokens, windows, budgets."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = dict[str, Any]
Taken = Literal["bare", "template", "both", "neither"]

SEED = "twin-refresh-token"
FREE, PAID = 48 * 3600.0, 7 * 24 * 3600.0


class Rules(BaseModel):
    """buttons, lists: the shapes that are taken; the others get -201. token_seconds: how long an
    access token lasts. per_minute: calls, then -32. paid: messages left outside of 48 hours.
    consent: whether the page of permission agrees by itself. night: as if it were after 22:00 for
    messages outside of the window.
    """

    model_config = ConfigDict(extra="forbid")

    buttons: Taken = "bare"
    lists: bool = True
    token_seconds: int = Field(default=90_000, gt=0)
    per_minute: int = Field(default=6000, gt=0)
    paid: int = 0
    consent: bool = False
    night: bool = False


@dataclass
class Person:
    """seen: when they last did something."""

    user_id: str
    seen: float
    follows: bool = True
    blocked: bool = False


@dataclass
class Account:
    """One account, one app. Not for several threads; the clock can be turned. visits: anonymous
    visitors and their conversations.
    """

    app_id: str
    app_secret: str
    oa_secret: str
    oa_id: str
    rules: Rules = field(default_factory=Rules)
    offset: float = 0.0
    people: dict[str, Person] = field(default_factory=dict)
    sent: list[Json] = field(default_factory=list)
    said: list[Json] = field(default_factory=list)
    visits: set[tuple[str, str]] = field(default_factory=set)
    refreshes: int = 0
    _access: dict[str, float] = field(default_factory=dict)
    _refresh: set[str] = field(default_factory=set)
    _spent: set[str] = field(default_factory=set)
    _codes: dict[str, str] = field(default_factory=dict)
    _calls: deque[float] = field(default_factory=deque)
    _numbers: int = 0

    def now(self) -> float:
        """Seconds since 1970, turned."""
        return time.time() + self.offset

    def number(self, head: str) -> str:
        """An id like no other."""
        self._numbers += 1
        return f"{head}{self._numbers:08d}{secrets.token_hex(4)}"

    def seen(self, user_id: str) -> Person:
        """Somebody did something: they are known, and their window is open."""
        person = self.people.setdefault(user_id, Person(user_id, self.now()))
        person.seen = self.now()
        return person

    def new_pair(self) -> Json:
        """A pair of tokens, as Zalo answers."""
        access, refresh = f"a-{secrets.token_urlsafe(24)}", f"r-{secrets.token_urlsafe(24)}"
        self._access[access] = self.now() + self.rules.token_seconds
        self._refresh.add(refresh)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": str(self.rules.token_seconds),
        }

    def new_code(self, challenge: str) -> str:
        """The code of one consent."""
        code = f"c-{secrets.token_urlsafe(16)}"
        self._codes[code] = challenge
        return code

    def redeem(self, code: str, verifier: str) -> Json:
        """The pair for a code, once and with its verifier."""
        wanted = self._codes.pop(code, None)
        digest = hashlib.sha256(verifier.encode()).digest()
        if wanted != base64.urlsafe_b64encode(digest).decode().rstrip("="):
            return oauth_error(-14019, "Invalid code")
        return self.new_pair()

    def exchange(self, refresh_token: str) -> Json:
        """The next pair for a refresh token, once; the demonstration's seed as often as it is
        started.
        """
        if refresh_token == SEED:
            return self.new_pair()
        if refresh_token in self._spent:
            return oauth_error(-14020, "Invalid refresh token")
        if refresh_token not in self._refresh:
            return oauth_error(-14014, "Refresh token not found")
        self._refresh.discard(refresh_token)
        self._spent.add(refresh_token)
        self.refreshes += 1
        return self.new_pair()

    def expire(self) -> None:
        """Let every access token end now."""
        self._access = {token: self.now() - 1 for token in self._access}

    def refusal_of_token(self, token: str) -> int:
        """0 when the token is good."""
        ends = self._access.get(token)
        if ends is None:
            return -216
        return -220 if ends <= self.now() else 0

    def refusal_of_rate(self) -> int:
        """-32 when this minute's calls are used up; counts this one."""
        now = time.monotonic()
        while self._calls and now - self._calls[0] >= 60:
            self._calls.popleft()
        if len(self._calls) >= self.rules.per_minute:
            return -32
        self._calls.append(now)
        return 0

    def allowance(self, user_id: str) -> tuple[int, Json]:
        """Whether this person may be written to (0), and from which quota."""
        person = self.people.get(user_id)
        if person is None or not person.follows:
            return -213, {}
        if person.blocked:
            return -217, {}
        age = self.now() - person.seen
        if age <= FREE:
            return 0, {"quota_type": "reply", "remain": "0", "total": "0"}
        if age > PAID:
            return -230, {}
        if self.rules.night:
            return -234, {}
        if self.rules.paid <= 0:
            return -223, {}
        self.rules.paid -= 1
        return 0, {"quota_type": "purchase_quota", "remain": str(self.rules.paid), "total": "0"}


def oauth_error(code: int, name: str) -> Json:
    """The wire's shape of an OAuth error (HTTP 200)."""
    return {"error": code, "error_name": name, "error_description": name, "error_reason": ""}
