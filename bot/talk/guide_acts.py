"""What the talk does for a guide: open one, take one up, put one aside, end it, reach a person."""

from __future__ import annotations

from dataclasses import replace

from bot.guide import State, facts, hear, moves
from bot.guide.cards import Part, part
from bot.guide.moves import Moved
from bot.guide.route import route
from bot.guide.state import GuideWay
from bot.replies import Choice, Link, Reply
from bot.talk import guide_around, hand_over, messages, small_talk
from bot.talk.assistant import Assistant
from bot.talk.topic import find_topic
from bot.talk.turn import Said, Turn
from knowledge.schema import Procedure

MOST_GUIDES = 3
_SURE = 0.55
_MOST_WORDS = 9


def open_guide(assistant: Assistant, turn: Turn, code: str) -> Said:
    """Start guiding a procedure, or take up where this citizen stopped in it."""
    from bot.talk.guiding import say

    procedure = assistant.records.get(code) or assistant.records.successor(code)
    if procedure is None:
        return gone(assistant, turn)
    memory = turn.memory
    front = memory.guides[0] if memory.guides else None
    known = next((item for item in memory.guides if item.code == procedure.code), None)
    if front is not None and front.view == "leads" and front.code != procedure.code:
        # The answer said that this other procedure is the one needed: the first one is done with.
        turn = replace(turn, memory=memory.but(guides=memory.guides[1:]))
        front = None
    if known is not None and not known.finished:
        if (fresh := moves.reconcile(procedure, known)) is not None:
            return say(assistant, turn, procedure, fresh)
        resumed = (part("resumed", name=procedure.short_name),)
        return say(assistant, turn, procedure, Moved(known, resumed, (("resumed", known.at),)))
    moved = moves.start(procedure, person=memory.person, again=procedure.code in memory.done)
    if front is not None and front.code != procedure.code:
        name = _name(assistant, front)
        lead = (
            part("start_next", name=procedure.short_name),
            part("start_kept", other=name, spare=True),
        )
        moved = replace(moved, lead=lead)
    return say(assistant, turn, procedure, moved)


def gone(assistant: Assistant, turn: Turn) -> Said:
    """A guide whose record is no longer there, or a choice of a guide long over."""
    if not turn.memory.guides:
        return small_talk.not_understood(assistant, turn)
    text = assistant.speaker(turn.memory).say("guide.gone")
    memory = turn.memory.but(guides=turn.memory.guides[1:], offered=(), awaiting="nothing")
    return Said(Reply(outcome="guiding", messages=messages.plain(text)), memory)


def redeem(assistant: Assistant, turn: Turn, code: str) -> Said | None:
    """Take up a guide from another channel; None where no codes are kept."""
    from bot.talk.guiding import say

    if assistant.resume_codes is None:
        return None
    found = assistant.resume_codes.redeem(code, turn.person)
    speaker = assistant.speaker(turn.memory)
    state = State.model_validate(found.state) if found.state else None
    procedure = assistant.records.get(state.code) if state else None
    if state is None or procedure is None:
        text = speaker.say("guide.too_many_codes" if found.too_many else "guide.bad_code")
        choices = (messages.person_choice(speaker),)
        return Said(
            Reply(outcome="resume_refused", messages=messages.plain(text, choices)),
            turn.memory.but(offered=choices, awaiting="nothing"),
        )
    state = state.but(paused=False, person=turn.memory.person)
    if (fresh := moves.reconcile(procedure, state)) is not None:
        return say(assistant, turn, procedure, fresh)
    lead = (part("resumed", name=procedure.short_name),)
    return say(assistant, turn, procedure, Moved(state, lead, (("resumed", state.at),)))


def act(assistant: Assistant, procedure: Procedure, state: State, name: str) -> Moved | None:
    """What one of the words that are always understood does here; None: nothing, at this place."""
    context = assistant.guide_context()
    kind = state.at.split(":", 1)[0]
    if name in ("yes", "done", "have", "resume", "close"):
        if name == "resume" and not state.view:
            return Moved(state)
        if name == "close":
            return (
                Moved(state, ask="close")
                if kind == "end"
                else moves.agree(procedure, state, context)
            )
        return moves.agree(procedure, state, context)
    if name == "no":
        return moves.disagree(procedure, state, context)
    if name == "not_yet":
        return moves.not_yet(procedure, state, context)
    if name == "unsure":
        return moves.unsure(procedure, state)
    if name in ("online", "counter"):
        way: GuideWay = "online" if name == "online" else "counter"
        return moves.choose_way(procedure, state, way) if kind == "way" else None
    if name == "all":
        return (
            moves.every_paper(procedure, state)
            if kind in ("p", "lack") or (state.at == "check:lack")
            else moves.agree(procedure, state, context)
        )
    if name in ("what", "how_get"):
        if kind != "p":
            return Moved(state) if name == "what" else None
        return Moved(state.but(view="what" if name == "what" else "how"))
    if name == "stuck":
        if state.view.startswith(("fix", "tree")):
            return moves.still(procedure, state, context)
        if state.view.startswith("trouble"):
            return moves.other(procedure, state, context)
        return moves.stuck(state)
    if name == "restart":
        return replace(
            moves.start(procedure, person=state.person, again=state.again),
            lead=(part("restarted"),),
        )
    return _plain(procedure, state, name)


