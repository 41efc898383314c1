"""Rules about what a record needs before anybody can be guided by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.checks.walk import conditional, facts
from knowledge.errors import Problem
from knowledge.records import Record

if TYPE_CHECKING:
    from knowledge.checks import Context

MIN_NAMES = 20
MIN_SITUATIONS = 15


def every_fact_has_a_source(record: Record, context: Context) -> Iterator[Problem]:
    """Each fact names a source of this record; each source is real."""
    known = {source.id for source in record.procedure.sources}
    for at, fact in facts(record.procedure):
        if not fact.sources:
            yield record.file.problem(at, "không ghi nguồn (sources)")
        for source in fact.sources:
            if source not in known:
                yield record.file.problem((*at, "sources"), f"không có nguồn tên {source}")


def conditions_name_real_cases(record: Record, context: Context) -> Iterator[Problem]:
    """`when` only names cases and answers that exist."""
    answers = {case.id: {answer.id for answer in case.answers} for case in record.procedure.cases}
    for at, fact in conditional(record.procedure):
        for case, wanted in fact.when.items():
            if case not in answers:
                yield record.file.problem(
                    (*at, "when"), f"trường hợp {case} không có câu hỏi nào dẫn tới"
                )
                continue
            for answer in set(wanted) - answers[case]:
                yield record.file.problem(
                    (*at, "when"), f"câu hỏi {case} không có câu trả lời {answer}"
                )


def cases_follow_earlier_cases(record: Record, context: Context) -> Iterator[Problem]:
    """A question that depends on another one comes after it."""
    earlier: dict[str, set[str]] = {}
    for index, case in enumerate(record.procedure.cases):
        for name, wanted in case.when.items():
            if name not in earlier:
                reason = f"câu hỏi {case.id} phụ thuộc câu {name}, mà {name} không đứng trước nó"
                yield record.file.problem(("cases", index, "when"), reason)
            for answer in sorted(set(wanted) - earlier.get(name, set(wanted))):
                reason = f"câu hỏi {name} không có câu trả lời {answer}"
                yield record.file.problem(("cases", index, "when"), reason)
        earlier[case.id] = {answer.id for answer in case.answers}


def conditions_can_be_said(record: Record, context: Context) -> Iterator[Problem]:
    """An answer that some fact depends on can be said as "Nếu …"."""
    used = {
        (case, answer)
        for _, fact in conditional(record.procedure)
        for case, answers in fact.when.items()
        for answer in answers
    }
    for index, case in enumerate(record.procedure.cases):
        for place, answer in enumerate(case.answers):
            if (case.id, answer.id) in used and not answer.condition:
                yield record.file.problem(
                    ("cases", index, "answers", place),
                    f"câu trả lời {answer.id}: thiếu condition (vế sau chữ “Nếu”)",
                )


def cases_change_something(record: Record, context: Context) -> Iterator[Problem]:
    """A question is asked only where its answer changes something."""
    used = {case for _, fact in conditional(record.procedure) for case in fact.when}
    for index, case in enumerate(record.procedure.cases):
        if case.id not in used and not any(a.effect or a.leads_to for a in case.answers):
            yield record.file.problem(("cases", index), f"câu hỏi {case.id} không đổi điều gì")


def steps_need_listed_papers(record: Record, context: Context) -> Iterator[Problem]:
    """A step names only papers and troubles the record has."""
    papers = {paper.id for paper in record.procedure.papers}
    troubles = {trouble.id for trouble in record.procedure.troubles}
    for index, step in enumerate(record.procedure.steps):
        for paper in set(step.papers) - papers:
            yield record.file.problem(
                ("steps", index, "papers"), f"bước {step.id} cần giấy {paper} không có trong hồ sơ"
            )
        for trouble in set(step.troubles) - troubles:
            yield record.file.problem(
                ("steps", index, "troubles"), f"bước {step.id}: không có trục trặc tên {trouble}"
            )
    for index, visit in enumerate(record.procedure.visit):
        for paper in set(visit.papers) - papers:
            yield record.file.problem(
                ("visit", index, "papers"), f"bước {visit.id} cần giấy {paper} không có trong hồ sơ"
            )


def enough_names(record: Record, context: Context) -> Iterator[Problem]:
    """Citizens' names and situations decide whether a procedure is found at all."""
    procedure = record.procedure
    if (names := len(procedure.names) + len(procedure.phrases)) < MIN_NAMES:
        yield record.file.problem(
            ("names",), f"mới có {names} tên và cách gọi, cần ít nhất {MIN_NAMES}"
        )
    if len(procedure.situations) < MIN_SITUATIONS:
        yield record.file.problem(
            ("situations",), f"cần ít nhất {MIN_SITUATIONS} tình huống đời thường"
        )


def ids_are_unique(record: Record, context: Context) -> Iterator[Problem]:
    """Ids within one list differ."""
    procedure = record.procedure
    for name in (
        "cases", "papers", "fees", "time_limits", "places",
        "conditions", "benefits", "steps", "visit", "troubles", "sources",
    ):  # fmt: skip
        seen = Counter(item.id for item in getattr(procedure, name))
        for index, item in enumerate(getattr(procedure, name)):
            if seen[item.id] > 1:
                yield record.file.problem((name, index), f"{name}: id {item.id} bị trùng")


def can_be_guided(record: Record, context: Context) -> Iterator[Problem]:
    """Online steps for what goes online, a visit for what is done at the counter."""
    procedure = record.procedure
    ways = {channel.way for channel in procedure.channels}
    if "online" in ways:
        stages = [step.stage for step in procedure.steps]
        for needed in ("login", "find", "submit", "code"):
            if needed not in stages:
                yield record.file.problem(("steps",), f"thiếu bước {needed} trên Cổng")
    elif procedure.steps:
        yield record.file.problem(("steps",), "có bước trên Cổng nhưng không có kênh online")
    if "counter" in ways and len(procedure.visit) < 3:
        yield record.file.problem(("visit",), "thiếu các bước khi đến tận nơi")
