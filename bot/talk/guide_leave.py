"""Where a guide leaves itself: a person, put aside, printed, over, another procedure."""

from __future__ import annotations

from dataclasses import replace

from bot.guide import State
from bot.guide.card import Part
from bot.guide.moves import Moved
from bot.replies import Choice, Link, Reply
from bot.replies.model import Outcome
from bot.talk import guide_around, hand_over, messages, small_talk
from bot.talk.assistant import Assistant
from bot.talk.guide_open import open_guide
from bot.talk.guide_say import MOST_GUIDES, count, name_of, say
from bot.talk.turn import Said, Turn
from knowledge.schema import Procedure


def carry_out(
    assistant: Assistant,
    turn: Turn,
    procedure: Procedure,
    moved: Moved,
    *,
    outcome: Outcome = "guiding",
    lead: tuple[Part, ...] = (),
) -> Said:
    """Where a move leads: its card, or what only the talk can do."""
    if moved.ask:
        return asked(assistant, turn, procedure, moved)
    return say(assistant, turn, procedure, moved, outcome=outcome, lead=lead)


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
    count(assistant, state, ("person", state.at))
    helped = state.but(helped=True)
    memory = turn.memory.but(guides=(helped, *turn.memory.guides[1:]), procedure=state.code)
    turn = replace(turn, memory=memory, intent="ask_person")
    said = hand_over.call(assistant, turn)
    line = [c for c in said.reply.messages[0].choices if c.value.startswith("desk:")]
    choices = (guide_around.go_on_choice(assistant, turn, helped), *line)
    shown = said.reply.messages[0].model_copy(update={"choices": choices})
    return Said(
        said.reply.model_copy(update={"messages": (shown,)}),
        said.memory.but(offered=choices, awaiting="guide_go_on"),
    )


def _aside(
    assistant: Assistant, turn: Turn, procedure: Procedure, state: State, *, leaving: bool
) -> Said:
    """Put aside: here, and under a code for another channel."""
    count(assistant, state, ("left" if leaving else "paused", state.at))
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
    done = turn.memory.done
    if state.finished:
        done = tuple(dict.fromkeys((*done, state.code)))[-MOST_GUIDES * 3 :]
    speaker = assistant.speaker(turn.memory)
    choices: tuple[Choice, ...] = (messages.person_choice(speaker),)
    closed = speaker.say("guide.stopped" if state.view == "stop" else "guide.closed")
    text = f"{closed} {speaker.say('guide.closed_alone')}"
    if rest:
        text = f"{closed} {speaker.say('guide.closed_other', name=name_of(assistant, rest[0]))}"
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
    close = Choice(title=speaker.say("guide.choice_close"), value="g:close")
    choices = (
        guide_around.go_on_choice(assistant, turn, state),
        *((close,) if state.finished else ()),
        messages.person_choice(speaker),
    )
    links: tuple[Link, ...] = ()
    text = speaker.say("guide.print_none")
    if issued is not None:
        text = speaker.say("guide.print", code=issued[0], until=issued[1])
        links = (_summary_link(assistant, turn, issued[0]),)
        count(assistant, state, ("printed", ""))
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
