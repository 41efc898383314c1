"""Having a talk on every channel at once, and finding where it differs from the web."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from bot.guide.ports import ALPHABET
from ops.same_talk.messengers import persons
from ops.same_talk.people import Answer, Person, Place
from ops.same_talk.shown import Told, differences, told

TALKS = Path(__file__).with_name("talks.yaml")
CODE = re.compile(rf"(?<![\w-])[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}(?![\w-])")
"""A resume code as it is told."""


class Turn(BaseModel):
    """say: typed. tap: a choice's title. move: everybody goes on at the next channel."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str = ""
    tap: str = ""
    move: bool = False


class Talk(BaseModel):
    """A conversation to be had everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Row:
    """One turn: what was answered to the person of each column, on which channel, and where a
    column differs from the first.
    """

    turn: Turn
    channels: tuple[str, ...]
    answers: tuple[Answer, ...] = ()
    differing: tuple[tuple[str, ...], ...] = ()

    @property
    def same(self) -> bool:
        """Whether every channel gave the first one's answer."""
        return not any(self.differing)


@dataclass
class _Column:
    """Somebody, wherever they are at the moment."""

    person: Person
    code: str = ""
    heard: list[Told] = field(default_factory=list)

    def take(self, turn: Turn, address: str) -> Answer:
        answer = (
            self.person.choose(turn.tap)
            if turn.tap
            else self.person.say(turn.say.replace("{code}", self.code))
        )
        if found := CODE.search(" ".join(bubble.text for bubble in answer.bubbles)):
            self.code = found[0]
        self.heard.append(told(answer.outcome, answer.bubbles, address, self.code))
        return answer


def load(path: Path = TALKS) -> list[Talk]:
    """The talks."""
    given: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return [Talk.model_validate(one) for one in given]


def have(talk: Talk, place: Place) -> list[Row]:
    """The talk on every channel at once, turn by turn.

    Raises:
        NoAnswerError: somebody was left without an answer, or could not choose.

    """
    columns = [_Column(person) for person in persons(place)]
    rows: list[Row] = []
    with ThreadPoolExecutor(len(columns)) as pool:
        for turn in talk.turns:
            if turn.move:
                new = persons(place)
                for column, person in zip(columns, [*new[1:], *new[:1]], strict=True):
                    column.person = person
                rows.append(Row(turn, _names(columns)))
                continue
            taken = [pool.submit(column.take, turn, place.address) for column in columns]
            answers = tuple(one.result() for one in taken)
            first = columns[0].heard[-1]
            differing = tuple(tuple(differences(first, one.heard[-1])) for one in columns)
            rows.append(Row(turn, _names(columns), answers, differing))
    return rows


def _names(columns: Sequence[_Column]) -> tuple[str, ...]:
    return tuple(column.person.name for column in columns)
