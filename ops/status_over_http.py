"""Asks running servers about a dossier in each of the ten states, with each provider, on each of
the portal's bad days, through the chat API, and compares with what the handlers are known to say
(docs/status-answers.md). Writes docs/status-over-http.md: `python -m ops.status_over_http`.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.replies import Reply
from connectors.portal.sandbox import Mode, ModeName, Twin
from knowledge import statuses
from ops.running_servers import running_servers
from ops.running_twin import running_twin
from ops.status_answers import PROVIDERS, SEEN_BEFORE, STATES, Case, asking, cases

OUT = Path(__file__).resolve().parents[1] / "docs" / "status-over-http.md"
_HEALTHY = "H99.01-261102-0011"
"""Asked about between two faults on a good day, so that the breaker never gets in the way."""
_TIMEOUT, _SLOW = 1.0, 3.0
_NO_LIMIT = "1000000/hour"
_CHANGING = re.compile(r"\d{1,2}:\d{2} ngày|\d{2}/\d{2}/\d{4}|\d+ (?:ngày|giờ|phút)(?: làm việc)?")
_FIRST_UNSEEN: tuple[ModeName, ...] = (*SEEN_BEFORE, "unknown", "other", "stale", "normal")
"""In this order nothing is known of a dossier while the faults are asked about."""
_DEMONSTRATION = "Đây là Cổng thử, không phải hồ sơ thật. "
SetMode = Callable[[Mode], None]


@dataclass(frozen=True)
class Told:
    """What the server said. agrees: in the handlers' words but for days and times."""

    outcome: str
    texts: tuple[str, ...]
    agrees: bool


def ask_all(
    url: str,
    provider: str,
    set_mode: SetMode,
    known: dict[Case, Reply],
    modes: tuple[ModeName, ...] = _FIRST_UNSEEN,
) -> dict[Case, Told]:
    """Every case of one provider; a conversation of its own for each."""
    told = {}
    with httpx.Client(base_url=url, timeout=60) as http:
        rounds = [(mode, False) for mode in modes]
        rounds += [(mode, True) for mode in modes if mode in SEEN_BEFORE and "normal" in modes]
        for mode, seen in rounds:
            for state in STATES:
                case = Case(provider, state, mode, seen)
                if case not in known:
                    continue
                set_mode(Mode(mode=mode, seconds=_SLOW))
                reply = _ask(http, case)
                set_mode(Mode())
                if mode in SEEN_BEFORE:
                    _say(http, secrets.token_hex(8), _HEALTHY)
                told[case] = _compared(reply, known[case])
    return told


def _ask(http: httpx.Client, case: Case) -> dict[str, Any]:
    person = secrets.token_hex(8)
    reply = _say(http, person, f"{case.code.lower()} cua toi toi dau roi")
    if case.provider == "deeplink":
        official = statuses.load().of(case.state).official
        return _say(http, person, f"no ghi la {official}")
    return reply


def _say(http: httpx.Client, conversation: str, text: str) -> dict[str, Any]:
    body = {"conversation": conversation, "message": {"id": secrets.token_hex(6), "text": text}}
    response = http.post("/api/v1/chat", json=body)
    response.raise_for_status()
    reply: dict[str, Any] = response.json()
    return reply


def _compared(reply: dict[str, Any], known: Reply) -> Told:
    texts = tuple(message["text"] for message in reply["messages"])
    same = reply["outcome"] == known.outcome and _lasting(texts[0]) == _lasting(
        known.messages[0].text
    )
    return Told(reply["outcome"], texts, same)


def _lasting(text: str) -> str:
    """A text without what the clock changes."""
    return _CHANGING.sub("…", text.removeprefix(_DEMONSTRATION))


def settings(provider: str, twin_url: str) -> dict[str, str]:
    """What a server needs to ask the twin as a provider."""
    named = {"ndxp": "ndxp", "igate": "igate", "deeplink": "none"}[provider]
    return {
        "TUNGBUOC_DOSSIER_PROVIDER": named,
        "TUNGBUOC_DOSSIER_URL": twin_url,
        "TUNGBUOC_DOSSIER_USERNAME": "thu",
        "TUNGBUOC_DOSSIER_PASSWORD": "thu",
        "TUNGBUOC_DOSSIER_UNIT": "H99.01",
        "TUNGBUOC_DOSSIER_TIMEOUT": str(_TIMEOUT),
        "TUNGBUOC_DOSSIER_FRESH_SECONDS": "0",
        "TUNGBUOC_DOSSIER_PER_PERSON": _NO_LIMIT,
        "TUNGBUOC_DOSSIER_MISSES": _NO_LIMIT,
        "TUNGBUOC_DOSSIER_PER_CLIENT": _NO_LIMIT,
    }


def known_answers() -> dict[Case, Reply]:
    """What the handlers say, as docs/status-answers.md has it."""
    with asking() as made:
        return {case: made.ask(case) for case in cases()}


def _page(told: dict[Case, Told]) -> str:
    lines = [
        "# Hỏi hồ sơ qua máy chủ thật",
        "",
        "Viết lại bằng `python -m ops.status_over_http`; không sửa tay. Mỗi ô là mười trạng thái, "
        "hỏi qua `POST /api/v1/chat` của `tungbuoc serve` với từng nguồn và từng ngày xấu của Cổng "
        "thử. “khớp” là đúng những lời trong [status-answers.md](status-answers.md), trừ ngày giờ.",
        "",
        "| nguồn | Cổng | đã xem trước đó | outcome | khớp |",
        "|---|---|---|---|--:|",
    ]
    for provider, mode, seen in dict.fromkeys((c.provider, c.mode, c.seen) for c in told):
        row = [t for c, t in told.items() if (c.provider, c.mode, c.seen) == (provider, mode, seen)]
        outcomes = Counter(item.outcome for item in row)
        words = ", ".join(f"`{name}` {count}" for name, count in outcomes.items())
        agreed = sum(item.agrees for item in row)
        before = "rồi" if seen else "chưa"
        lines.append(f"| {provider} | {mode} | {before} | {words} | {agreed}/{len(row)} |")
    lines += ["", f"Cộng {len(told)} câu, khớp {sum(t.agrees for t in told.values())}.", ""]
    return "\n".join(lines)


def _setter(twin: Twin) -> SetMode:
    return twin.set_mode


def main() -> int:
    """Ask every provider's servers, write the page, fail where an answer is not the known one."""
    logging.disable(logging.WARNING)
    known = known_answers()
    told: dict[Case, Told] = {}
    with running_twin() as (twin, twin_url):
        for provider in PROVIDERS:
            with running_servers(settings(provider, twin_url)) as url:
                told |= ask_all(url, provider, _setter(twin), known)
            print(f"{provider}: {len(told)}", flush=True)
    OUT.write_text(_page(told), "utf-8")
    for case, item in told.items():
        if not item.agrees:
            print(case, item.outcome, *item.texts, sep="\n  ")
            print("  ≠", known[case].outcome, known[case].messages[0].text)
    print(f"{len(told)} câu, khớp {sum(t.agrees for t in told.values())}: {OUT.name}")
    return 0 if all(item.agrees for item in told.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