def _plain(procedure: Procedure, state: State, name: str) -> Moved | None:
    if name == "back":
        return moves.back(procedure, state)
    if name == "repeat":
        return Moved(state)
    if name in ("pause", "person", "new_citizen"):
        return Moved(state, ask=name)
    return None


def answered(procedure: Procedure, state: State, text: str) -> Moved | None:
    """A case question answered in the citizen's own words."""
    if state.at == "way":
        return None
    case = facts.case_of(procedure, state.at[2:])
    chosen = hear.answer(case, text) if case else None
    if case is None or chosen is None:
        return changed_mind(procedure, state, text) if hear.changes(text) else None
    return moves.answer(procedure, state, case.id, chosen.id)


def changed_mind(procedure: Procedure, state: State, text: str) -> Moved | None:
    """Another answer to a question that was answered before."""
    for at in reversed(route(procedure, state)):
        if not at.startswith("c:") or at[2:] not in state.answers:
            continue
        case = facts.case_of(procedure, at[2:])
        chosen = hear.answer(case, _without_change_words(text)) if case else None
        if case and chosen and chosen.id != state.answers[case.id]:
            return moves.answer(procedure, state, case.id, chosen.id)
    return None


def _without_change_words(text: str) -> str:
    from nlu.text import fold, words

    dropped = {"nham", "lon", "noi", "bam", "thuc", "that", "doi", "lai", "quen", "nho", "y", "ma"}
    return " ".join(word for word in words(text) if fold(word) not in dropped)


def correct(assistant: Assistant, turn: Turn, state: State, wanted: str) -> Said | None:
    """Not this one but that one: it is started instead. None when it is about no other one."""
    meant = replace(turn, text=wanted, intent="ask_procedure")
    topic = find_topic(assistant, meant)
    if not isinstance(topic.procedure, Procedure) or topic.procedure.code == state.code:
        return None
    if not state.answers:
        # Nothing was done yet: the wrong one is not kept.
        turn = replace(turn, memory=turn.memory.but(guides=turn.memory.guides[1:]))
    return open_guide(assistant, turn, topic.procedure.code)


def act_of_rasa(
    assistant: Assistant, action: str, turn: Turn, procedure: Procedure, state: State
) -> Said | None:
    """Rasa's reading of what is no word of ours; None for a question or small talk."""
    from bot.talk.guiding import say

    if turn.intent == "start_guide":
        topic = find_topic(assistant, turn)
        if not isinstance(topic.procedure, Procedure) or topic.procedure.code == state.code:
            return say(assistant, turn, procedure, Moved(state))
        return guide_around.offer_switch(assistant, turn, state, topic.procedure)
    name = hear.act_of_intent(turn.intent)
    short = len(turn.text.split()) <= _MOST_WORDS
    if name is None or turn.confidence < _SURE or not short:
        return None
    if turn.intent == "trouble" and state.at[:2] not in ("s:", "v:"):
        return None
    moved = act(assistant, procedure, state, name)
    return say(assistant, turn, procedure, moved) if moved else None


def asked(assistant: Assistant, turn: Turn, procedure: Procedure, moved: Moved) -> Said:
    """What only the talk can do."""
    wanted, _, code = moved.ask.partition(":")
    state = moved.state
    rest = tuple(item for item in turn.memory.guides if item.code != state.code)
    turn = replace(turn, memory=turn.memory.but(guides=(state, *rest)[:MOST_GUIDES]))
    if wanted == "person":
        return person(assistant, turn, state)
    if wanted == "new_citizen":
        return small_talk.start_clean(assistant, turn)
    if wanted == "switch":
        return open_guide(assistant, turn, code)
    if wanted == "close":
        return _close(assistant, turn, state)
    if wanted == "print":
        return _print(assistant, turn, procedure, state)
    return _aside(assistant, turn, procedure, state, leaving=wanted == "leave")


