"""Writes docs/status-answers.md: what a citizen is told of a dossier in each of the ten states, by
each provider, on each of the portal's bad days. `python -m ops.status_answers`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bot.replies import Reply
from bot.talk import Assistant, Memory, Turn
from bot.talk.respond import respond
from connectors.database import open_engine
from connectors.dossiers.breaker import Breaker
from connectors.dossiers.deeplink import DeepLinkProvider
from connectors.dossiers.follows import Follows
from connectors.dossiers.http import Http
from connectors.dossiers.igate import Gateway, IgateProvider
from connectors.dossiers.known import KnownStates
from connectors.dossiers.lookup import Lookup
from connectors.dossiers.ndxp import Account, NdxpProvider
from connectors.dossiers.service import Dossiers
from connectors.dossiers.tables import META
from connectors.portal.sandbox import Mode, ModeName, Twin, TwinClock, TwinDossiers
from connectors.portal.sandbox import demonstration_scripts as scripts
from knowledge import aids, elsewhere, hotlines, records, statuses
from knowledge.dossiers import VIETNAM, StatusProvider
from ops.running_twin import running_twin

OUT = Path(__file__).resolve().parents[1] / "docs" / "status-answers.md"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=VIETNAM)
PROVIDERS = ("ndxp", "igate", "deeplink")
MODES: tuple[ModeName, ...] = (
    "normal", "slow", "down", "html", "malformed", "stale", "unknown", "other",
)  # fmt: skip
SEEN_BEFORE: tuple[ModeName, ...] = ("slow", "down", "html", "malformed")
STATES = tuple(range(1, 11))
_MODE_WORDS = {
    "normal": "bình thường", "slow": "quá chậm", "down": "không chạy", "html": "trang HTML",
    "malformed": "sai kiểu dữ liệu", "stale": "dữ liệu cũ", "unknown": "không có mã",
    "other": "trả về hồ sơ người khác",
}  # fmt: skip
_SLOW, _TIMEOUT, _SHORT_TIMEOUT = 0.5, 8.0, 0.05


@dataclass(frozen=True)
class Case:
    """One way to ask. seen: it was seen two hours before, on a good day."""

    provider: str
    state: int
    mode: ModeName
    seen: bool = False

    @property
    def code(self) -> str:
        """The demonstration's dossier in that state."""
        return f"H99.01-261102-{self.state:04d}"


def cases() -> list[Case]:
    """All of them; the deep link has no portal that could have a bad day."""
    asked = [
        Case(provider, state, mode, seen)
        for provider in PROVIDERS[:2]
        for seen, modes in ((False, MODES), (True, SEEN_BEFORE))
        for mode in modes
        for state in STATES
    ]
    return asked + [Case("deeplink", state, "normal") for state in STATES]


class Asking:
    """Asks the chat's handlers, each case with stores of its own and a clock that stands."""

    def __init__(self, twin: Twin, url: str) -> None:
        self._twin = twin
        self._url = url
        self._http = Http()
        self._table = statuses.load()
        self._assistant = Assistant(
            records=records.load(),
            # No question about a dossier reaches retrieval.
            retriever=cast(Any, None),
            hotlines=hotlines.load(),
            topics=elsewhere.load(),
            aids=aids.load(),
            today=lambda: NOW.date(),
        )

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def ask(self, case: Case) -> Reply:
        """What is told."""
        moment = NOW

        def now() -> datetime:
            return moment

        engine = open_engine("sqlite://")
        META.create_all(engine)
        known = KnownStates(engine, b"salt")

        def assistant(timeout: float) -> Assistant:
            provider = self._provider(case.provider, now, timeout)
            lookup = Lookup(provider, known, Breaker(lambda: 0.0), now)
            return replace(self._assistant, dossiers=Dossiers(lookup, Follows(engine), now))

        try:
            if case.seen:
                self._twin.set_mode(Mode())
                moment = NOW - timedelta(hours=2)
                self._say(assistant(_TIMEOUT), case.code)
                moment = NOW
            self._twin.set_mode(Mode(mode=case.mode, seconds=_SLOW))
            asked = assistant(_SHORT_TIMEOUT if case.mode == "slow" else _TIMEOUT)
            text = f"{case.code.lower()} cua toi toi dau roi"
            if case.provider == "deeplink":
                self._say(asked, text)
                text = f"no ghi la {self._table.of(case.state).official}"
            return self._say(asked, text, awaiting="dossier")
        finally:
            engine.dispose()

    def _say(self, assistant: Assistant, text: str, awaiting: str = "nothing") -> Reply:
        turn = Turn(
            text=text,
            intent="dossier_status",
            confidence=1.0,
            memory=Memory(awaiting=awaiting),
            person="web:bang",
        )
        return respond(assistant, "action_dossier_status", turn).reply

    def _provider(self, name: str, now: Any, timeout: float) -> StatusProvider:
        if name == "ndxp":
            account = Account(self._url, "thu", "thu", "H99.01")
            return NdxpProvider(account, self._http, now, timeout)
        if name == "igate":
            return IgateProvider(Gateway(self._url), self._http, now, timeout, table=self._table)
        return DeepLinkProvider()


