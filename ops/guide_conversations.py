"""Guides every curated procedure over the chat API of running servers, from the first word to the
dossier code, every answer to every case question given once: taps, numbers and words as people
type them. Says what it took, and fails where a reply is not the one the record promises.

`python -m ops.guide_conversations [--url …] [--only CODE …] [--most N]`; servers of its own without
`--url`.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.guide import State, facts
from bot.guide.lengths import answer_sets
from bot.guide.route import POSTING, route
from bot.guide.state import UNKNOWN, PaperState
from knowledge import records
from knowledge.schema import Procedure
from nlu.text import fold

DOSSIER = "H29.16-261102-0007"
MOST_WORDS = 60
_WORDS_DONE = ("xong rồi", "roi", "xong roi con", "ok con", "xg")
_WORDS_HAVE = ("co roi", "có rồi con", "co", "roi")
_WORDS_LACK = ("chua co", "chưa con ơi", "chua")
_PATIENCE = 40.0


class BrokenPromiseError(AssertionError):
    """A reply is not what the record promises."""


@dataclass
class Talk:
    """One conversation over the chat API, and what was said in it."""

    http: httpx.Client
    sent: int = 0
    last: dict[str, Any] = field(default_factory=dict)
    conversation: str = field(default_factory=lambda: f"walk-{secrets.token_hex(8)}")

    def say(self, text: str) -> str:
        """Send words; the reply's text."""
        return self._post({"text": text})

    def tap(self, title: str) -> str:
        """Tap a choice by its words; the reply's text."""
        chosen = next((c for c in self.choices if c["title"] == title), None)
        if chosen is None:
            raise BrokenPromiseError(f"không có nút “{title}” trong {self.titles}: {self.text}")
        return self._post({"choice": chosen["value"]})

    @property
    def choices(self) -> list[dict[str, str]]:
        """What can be tapped now."""
        found: list[dict[str, str]] = self.last["messages"][-1]["choices"]
        return found

    @property
    def titles(self) -> list[str]:
        """The words of what can be tapped now."""
        return [choice["title"] for choice in self.choices]

    @property
    def text(self) -> str:
        """The last reply."""
        return "\n".join(message["text"] for message in self.last["messages"])

    def _post(self, message: dict[str, str]) -> str:
        body = {
            "conversation": self.conversation,
            "message": {"id": secrets.token_hex(6), **message},
            "context": {},
        }
        response = self.http.post("/api/v1/chat", json=body)
        response.raise_for_status()
        self.last = response.json()
        self.sent += 1
        return self.text


def covering(procedure: Procedure) -> Iterator[dict[str, str]]:
    """Few sets of answers that together give every answer, “không rõ” included, once."""
    wanted = {(case.id, answer.id) for case in procedure.cases for answer in case.answers}
    wanted |= {(case.id, UNKNOWN) for case in procedure.cases}
    sets = sorted(answer_sets(procedure), key=lambda given: sorted(given.items()))
    while True:
        best = max(sets, key=lambda given: sum(pair in wanted for pair in given.items()))
        wanted -= set(best.items())
        yield best
        if not wanted:
            return


def conversations(procedure: Procedure) -> list[tuple[dict[str, str], str]]:
    """The answers and the way of each conversation; every way that there is, at least once."""
    planned = []
    missing = set(facts.WAYS)
    for number, answers in enumerate(covering(procedure)):
        ways = facts.ways(procedure, answers)
        way = next((w for w in ways if w in missing), ways[number % len(ways)])
        missing.discard(way)
        planned.append((answers, str(way)))
    last = planned[-1][0]
    planned += [(last, str(way)) for way in facts.ways(procedure, last) if way in missing]
    return planned


