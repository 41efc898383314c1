"""Whether a change may go live: the strict check, then the evaluation, with it and without it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from connectors.cli.evaluate import ask_retriever
from connectors.proposals.deployed import Deployed
from connectors.proposals.reasons import Reasons
from connectors.settings import Settings
from knowledge import library
from knowledge.amend import Change, needs_source
from knowledge.errors import Problem, RecordError
from knowledge.evaluation import Asked, Question, read_questions
from knowledge.evaluation.apart import Phrases, near_copies
from knowledge.evaluation.beside import Part, falls, shown, taken
from knowledge.evaluation.split import only
from knowledge.library import Library
from knowledge.retrieval import Retriever, corpus

PARTS = {
    "câu hỏi thường": ("questions_?.jsonl", "out_of_scope.jsonl"),
    "mười hai thủ tục hay hỏi": ("twelve.jsonl",),
    "câu dễ lẫn": ("confusable.jsonl",),
    "trục trặc": ("troubles.jsonl",),
}
"""Only the development part of each is asked."""


class Judge:
    """`report()` is what is kept with the proposal: passed, reasons, notes, figures."""

    def __init__(
        self, settings: Settings, live: Sequence[Change], change: Change, today: date
    ) -> None:
        self._settings = settings
        self._deployed = Deployed(settings)
        self._live = list(live)
        self._with = [*live, change]
        self._change = change
        self._today = today

    def report(self) -> dict[str, Any]:
        """Everything that stands against it; the dear steps only once the cheap ones passed."""
        reasons = self._formal()
        if not reasons and (why := self._deployed.left(self._with).get(self._change.number)):
            reasons = [why]
        if reasons:
            return _refused(reasons)
        before, were = self._checked(self._live)
        after, are = self._checked(self._with)
        words = Reasons(before, self._change.procedure)
        if new := [problem for place, problem in are.items() if place not in were]:
            return _refused([words.of(problem) for problem in sorted(new)])
        if before is None or after is None:
            return _refused(["Các bản ghi đang dùng có tệp hỏng. Báo người phụ trách máy."])
        if _searched(before) == _searched(after):
            return _passed(["Không đụng tới việc tìm thủ tục: kết quả đo giữ nguyên."])
        questions = self._questions()
        if not any(questions.values()):
            return _refused(["Máy này không có bộ câu hỏi để đo, nên không thử được."])
        if near_copies(Phrases(self._change.said or [""]), self._every_question()):
            return _refused([words.near_copy()])
        parts = self._measured(questions, before, after)
        stolen, fallen = taken(parts, self._change.procedure), falls(parts)
        reasons = words.taken(stolen) + [words.fallen(fall) for fall in fallen]
        return _refused(reasons, shown(parts)) if reasons else _passed([], shown(parts))

    def _formal(self) -> list[str]:
        """What can be said without looking at any record."""
        change, source = self._change, self._change.source
        reasons = []
        if not change.edits:
            reasons.append("Chưa có chỗ nào được sửa.")
        if any(needs_source(edit.path) for edit in change.edits):
            if source is None or not source.title.strip():
                reasons.append("Chưa ghi nguồn: số mới, chữ mới đọc thấy ở văn bản hay trang nào?")
            elif source.read_on > self._today:
                reasons.append("Ngày đọc nguồn ở tương lai.")
        return reasons

    def _checked(
        self, changes: Sequence[Change]
    ) -> tuple[Library | None, dict[tuple[str, str], Problem]]:
        """The knowledge, and everything the strict check says of it by file and reason. What it
        says of the records as they are is nobody's fault who mends another line.
        """
        folder = self._deployed.records(changes)
        known: Library | None = None
        try:
            known = library.read(folder)
            problems = library.find_problems(known, self._today)
        except RecordError as error:
            problems = error.problems
        return known, {(_inside(p.file, folder), p.reason): p for p in problems}

    def _questions(self) -> dict[str, list[Question]]:
        return {
            part: only(
                "development",
                [q for name in names for path in self._files(name) for q in read_questions(path)],
            )
            for part, names in PARTS.items()
        }

    def _every_question(self) -> list[str]:
        """The texts of both parts, only to be compared with what is proposed."""
        lines = [
            line
            for path in self._files("*.jsonl")
            for line in path.read_text("utf-8").splitlines()
            if line.strip()
        ]
        return [json.loads(line)["text"] for line in lines]

    def _files(self, name: str) -> list[Path]:
        return sorted(self._settings.evaluation.glob(name))

    def _measured(
        self, questions: dict[str, list[Question]], before: Library, after: Library
    ) -> list[Part]:
        asked = [question for part in questions.values() for question in part]
        were = self._asked_before(asked, before)
        self._deployed.build(self._with, after)
        retriever = Retriever(self._deployed.open(self._with, after)[0])
        are = [ask_retriever(question, retriever) for question in asked]
        parts, at = [], 0
        for name, of in questions.items():
            if of:
                parts.append(Part(name, were[at : at + len(of)], are[at : at + len(of)]))
            at += len(of)
        return parts

    def _asked_before(self, questions: Sequence[Question], known: Library) -> list[Asked]:
        """Without the change; kept, since the next proposal is measured beside the same."""
        index, folder = self._deployed.open(self._live, known)
        key = hashlib.sha256((folder / "manifest.json").read_bytes())
        key.update(repr(questions).encode())
        kept = self._settings.amended / f"asked-{key.hexdigest()[:24]}.json"
        if kept.is_file():
            found = json.loads(kept.read_text("utf-8"))
            pairs = zip(questions, found, strict=True)
            return [Asked(question, tuple(codes), what, 0.0) for question, (codes, what) in pairs]
        retriever = Retriever(index)
        asked = [ask_retriever(question, retriever) for question in questions]
        partial = kept.with_suffix(".partial")
        partial.write_text(json.dumps([[one.codes, one.outcome] for one in asked]), "utf-8")
        partial.replace(kept)
        return asked


def _searched(known: Library) -> tuple[object, object]:
    """Everything that decides how procedures are found."""
    return corpus.documents(known), list(corpus.language(known))


def _inside(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _refused(reasons: list[str], figures: Sequence[Any] = ()) -> dict[str, Any]:
    return {"passed": False, "reasons": reasons, "notes": [], "figures": list(figures)}


def _passed(notes: list[str], figures: Sequence[Any] = ()) -> dict[str, Any]:
    return {"passed": True, "reasons": [], "notes": notes, "figures": list(figures)}
