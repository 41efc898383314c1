"""The questions that change the answer, and the neighbours a procedure is mistaken for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from knowledge.schema.base import Condition, Line, Model, Slug, Title


class Answer(Model):
    """One answer to a case question.

    condition: what completes "Nếu …" without the question before it. effect: what it changes, in
    words. leads_to: another procedure's code when this answer means that the citizen needs that
    one instead. stop: handing in is no use with this answer (not entitled, not yet, not needed);
    `effect` says why.
    """

    id: Slug
    title: Title
    condition: Title | None = None
    effect: Line | None = None
    leads_to: str | None = None
    stop: bool = False

    @model_validator(mode="after")
    def _a_stop_says_why(self) -> Answer:
        if self.stop and not self.effect:
            raise ValueError("stop: true thì phải ghi effect (vì sao dừng, nên làm gì)")
        if self.stop and self.leads_to:
            raise ValueError("chọn một: stop (dừng ở đây) hoặc leads_to (sang thủ tục khác)")
        return self


class Case(Model):
    """A question asked only because its answer changes papers, fees, times or the procedure.

    when: answers to earlier questions without which this one makes no sense.
    """

    id: Slug
    question: Line
    why: Line
    when: Condition = Field(default_factory=dict)
    answers: Annotated[list[Answer], Field(min_length=2)]


class Confusable(Model):
    """A neighbour, and the question that tells the two apart.

    signs: what, once said, points to the neighbour, as `nlu.text.phrases` reads it; "@name" is a
    group of `nlu/lexicon/sign_groups.tsv`. This procedure is not answered then without asking.
    unclear: what people say that fits both alike, so that nobody can know without asking; written
    in either of the two records.
    """

    code: str
    name: Title
    question: Line
    this_when: Title
    other_when: Title
    signs: list[Title] = Field(default_factory=list)
    unclear: list[Line] = Field(default_factory=list)
