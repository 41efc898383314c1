"""Rules about being led: steps in their order, papers that are used, troubles that are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.checks.walk import conditional
from knowledge.errors import Problem
from knowledge.records import Record
from nlu.text import fold

if TYPE_CHECKING:
    from knowledge.checks import Context

_BEFORE_SUBMITTING = ("login", "case", "place", "form", "upload", "receive")
_AFTER_THE_CODE = ("code", "pay")
"""Some offices ask for money only once the dossier was looked at."""


def steps_are_in_order(record: Record, context: Context) -> Iterator[Problem]:
    """What is filled in and uploaded comes before the button, the code after it."""
    steps = record.procedure.steps
    submits = [index for index, step in enumerate(steps) if step.stage == "submit"]
    codes = [index for index, step in enumerate(steps) if step.stage == "code"]
    for index, step in enumerate(steps):
        at = ("steps", index, "stage")
        if submits and index > submits[0] and step.stage in _BEFORE_SUBMITTING:
            yield record.file.problem(at, f"bước {step.id} ({step.stage}) đứng sau bước nộp hồ sơ")
        elif submits and index < submits[0] and step.stage == "code":
            yield record.file.problem(at, f"bước {step.id} (code) đứng trước bước nộp hồ sơ")
        elif codes and index > codes[0] and step.stage not in _AFTER_THE_CODE:
            yield record.file.problem(at, f"bước {step.id} ({step.stage}) đứng sau bước giữ mã")


def papers_are_used(record: Record, context: Context) -> Iterator[Problem]:
    """A paper is handed in, or shown, or filled in at a step, or the office has it (`held`)."""
    procedure = record.procedure
    named = {paper for step in procedure.steps for paper in step.papers}
    named |= {paper for visit in procedure.visit for paper in visit.papers}
    for index, paper in enumerate(procedure.papers):
        handed_in = paper.originals + paper.copies > 0 or paper.kind == "show"
        if not handed_in and not paper.held and paper.id not in named:
            yield record.file.problem(
                ("papers", index),
                f"giấy {paper.id}: không nộp bản nào, không xuất trình, không bước nào dùng tới",
            )


def troubles_are_found(record: Record, context: Context) -> Iterator[Problem]:
    """A trouble is pointed at by a step, or has a sign that is no other trouble's."""
    procedure = record.procedure
    pointed_at = {trouble for step in procedure.steps for trouble in step.troubles}
    signs = Counter(fold(sign) for trouble in procedure.troubles for sign in set(trouble.signs))
    for index, trouble in enumerate(procedure.troubles):
        own = any(signs[fold(sign)] == 1 for sign in trouble.signs)
        if trouble.id not in pointed_at and not own:
            yield record.file.problem(
                ("troubles", index, "signs"),
                f"trục trặc {trouble.id}: không bước nào nhắc, không câu nào của riêng nó",
            )


def what_is_unsure_has_a_source(record: Record, context: Context) -> Iterator[Problem]:
    """`likely` and `uncertain` say who said so, in steps too."""
    known = {source.id for source in record.procedure.sources}
    for at, fact in conditional(record.procedure):
        if at[0] not in ("steps", "visit"):
            continue
        if fact.confidence != "read" and not fact.sources:
            yield record.file.problem(at, f"confidence: {fact.confidence} mà không ghi nguồn")
        for source in fact.sources:
            if source not in known:
                yield record.file.problem((*at, "sources"), f"không có nguồn tên {source}")
