"""States that a citizen reads on the portal: which there are, and what each means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from bot.replies import Link
from bot.status import explain_state
from bot.talk import messages
from bot.talk.assistant import Assistant
from bot.talk.dossier_said import AWAITS_CODE, STATUS_PAGE, choice, moment_now, said_of
from bot.talk.turn import Said, Turn
from knowledge.dossiers import VIETNAM
from knowledge.dossiers.clock import gap_since
from nlu.text.dates import find_dates

OFTEN_READ = (1, 2, 4, 5, 6, 9)
SELDOM_READ = (3, 7, 8, 10)


def states(
    assistant: Assistant,
    turn: Turn,
    codes: Sequence[int],
    template: str,
    code: str = "",
    other: bool = False,
) -> Said:
    """The portal's page, and the words that may stand there, to choose from."""
    speaker = assistant.speaker(turn.memory)
    choices = [
        choice(assistant.aids.statuses.of(number).official or "", "state", str(number))
        for number in codes
    ]
    if other:
        choices.append(choice(speaker.say("status.choice_other_words"), "states", ""))
    link = Link(title=speaker.say("link_status"), url=STATUS_PAGE)
    text = speaker.say(template, code=code)
    return said_of(
        turn, "unanswerable_status_here", [text], choices, [link], awaiting=AWAITS_CODE,
        dossier=code or None,
    )  # fmt: skip


def explain_read(assistant: Assistant, turn: Turn, number: int) -> Said:
    """A state that the citizen read or pasted."""
    speaker = assistant.speaker(turn.memory)
    texts = explain_state(assistant.aids.statuses.of(number), speaker, assistant.hotlines)
    if number == 1 and (said := _gap_of_named_day(assistant, turn)):
        texts.append(said)
    return said_of(
        turn, "status", texts, [messages.person_choice(speaker)], dossier=turn.memory.dossier
    )


def _gap_of_named_day(assistant: Assistant, turn: Turn) -> str:
    """How long it has waited since the day that was named ("nộp hôm thứ hai")."""
    now = moment_now(assistant)
    days = [found.day for found in find_dates(turn.text, now.date()) if found.day <= now.date()]
    if not days:
        return ""
    morning = datetime.combine(days[0], time(9), VIETNAM)
    waiting = gap_since(morning, now)
    return assistant.speaker(turn.memory).say(
        "status.gap_said",
        submitted=days[0],
        waited=waiting.waited,
        call_from=waiting.call_from,
        over=waiting.over,
    )


def with_gap(assistant: Assistant, turn: Turn, said: Said) -> Said:
    """Before asking for more: what the day they named means already."""
    text = _gap_of_named_day(assistant, turn)
    if not text:
        return said
    reply = said.reply.model_copy(
        update={"messages": (*messages.plain(text), *said.reply.messages)}
    )
    return replace(said, reply=reply)
