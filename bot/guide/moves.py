"""From one state to the next: what each act of a citizen does, at every position.

Every function is pure. `Moved.lead` is said before the next card, `events` are counted, `ask` is
what only the talk around the guide can do (a person, a pause, another procedure, the end).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.guide import facts
from bot.guide.card import Part, part
from bot.guide.route import at_step, nearest, route, way_of
from bot.guide.state import UNKNOWN, GuideWay, PaperState, State, changed, parts_of
from knowledge.schema import Procedure

Event = tuple[str, str]


@dataclass(frozen=True)
class Moved:
    """See the module."""

    state: State
    lead: tuple[Part, ...] = ()
    events: tuple[Event, ...] = ()
    ask: str = ""


def start(procedure: Procedure, *, person: int = 1, again: bool = False) -> Moved:
    """A new guide, at its first question."""
    state = State(
        code=procedure.code, parts=parts_of(procedure), person=person, again=again, moves=1
    )
    state = state.but(at=route(procedure, state)[0])
    events: tuple[Event, ...] = (("started", ""), ("reached", state.at))
    if again:
        events = (("started_again", ""), *events)
    return Moved(state, (part("start", name=procedure.short_name, code=procedure.code),), events)


def forward(procedure: Procedure, before: State, state: State) -> Moved:
    """On to what follows `before.at`, in the route as it is after the change."""
    old, new = route(procedure, before), route(procedure, state)
    at = state.at
    following: Sequence[str]
    if at in new:
        following = new[new.index(at) + 1 :]
    else:
        following = [other for other in old[old.index(at) + 1 :] if other in new]
    to = following[0] if following else new[-1]
    return arrive(state, to)


def arrive(state: State, at: str) -> Moved:
    """At a position; the end is reached once."""
    events: tuple[Event, ...] = (("reached", at),)
    moved = state.but(at=at, view="")
    if at == "end" and not state.finished:
        moved = moved.but(finished=True)
        events = (*events, ("finished", ""), ("moves", str(state.moves)))
        if state.again and not state.helped:
            events = (*events, ("finished_again_alone", ""))
    return Moved(moved, (), events)


def back(procedure: Procedure, state: State) -> Moved:
    """Out of what is shown over the position, or one position back; before the first: out."""
    if state.view:
        return Moved(state.but(view=""))
    positions = route(procedure, state)
    here = positions.index(state.at) if state.at in positions else 0
    if here == 0:
        return Moved(state, ask="leave")
    return Moved(state.but(at=positions[here - 1]))


def answer(procedure: Procedure, state: State, case_id: str, answer_id: str) -> Moved | None:
    """An answer to a case question, the one asked now or an earlier one; None for no answer."""
    case = facts.case_of(procedure, case_id)
    known = {item.id: item for item in case.answers} if case else {}
    if case is None or answer_id not in (*known, UNKNOWN):
        return None
    now = state.but(answers={**state.answers, case_id: answer_id}, view="")
    chosen = known.get(answer_id)
    again = UNKNOWN in state.answers.values()
    lead: tuple[Part, ...] = (part("superset_again" if again else "superset"),)
    if chosen:
        lead = (part("effect", effect=chosen.effect, spare=True),) if chosen.effect else ()
        if chosen.leads_to:
            return Moved(now.but(at=f"c:{case_id}", view="leads"))
        if chosen.stop:
            return Moved(now.but(at=f"c:{case_id}", view="stop"), events=(("stopped", case_id),))
    if state.at == f"c:{case_id}":
        return replace(forward(procedure, state, now), lead=lead)
    return replace(arrive(now, _first_open(procedure, state, now)), lead=lead)


def _first_open(procedure: Procedure, before: State, state: State) -> str:
    """After a change of mind: the first thing that is open now, at most where they were."""
    old = route(procedure, before)
    passed = set(old[: old.index(before.at)]) if before.at in old else set()
    for at in route(procedure, state):
        kind, _, name = at.partition(":")
        done = (
            name in state.answers if kind == "c"
            else name in state.papers if kind == "p"
            else at in passed
        )  # fmt: skip
        if not done:
            return at
    return "end"


def choose_way(procedure: Procedure, state: State, way: GuideWay) -> Moved | None:
    """On the portal or in person."""
    if way not in facts.ways(procedure, state.answers):
        return None
    now = state.but(way=way, view="")
    if state.at == "way":
        return forward(procedure, state, now)
    return arrive(now, _first_open(procedure, state, now))


def paper(procedure: Procedure, state: State, name: str, said: PaperState) -> Moved | None:
    """What the citizen says of a paper."""
    item = next((item for item in procedure.papers if item.id == name), None)
    if item is None:
        return None
    now = state.but(papers={**state.papers, name: said})
    if state.at != f"p:{name}":
        return Moved(now.but(at=nearest(route(procedure, now), state.at)))
    if said == "missing" and not facts.given_there(item, way_of(procedure, state)):
        return Moved(now.but(view="how"), events=(("missing", name),))
    return forward(procedure, state, now.but(view=""))


def held(procedure: Procedure, state: State) -> Moved | None:
    """“The office has it”: only where the record says that it may; None elsewhere."""
    here = next((item for item in procedure.papers if state.at == f"p:{item.id}"), None)
    return paper(procedure, state, here.id, "held") if here and here.held else None


def every_paper(procedure: Procedure, state: State) -> Moved:
    """All of them are there: of what was asked and will be asked."""
    way = way_of(procedure, state)
    asked = facts.asked_papers(procedure, state.answers, way)
    papers = {
        **state.papers,
        **{item.id: "have" for item in asked if state.papers.get(item.id) != "held"},
    }
    now = state.but(papers=papers, view="")
    if not state.at.startswith("p:"):
        return forward(procedure, state, now)
    last = f"p:{asked[-1].id}"
    return forward(procedure, state.but(at=last), now.but(at=last))


def noted(procedure: Procedure, state: State, code: str) -> Moved:
    """The dossier code: the guide goes on, at the step of the code or at the end."""
    now = state.but(dossier=code, view="")
    if state.at == "end":
        return Moved(now)
    if state.at == "end:code":
        return forward(procedure, state, now)
    moved = forward(procedure, state, now) if at_step(state.at) else Moved(now)
    return replace(moved, lead=(part("noted", code=code),))


def reconcile(procedure: Procedure, state: State) -> Moved | None:
    """When the record has changed since the guide began: what, and where to go on; None else."""
    parts = changed(state, procedure)
    if not parts:
        return None
    answers = {
        case.id: given
        for case in procedure.cases
        if (given := state.answers.get(case.id)) in (UNKNOWN, *(a.id for a in case.answers))
        and given
    }
    papers = {p.id: state.papers[p.id] for p in procedure.papers if p.id in state.papers}
    view = "changed:" + ",".join(parts)
    now = state.but(answers=answers, papers=papers, parts=parts_of(procedure), view="")
    positions = route(procedure, now)
    at = nearest(positions, state.at)
    for other_at in positions[: positions.index(at)]:
        kind, _, name = other_at.partition(":")
        if (kind == "c" and name not in answers) or (kind == "p" and name not in papers):
            at = other_at
            break
    return Moved(now.but(at=at, view=view), events=(("changed", ""),))