@contextmanager
def asking() -> Iterator[Asking]:
    """A twin whose clock stands at `NOW`, and somebody to ask."""
    dossiers = TwinDossiers(scripts(), TwinClock(real=lambda: NOW))
    with running_twin(dossiers) as (twin, url):
        made = Asking(twin, url)
        try:
            yield made
        finally:
            made.close()


def render(answers: dict[Case, Reply]) -> str:
    """The page."""
    names = {int(s.code): s.official for s in statuses.load() if s.official}
    lines = [
        "# Trợ lý nói gì về một hồ sơ",
        "",
        "Viết lại bằng `python -m ops.status_answers`; không sửa tay. Đồng hồ đứng ở 10:00 ngày "
        "20/11/2026, hồ sơ của Cổng thử, hỏi qua các hàm trả lời của cuộc trò chuyện.",
        "",
    ]
    for provider in PROVIDERS:
        lines += [
            f"## {provider}, ngày bình thường",
            "",
            "| trạng thái | trợ lý nói |",
            "|---|---|",
        ]
        lines += [
            f"| {state} {names[state]} | {_cell(answers[Case(provider, state, 'normal')])} |"
            for state in STATES
        ]
        lines.append("")
    lines += [
        "## Những ngày xấu",
        "",
        "“đã xem” là hai giờ trước đã xem được một lần. Mười trạng thái nói cùng một lời thì ghi "
        "một dòng; “như ngày bình thường” là đúng những lời ở bảng trên.",
        "",
        "| nguồn | Cổng | trạng thái | outcome | trợ lý nói |",
        "|---|---|---|---|---|",
    ]
    groups = dict.fromkeys((c.provider, c.mode, c.seen) for c in answers if c.mode != "normal")
    for provider, mode, seen in groups:
        rows = {state: answers[Case(provider, state, mode, seen)] for state in STATES}
        words = _MODE_WORDS[mode] + (", đã xem" if seen else "")
        for states, outcome, said in _merged(provider, rows, answers):
            lines.append(f"| {provider} | {words} | {states} | `{outcome}` | {said} |")
    return "\n".join(lines) + "\n"


def _merged(
    provider: str, rows: dict[int, Reply], answers: dict[Case, Reply]
) -> list[tuple[str, str, str]]:
    """Rows whose words are the same, but for the code, as one."""
    merged: dict[tuple[str, str], list[int]] = {}
    for state, reply in rows.items():
        usual = answers[Case(provider, state, "normal")]
        said = _cell(reply).replace(Case(provider, state, "normal").code, "…")
        if _texts(reply) == _texts(usual):
            said = "như ngày bình thường"
        elif _texts(reply)[:-1] == _texts(usual)[:-1]:
            last = _texts(reply)[-1]
            said = "như ngày bình thường, rồi: …" + last[last.rindex("đang chậm") :]
        merged.setdefault((reply.outcome, said), []).append(state)
    return [
        ("1–10" if len(states) == len(STATES) else ", ".join(map(str, states)), outcome, said)
        for (outcome, said), states in merged.items()
    ]


def _texts(reply: Reply) -> list[str]:
    return [message.text for message in reply.messages]


def _cell(reply: Reply) -> str:
    text = " ⏎ ".join(_texts(reply))
    return text.replace("\n", "<br>").replace("|", "\\|")


def main() -> None:
    """Ask everything and write the page."""
    logging.disable(logging.WARNING)
    with asking() as made:
        answers = {case: made.ask(case) for case in cases()}
    OUT.write_text(render(answers), "utf-8")
    print(f"{len(answers)} câu trả lời: {OUT.name}")


if __name__ == "__main__":
    main()