class Walker:
    """A person with a plan: certain answers, one way, papers there or not, a manner of typing."""

    def __init__(self, talk: Talk, procedure: Procedure, manner: int) -> None:
        self.talk = talk
        self.procedure = procedure
        self.manner = manner

    def walk(self, answers: dict[str, str], way: str) -> set[tuple[str, str]]:
        """From the first word to the code.

        Returns the answers that were given.

        Raises:
            BrokenPromiseError: a reply is not what the record promises.

        """
        lacking = self.manner % 2 == 1
        state = State(code=self.procedure.code, at="")
        self._begin()
        given: set[tuple[str, str]] = set()
        for _ in range(120):
            positions = route(self.procedure, state)
            at = positions[positions.index(state.at) + 1] if state.at else positions[0]
            state = state.but(at=at)
            self._check(state)
            kind, _, name = at.partition(":")
            if kind == "c":
                given.add((name, answers[name]))
                state = state.but(answers={**state.answers, name: self._meant(name, answers)})
                self._answer(name, answers[name])
            elif at == "way":
                state = state.but(way=way)
                self._way(way)
            elif kind == "p":
                said: PaperState = "missing" if lacking else "have"
                state = state.but(papers={**state.papers, name: said})
                self._paper(lacking=lacking)
            elif at == "end:code":
                self.talk.say(f"ma ho so la {DOSSIER.lower()} nha con")
                break
            else:
                self._go_on(at)
        if DOSSIER not in self.talk.text:
            raise BrokenPromiseError(f"mã không được ghi lại: {self.talk.text}")
        self.talk.tap("Xong, kết thúc")
        return given

    def _begin(self) -> None:
        """The first word; whoever is asked which procedure was meant picks it."""
        name = self.procedure.short_name
        self.talk.say(f"chỉ tôi từng bước {name if self.manner % 3 else fold(name)}")
        reply = self.talk.last
        if reply["outcome"] == "guiding" and reply["procedure"] == self.procedure.code:
            return
        own = f"g:start:{self.procedure.code}"
        named = next((c["title"] for c in self.talk.choices if c["value"] == own), None)
        if named is None:
            raise BrokenPromiseError(f"không mở được: {self.talk.text} {self.talk.titles}")
        self.talk.tap(named)

    def _meant(self, case_id: str, answers: dict[str, str]) -> str:
        """The answer; where the record has a “không rõ” of its own, that one stands for it."""
        case = facts.case_of(self.procedure, case_id)
        own = facts.unsure_answer(case) if case else None
        return own.id if own and answers[case_id] == UNKNOWN else answers[case_id]

    def _answer(self, case_id: str, answer_id: str) -> None:
        case = facts.case_of(self.procedure, case_id)
        assert case is not None
        chosen = next((answer for answer in case.answers if answer.id == answer_id), None)
        own = facts.unsure_answer(case)
        title = chosen.title if chosen else (own.title if own else "Không rõ")
        self._choose(title)
        if chosen and chosen.leads_to:
            known = records.load()
            other = known.get(chosen.leads_to) or known.successor(chosen.leads_to)
            wanted = other.short_name if other else chosen.leads_to
            if wanted not in self.talk.text:
                raise BrokenPromiseError(f"không chỉ sang {wanted}: {self.talk.text}")
            self.talk.tap("Vẫn làm việc này")
        if chosen and chosen.stop:
            if "khoan nộp" not in self.talk.text:
                raise BrokenPromiseError(f"không nói nên dừng: {self.talk.text}")
            self.talk.tap("Vẫn làm việc này")

    def _choose(self, title: str) -> None:
        """Tapped, typed as a number, or typed without accents."""
        how = (self.manner + self.talk.sent) % 3
        if how == 0:
            self.talk.tap(title)
        elif title not in self.talk.titles:
            raise BrokenPromiseError(
                f"không có nút “{title}” trong {self.talk.titles}: {self.talk.text}"
            )
        elif how == 1:
            self.talk.say(str(self.talk.titles.index(title) + 1))
        else:
            self.talk.say(fold(title).lower())

    def _way(self, way: str) -> None:
        self._choose(
            {"online": "Tự nộp trên mạng", "counter": "Đến tận nơi", "post": "Gửi bưu điện"}[way]
        )

    def _paper(self, *, lacking: bool) -> None:
        if not lacking:
            self.talk.say(_WORDS_HAVE[(self.talk.sent + self.manner) % len(_WORDS_HAVE)])
            return
        self.talk.say(_WORDS_LACK[(self.talk.sent + self.manner) % len(_WORDS_LACK)])
        if "Sang giấy tiếp" in self.talk.titles:
            self.talk.tap("Sang giấy tiếp")

    def _go_on(self, at: str) -> None:
        if at in ("lack", "check:lack"):
            self.talk.tap("Làm tiếp")
        elif at == "post":
            self._choose("Vẫn gửi bưu điện")
        else:
            self.talk.say(_WORDS_DONE[(self.talk.sent + self.manner) % len(_WORDS_DONE)])

    def _check(self, state: State) -> None:
        """The reply is the one of this position: short, quoted, with ways out."""
        text, reply = self.talk.text, self.talk.last
        if (reply["outcome"], reply["procedure"]) != ("guiding", self.procedure.code):
            raise BrokenPromiseError(f"{state.at}: {reply['outcome']} {reply['procedure']}: {text}")
        if len(text.split()) > MOST_WORDS:
            raise BrokenPromiseError(f"{state.at}: dài {len(text.split())} chữ: {text}")
        for wanted in ("Quay lại", "Gặp người thật"):
            if wanted not in self.talk.titles:
                raise BrokenPromiseError(f"{state.at}: thiếu nút “{wanted}”")
        for words in _promised(self.procedure, state):
            if words.lower() not in text.lower():
                raise BrokenPromiseError(f"{state.at}: thiếu “{words}” trong: {text}")


