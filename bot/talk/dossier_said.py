"""What the answers about dossiers have in common: their choices, links and the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.replies import Choice, Link, Reply
from bot.replies.model import Outcome
from bot.talk import messages, values
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn
from knowledge.dossiers import VIETNAM

AWAITS_CODE, AWAITS_CONSENT = "dossier", "dossier_consent"
KIND = "d"
"""What the value of a choice of these answers begins with."""
STATUS_PAGE = "https://dichvucong.gov.vn/tra-cuu-ho-so"
_CODE_LOST = "code_lost"


def plain(
    assistant: Assistant, turn: Turn, outcome: Outcome, template: str, awaiting: str = "nothing"
) -> Said:
    speaker = assistant.speaker(turn.memory)
    choices = [messages.person_choice(speaker)]
    if awaiting == AWAITS_CODE:
        choices = [*trouble_choice(assistant, _CODE_LOST), *choices]
    link = Link(title=speaker.say("link_status"), url=STATUS_PAGE)
    return said_of(turn, outcome, [speaker.say(template)], choices, [link], awaiting=awaiting)


def said_of(
    turn: Turn,
    outcome: Outcome,
    texts: Sequence[str],
    choices: Sequence[Choice],
    links: Sequence[Link] = (),
    awaiting: str = "nothing",
    dossier: str | None = None,
) -> Said:
    *before, last = texts
    parts = tuple(message for text in before for message in messages.plain(text))
    return Said(
        Reply(outcome=outcome, messages=(*parts, *messages.plain(last, choices, links))),
        turn.memory.but(
            section=None, offered=tuple(choices), awaiting=awaiting, misses=0, dossier=dossier
        ),
    )


def choice(title: str, what: str, argument: str) -> Choice:
    return Choice(title=title, value=f"{KIND}:{what}:{argument}")


def trouble_choice(assistant: Assistant, trouble_id: str) -> list[Choice]:
    trouble = assistant.aids.troubles.get(trouble_id) if trouble_id else None
    if trouble is None:
        return []
    value = values.trouble(trouble.id, trouble.tree[0].id)
    return [Choice(title=trouble.title, value=value)]


def moment_now(assistant: Assistant) -> datetime:
    if assistant.dossiers:
        return assistant.dossiers.now()
    return datetime.combine(assistant.today(), datetime.now(VIETNAM).time(), VIETNAM)


def today(assistant: Assistant) -> date:
    return moment_now(assistant).date()
