"""Reading an intent in two steps: an act or a question; then which section the question is after.

One flat classifier confuses "no section named" with every section. Linear support vectors beat
logistic regression by six points on the development part, and train in a fifth of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.svm import LinearSVC

from nlu.intents.features import Arrays, Features

NO_SECTION = "ask_procedure"
SECTIONS = (
    "ask_documents", "ask_eligibility", "ask_fee", "ask_how",
    "ask_legal", "ask_result", "ask_time", "ask_where",
)  # fmt: skip
_QUESTION = "question"
_MODELS = ("acts", "sections", "asked")
_C_ACTS, _C = 0.2, 0.5
_SHARPNESS = 4.0
"""Softmax of four times the margins: confidences then match the share that is right (figures)."""
_ASKED_FROM = -0.5
"""A question is taken to ask for a section unless it is clearly not: the answer offers the rest."""


def _of_acts() -> Features:
    """Acts are short, and many, and told by how they begin; their words say enough without what
    they mean.
    """
    return Features(beginnings=(4,), rarest=2, across=True)


def _of_questions() -> Features:
    """A story asks at its end; what its embedding tells is what happened, not what is asked."""
    return Features(endings=(5, 9, 14), vector_share=0.02)


Embed = Callable[[list[str]], Any]
"""Embeddings of normalised texts, one row each."""
Reading = list[tuple[str, float]]
"""Intents with their confidence, 0..1, best first."""


@dataclass
class IntentModel:
    """`fit` once, then `read`. Texts are normalised; only questions are embedded."""

    features: Features = field(default_factory=_of_acts)
    questions: Features = field(default_factory=_of_questions)
    # Questions outnumber every act ten to one.
    acts: LinearSVC = field(
        default_factory=lambda: LinearSVC(C=_C_ACTS, class_weight="balanced", random_state=0)
    )
    sections: LinearSVC = field(default_factory=lambda: LinearSVC(C=_C, random_state=0))
    asked: LinearSVC = field(default_factory=lambda: LinearSVC(C=_C, random_state=0))

    def fit(self, texts: Sequence[str], embed: Embed, intents: Sequence[str]) -> IntentModel:
        """Learn from labelled texts.

        Raises:
            ValueError: fewer than three acts or three sections among the intents.

        """
        wanted = np.array(intents)
        if min(len({*intents} - {*SECTIONS}), len({*SECTIONS}.intersection(intents))) < 3:
            raise ValueError("fewer than three acts or sections to learn")
        has_section = np.isin(wanted, SECTIONS)
        is_question = has_section | (wanted == NO_SECTION)
        rows = self.features.fit(texts)
        self.acts.fit(rows, np.where(is_question, _QUESTION, wanted))
        asking = [text for text, asks in zip(texts, is_question, strict=True) if asks]
        rows = self.questions.fit(asking, embed(asking))
        named = has_section[is_question]
        self.sections.fit(rows[named], wanted[has_section])
        self.asked.fit(rows, named)
        for model in (self.acts, self.sections, self.asked):
            # As it is kept: a reading is the same before storing and after.
            model.coef_ = model.coef_.astype(np.float32)
        return self

    def read(self, texts: Sequence[str], embed: Embed) -> list[Reading]:
        """Every text's intents, best first."""
        shares = _shares(self.acts.decision_function(self.features.of(texts)))
        acts = [dict(zip(self.acts.classes_, row, strict=True)) for row in shares]
        # Which section is after all asked matters to whoever takes the second best, too.
        likely = [at for at, found in enumerate(acts) if _QUESTION in _best(found, 2)]
        asking = [texts[at] for at in likely]
        named = dict(zip(likely, self._sections(asking, embed), strict=True)) if likely else {}
        return [self._reading(found, named.get(at)) for at, found in enumerate(acts)]

    def _sections(self, texts: list[str], embed: Embed) -> list[str | None]:
        """The section that each question asks for; None when it names none."""
        rows = self.questions.of(texts, embed(texts))
        best = self.sections.classes_[self.sections.decision_function(rows).argmax(axis=1)]
        asked = self.asked.decision_function(rows) > _ASKED_FROM
        return [str(name) if asks else None for name, asks in zip(best, asked, strict=True)]

    def parts(self) -> Arrays:
        """What was learned, as plain arrays by name: nothing in them runs when they are loaded."""
        found = {
            **_named("features", self.features.parts()),
            **_named("questions", self.questions.parts()),
        }
        for name in _MODELS:
            model = getattr(self, name)
            found |= _named(
                name,
                {
                    "slopes": model.coef_,
                    "biases": model.intercept_,
                    "classes": model.classes_,
                },
            )
        return found

    @classmethod
    def from_parts(cls, parts: Arrays) -> IntentModel:
        """The inverse of `parts`."""
        made = cls()
        made.features.take(_of("features", parts))
        made.questions.take(_of("questions", parts))
        for name in _MODELS:
            model, learned = getattr(made, name), _of(name, parts)
            model.coef_, model.intercept_ = learned["slopes"], learned["biases"]
            model.classes_ = learned["classes"]
        return made

    def _reading(self, found: dict[str, float], section: str | None) -> Reading:
        # The section decides only what is shown first: the best one stands for the question.
        question = found.pop(_QUESTION, 0.0)
        found[section or NO_SECTION] = question
        ranked = sorted(found.items(), key=lambda item: -item[1])
        return [(str(name), float(share)) for name, share in ranked]


def _best(found: dict[str, float], most: int) -> list[str]:
    return sorted(found, key=lambda name: -found[name])[:most]


def _shares(margins: Any) -> Any:
    """Confidences from margins, one row a text."""
    powers = np.exp(_SHARPNESS * (margins - margins.max(axis=1, keepdims=True)))
    return powers / powers.sum(axis=1, keepdims=True)


def _named(owner: str, parts: Arrays) -> Arrays:
    return {f"{owner}.{name}": array for name, array in parts.items()}


def _of(owner: str, parts: Arrays) -> Arrays:
    start = f"{owner}."
    return {name[len(start) :]: parts[name] for name in parts if name.startswith(start)}