def _promised(procedure: Procedure, state: State) -> Iterator[str]:
    """The record's words that a position must say."""
    kind, _, name = state.at.partition(":")
    if kind == "c":
        case = facts.case_of(procedure, name)
        yield case.question if case else ""
    elif kind == "p":
        yield next(paper.name for paper in procedure.papers if paper.id == name)
    elif kind == "s":
        yield next(step.do for step in procedure.steps if step.id == name)
    elif kind == "v":
        yield next(step.do for step in procedure.visit if step.id == name)
    elif kind == "m":
        yield f"Bước {POSTING.index(name) + 1}/{len(POSTING)}"
    elif state.at == "check:place":
        yield procedure.office


@dataclass
class Outcome:
    """One procedure's conversations."""

    code: str
    talks: int
    messages: int
    seconds: float
    broken: list[str]


def run(procedure: Procedure, url: str, most: int | None = None) -> Outcome:
    """All conversations of one procedure, or the first `most`."""
    began, sent, broken = time.monotonic(), 0, []
    planned = conversations(procedure)[:most]
    given: set[tuple[str, str]] = set()
    with httpx.Client(base_url=url, timeout=_PATIENCE) as http:
        for manner, (answers, way) in enumerate(planned):
            talk = Talk(http)
            try:
                given |= Walker(talk, procedure, manner).walk(answers, way)
            except BrokenPromiseError as error:
                broken.append(f"{procedure.code} ({way}, {answers}): {error}")
            sent += talk.sent
    wanted = {(case.id, answer.id) for case in procedure.cases for answer in case.answers}
    if most is None and not broken and (left := wanted - given):
        broken.append(f"{procedure.code}: chưa tới {sorted(left)}")
    return Outcome(procedure.code, len(planned), sent, time.monotonic() - began, broken)


@contextmanager
def _address(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    from ops.running_servers import running_servers

    with running_servers() as own:
        yield own


def main() -> int:
    """Walk, print, and say with the exit code whether all held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="servers that run already; no limit on messages there")
    parser.add_argument("--only", nargs="*", default=[], help="codes of procedures")
    parser.add_argument("--most", type=int, help="conversations a procedure; all without it")
    given = parser.parse_args()
    known = [p for p in records.load() if not given.only or p.code in given.only]
    outcomes = []
    with _address(given.url) as url:
        for procedure in known:
            outcome = run(procedure, url, given.most)
            outcomes.append(outcome)
            print(
                f"{outcome.code}: {outcome.talks} cuộc, {outcome.messages} tin, "
                f"{outcome.seconds:.1f} s{'' if not outcome.broken else ' HỎNG'}",
                flush=True,
            )
            for line in outcome.broken:
                print("  " + line, flush=True)
    talks, sent = sum(o.talks for o in outcomes), sum(o.messages for o in outcomes)
    broken = sum(len(o.broken) for o in outcomes)
    seconds = sum(o.seconds for o in outcomes)
    print(
        f"{len(outcomes)} thủ tục, {talks} cuộc, {sent} tin, {seconds:.0f} s, "
        f"{1000 * seconds / max(sent, 1):.0f} ms một tin; hỏng {broken}"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
