"""A walk of the whole graph of every record: every state is short, asks one thing, and has a way
back and a way to a person.

Answers that stand in the same conditions lead the same way (`lengths.telling_answers`), and a reply
is a function of its card; so every set of answers that can be told apart is walked, every position
and every view of it, and each distinct card is put into words once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from bot.guide import Card, Context, State, card, facts, moves, render
from bot.guide.cards import BACK, PERSON, Part, part, with_lead
from bot.guide.follow import follow
from bot.guide.lengths import telling_answers
from bot.guide.route import route
from bot.guide.state import PaperState, parts_of
from bot.guide.trees import KnownTrees
from bot.replies import Message, Reply
from bot.talk.guide_acts import act
from bot.wording import Speaker, Wording, pair_named
from knowledge import hotlines
from knowledge.schema import Procedure
from tests.bot.guiding import EVERY
from tests.bot.test_quoted_facts import KNOWN, assert_quoted
from tests.conftest import AIDS

CONTEXT = Context(
    KNOWN, hotlines.load(), datetime(2026, 11, 23, 16, tzinfo=UTC), KnownTrees(AIDS.troubles)
)
SPEAKER = Speaker(Wording(), pair_named(None))
DOSSIER = "H29.16-261123-0007"
ACTS = (
    "yes", "done", "no", "not_yet", "unsure", "back", "repeat", "stuck", "pause", "resume",
    "restart", "person", "what", "all", "close", "online", "counter", "how_get", "print",
)  # fmt: skip
LEADS: tuple[Part, ...] = (
    part("refused"), part("not_an_answer"), part("not_yet"), part("superset"), part("already"),
    part("restarted"), part("way_unsure"), part("noted", code=DOSSIER),
)  # fmt: skip


def states(procedure: Procedure) -> Iterator[State]:
    """Every position for every set of answers that can be told apart, both ways, and the papers
    all there, all missing, and each missing alone.
    """
    alone: set[str] = set()
    for answers in telling_answers(procedure):
        for way in facts.ways(procedure, answers):
            asked = [paper.id for paper in facts.asked_papers(procedure, answers, way)]
            kinds: list[dict[str, PaperState]] = [
                dict.fromkeys(asked, "have"), dict.fromkeys(asked, "missing"),
                *[_only_missing(one) for one in asked if one not in alone],
            ]  # fmt: skip
            alone |= set(asked)
            for index, papers in enumerate(kinds):
                base = State(
                    code=procedure.code, parts=parts_of(procedure), answers=answers, way=way,
                    papers=papers,
                )  # fmt: skip
                positions = route(procedure, base)
                if index > 1:
                    positions = tuple(at for at in positions if at in ("lack", "check:lack"))
                for at in positions:
                    yield base.but(at=at)
            yield base.but(at="end", dossier=DOSSIER)


def _only_missing(paper: str) -> dict[str, PaperState]:
    return {paper: "missing"}


def views(procedure: Procedure, state: State) -> Iterator[State]:
    """Everything that can be shown over a position; of a general trouble its first node only, since
    the others are the same for every record.
    """
    waiting, seen = [state], {state.view}
    while waiting:
        now = waiting.pop()
        yield now
        for option in card(procedure, now, CONTEXT).options:
            moved = (
                follow(procedure, now, option.value, CONTEXT) if option.value != PERSON else None
            )
            after = moved.state if moved and not moved.ask else None
            deep = after is not None and now.view.startswith("tree")
            if after and after.at == state.at and after.view not in seen and not deep:
                seen.add(after.view)
                waiting.append(after)


def check(made: Card, procedure: Procedure, message: Message) -> None:
    words = len(message.text.split())
    assert words <= 60, (procedure.code, made.action, words, message.text)
    values = [choice.value for choice in message.choices]
    assert BACK in values, made.action
    assert PERSON in values, made.action
    assert all(len(value.encode()) <= 64 for value in values), values
    titles = [choice.title for choice in message.choices]
    assert len(set(titles)) == len(titles), titles
    assert all(titles)
    actions = {
        *(step.do for step in procedure.steps), *(step.do for step in procedure.visit),
        *(case.question for case in procedure.cases),
    }  # fmt: skip
    assert sum(action in message.text for action in actions) <= 1
    assert message.text.count("?") <= 1 + made.parts[0].template.endswith("code")


@pytest.mark.parametrize("procedure", EVERY)
def test_every_state(procedure: Procedure) -> None:
    cards: dict[Card, State] = {}
    explored: set[tuple[str, Card]] = set()
    positions: set[str] = set()
    for state in states(procedure):
        made = card(procedure, state, CONTEXT)
        positions.add(state.at)
        if (state.at, made) in explored:
            continue
        explored.add((state.at, made))
        for shown in views(procedure, state):
            cards.setdefault(card(procedure, shown, CONTEXT), shown)
    for answer in (a for case in procedure.cases for a in case.answers if a.leads_to or a.stop):
        case = next(case for case in procedure.cases if answer in case.answers)
        leading = State(code=procedure.code, at=f"c:{case.id}", answers={case.id: answer.id},
                        view="stop" if answer.stop else "leads")  # fmt: skip
        cards[card(procedure, leading, CONTEXT)] = leading
    for made, state in cards.items():
        message = render(made, procedure, SPEAKER)
        check(made, procedure, message)
        quoted = Reply(outcome="guiding", procedure=procedure.code, messages=(message,))
        if state.at != "end" and not state.view.startswith("tree"):
            assert_quoted(quoted, f"{DOSSIER} {procedure.code}")
        for lead in () if state.view else LEADS:
            led = with_lead(made, (lead,))
            check(led, procedure, render(led, procedure, SPEAKER))
        assert_moves_stay_inside(procedure, state)
    # Nothing is left out: every question, paper and step can be reached.
    wanted = {f"c:{case.id}" for case in procedure.cases}
    wanted |= {f"p:{p.id}" for p in procedure.papers if p.kind != "show" and p.ways != ["post"]}
    wanted |= {f"s:{step.id}" for step in procedure.steps}
    wanted |= {f"v:{step.id}" for step in procedure.visit}
    assert wanted <= positions, wanted - positions


class Nobody:
    """An assistant as far as `act` needs one."""

    def guide_context(self) -> Context:
        return CONTEXT


def assert_moves_stay_inside(procedure: Procedure, state: State) -> None:
    """Whatever is tapped or said, the next state is one that can be shown."""
    moved = [act(cast(Any, Nobody()), procedure, state, name) for name in ACTS]
    moved += [
        follow(procedure, state, option.value, CONTEXT)
        for option in card(procedure, state, CONTEXT).options
        if option.value != PERSON
    ]
    for step in moved:
        if step is not None and not step.ask:
            assert step.state.at in route(procedure, step.state), (state, step.state)
            card(procedure, step.state, CONTEXT)
    # Back leads strictly nearer to the first question, and from there out.
    back = moves.back(procedure, state)
    if not state.view and not back.ask:
        positions = route(procedure, state)
        assert positions.index(back.state.at) < positions.index(state.at)
    assert not back.state.view
    assert (back.ask == "leave") == (not state.view and state.at == route(procedure, state)[0])


def test_every_node_of_every_general_trouble() -> None:
    procedure = KNOWN.get("1.001193")
    assert procedure is not None
    seen: dict[Card, State] = {}
    for trouble in AIDS.troubles:
        for node in trouble.tree:
            state = State(code=procedure.code, at="s:tim", view=f"tree:{trouble.id}:{node.id}",
                          parts=parts_of(procedure))  # fmt: skip
            for shown in views(procedure, state):
                seen.setdefault(card(procedure, shown, CONTEXT), shown)
    assert len(seen) > 100
    for made, state in seen.items():
        check(made, procedure, render(made, procedure, SPEAKER))
        assert_moves_stay_inside(procedure, state)
