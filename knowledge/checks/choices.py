"""Rules about what a citizen is asked: cases, and neighbours to tell apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.checks.walk import conditional
from knowledge.errors import Problem
from knowledge.records import Record, Records
from nlu.text import fold, words
from nlu.text.lexicon import sign_groups

if TYPE_CHECKING:
    from knowledge.checks import Context


def questions_ask(record: Record, context: Context) -> Iterator[Problem]:
    """A question has a question mark."""
    for name in ("cases", "confusables"):
        for index, item in enumerate(getattr(record.procedure, name)):
            if "?" not in item.question:
                yield record.file.problem(
                    (name, index, "question"), "câu hỏi phải có dấu hỏi ở cuối"
                )


def neighbours_differ(record: Record, context: Context) -> Iterator[Problem]:
    """A neighbour is another procedure, named once, and its two buttons differ."""
    seen: set[str] = set()
    for index, neighbour in enumerate(record.procedure.confusables):
        at = ("confusables", index)
        if neighbour.code == record.procedure.code:
            yield record.file.problem((*at, "code"), "thủ tục này không thể nhầm với chính nó")
        if neighbour.code in seen:
            yield record.file.problem((*at, "code"), f"{neighbour.code} đã có ở trên")
        seen.add(neighbour.code)
        if fold(neighbour.this_when) == fold(neighbour.other_when):
            yield record.file.problem((*at, "other_when"), "hai nút giống nhau, không chọn được")
        for place, sign in enumerate(neighbour.signs):
            if sign.startswith("@") and sign[1:] not in sign_groups():
                yield record.file.problem((*at, "signs", place), f"không có nhóm từ {sign}")
            elif not words(sign):
                yield record.file.problem((*at, "signs", place), f"“{sign}” không có chữ nào")


def what_is_unclear_is_nobodys(record: Record, context: Context) -> Iterator[Problem]:
    """What fits two procedures alike is told of neither."""
    own = record.procedure
    for index, neighbour in enumerate(own.confusables):
        both = [p for p in (own, context.records.get(neighbour.code)) if p]
        told = {
            fold(text): procedure.code
            for procedure in both
            for text in (*procedure.names, *procedure.phrases, *procedure.situations)
        }
        for place, text in enumerate(neighbour.unclear):
            if code := told.get(fold(text)):
                at = ("confusables", index, "unclear", place)
                yield record.file.problem(at, f"câu này đã là câu nói riêng của {code}")


def unclear_between_records(records: Records) -> Iterator[Problem]:
    """Both procedures have a record, or there is no choice to offer. Looked at only when all
    records are there.
    """
    for record in records.all:
        for index, neighbour in enumerate(record.procedure.confusables):
            if neighbour.unclear and records.get(neighbour.code) is None:
                reason = f"không có bản ghi {neighbour.code} để cho chọn"
                yield record.file.problem(("confusables", index, "unclear"), reason)


def answers_differ(record: Record, context: Context) -> Iterator[Problem]:
    """Two answers of a question have different buttons."""
    for index, case in enumerate(record.procedure.cases):
        titles = Counter(fold(answer.title) for answer in case.answers)
        for place, answer in enumerate(case.answers):
            if titles[fold(answer.title)] > 1:
                yield record.file.problem(
                    ("cases", index, "answers", place, "title"),
                    f"câu hỏi {case.id} có hai nút “{answer.title}”",
                )


def answers_change_something(record: Record, context: Context) -> Iterator[Problem]:
    """An answer says what it changes, changes a fact or a later question, or leads elsewhere."""
    procedure = record.procedure
    conditions = [fact.when for _, fact in conditional(procedure)]
    conditions += [case.when for case in procedure.cases]
    used = {(case, answer) for when in conditions for case in when for answer in when[case]}
    for index, case in enumerate(procedure.cases):
        for place, answer in enumerate(case.answers):
            if not answer.effect and not answer.leads_to and (case.id, answer.id) not in used:
                yield record.file.problem(
                    ("cases", index, "answers", place),
                    f"câu trả lời {answer.id} không đổi điều gì: thêm effect hoặc dùng nó ở when",
                )