def person(assistant: Assistant, turn: Turn, state: State) -> Said:
    """A person; the guide waits."""
    _count(assistant, state, ("person", state.at))
    helped = state.but(helped=True)
    memory = turn.memory.but(guides=(helped, *turn.memory.guides[1:]), procedure=state.code)
    turn = replace(turn, memory=memory, intent="ask_person")
    said = hand_over.call(assistant, turn)
    choices = (guide_around.go_on_choice(assistant, turn, helped),)
    shown = said.reply.messages[0].model_copy(update={"choices": choices})
    return Said(
        said.reply.model_copy(update={"messages": (shown,)}),
        said.memory.but(offered=choices, awaiting="guide_go_on"),
    )


def _aside(
    assistant: Assistant, turn: Turn, procedure: Procedure, state: State, *, leaving: bool
) -> Said:
    """Put aside: here, and under a code for another channel."""
    _count(assistant, state, ("left" if leaving else "paused", state.at))
    speaker = assistant.speaker(turn.memory)
    waiting = state.but(paused=True)
    texts = [speaker.say("guide.left", name=procedure.short_name)]
    links: tuple[Link, ...] = ()
    if not leaving:
        texts = [speaker.say("guide.paused")]
        if (issued := _issue(assistant, turn, state)) is not None:
            texts.append(speaker.say("guide.paused_code", code=issued[0], until=issued[1]))
            links = (_summary_link(assistant, turn, issued[0]),)
    choices: tuple[Choice, ...] = (
        guide_around.go_on_choice(assistant, turn, waiting), messages.person_choice(speaker),
    )  # fmt: skip
    return Said(
        Reply(
            outcome="paused",
            procedure=procedure.code,
            messages=messages.plain("\n".join(texts), choices, links),
        ),
        turn.memory.but(
            guides=(waiting, *turn.memory.guides[1:]),
            procedure=procedure.code,
            offered=choices,
            awaiting="guide",
        ),
    )


def _close(assistant: Assistant, turn: Turn, state: State) -> Said:
    """The guide is over; another one put aside is offered."""
    rest = turn.memory.guides[1:]
    done = tuple(dict.fromkeys((*turn.memory.done, state.code)))[-MOST_GUIDES * 3 :]
    speaker = assistant.speaker(turn.memory)
    choices: tuple[Choice, ...] = (messages.person_choice(speaker),)
    text = speaker.say("guide.closed")
    if rest:
        text = speaker.say("guide.closed_other", name=_name(assistant, rest[0]))
        choices = (guide_around.go_on_choice(assistant, turn, rest[0]), *choices)
        rest = (rest[0].but(paused=True), *rest[1:])
    return Said(
        Reply(outcome="guiding", procedure=state.code, messages=messages.plain(text, choices)),
        turn.memory.but(
            guides=rest, done=done, offered=choices, awaiting="guide" if rest else "nothing"
        ),
    )


def _print(assistant: Assistant, turn: Turn, procedure: Procedure, state: State) -> Said:
    """The summary to keep, behind a code."""
    speaker = assistant.speaker(turn.memory)
    issued = _issue(assistant, turn, state)
    choices = (
        guide_around.go_on_choice(assistant, turn, state),
        Choice(title=speaker.say("guide.choice_close"), value="g:close"),
        messages.person_choice(speaker),
    )
    links: tuple[Link, ...] = ()
    text = speaker.say("guide.print_none")
    if issued is not None:
        text = speaker.say("guide.print", code=issued[0], until=issued[1])
        links = (_summary_link(assistant, turn, issued[0]),)
        _count(assistant, state, ("printed", ""))
    return Said(
        Reply(
            outcome="guiding",
            procedure=procedure.code,
            messages=messages.plain(text, choices, links),
        ),
        turn.memory.but(offered=choices, awaiting="guide"),
    )


def _issue(assistant: Assistant, turn: Turn, state: State) -> tuple[str, object] | None:
    if assistant.resume_codes is None or not turn.person:
        return None
    issued = assistant.resume_codes.issue(
        turn.person, state.person, state.model_dump(exclude_defaults=True)
    )
    return issued.code, issued.until


def _summary_link(assistant: Assistant, turn: Turn, code: str) -> Link:
    title = assistant.speaker(turn.memory).say("guide.link_summary")
    return Link(title=title, url=f"{assistant.public_url}/api/v1/summary?code={code}")


def _count(assistant: Assistant, state: State, *events: tuple[str, str]) -> None:
    if assistant.figures is not None:
        assistant.figures.count(state.code, events)


def _name(assistant: Assistant, state: State) -> str:
    procedure = assistant.records.get(state.code)
    return procedure.short_name if procedure else state.code


__all__ = ["MOST_GUIDES", "Part", "act", "open_guide", "person", "redeem"]
