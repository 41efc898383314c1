"""People who can take over: what the talk asks of them, and the words around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.replies import Choice, Reply
from bot.talk import messages, values
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn
from bot.wording import Speaker
from nlu.text.outright import said_outright

Reason = Literal["asked", "anger", "misunderstood", "fraud"]
AWAITS_MESSAGE = "desk_message"
_ANSWERED_IN_THE_REQUEST = "web:"
"""Where a client takes a reply without words for none; messengers are left in peace."""


@dataclass(frozen=True)
class Standing:
    """Where a citizen stands. state: waiting in the queue, or with a helper. place: from 1.
    minutes: how long it usually takes from there, when that is known. on_duty: helpers at the desk
    now. hours, office, phone: of this desk, as far as they were set. helper: the name of who is
    there. left_message: somebody will answer it, be they here or not.
    """

    state: Literal["waiting", "with"]
    place: int = 0
    minutes: int | None = None
    on_duty: int = 0
    hours: str = ""
    office: str = ""
    phone: str = ""
    helper: str = ""
    left_message: bool = False


class HelpDesk(Protocol):
    """The queue of those who wait for a person; `connectors.desk` keeps it."""

    def ask(self, conversation: str, reason: Reason, procedure: str) -> Standing | None:
        """Take a place in the queue, or keep the one there is; None where nobody is served."""

    def standing(self, conversation: str) -> Standing | None:
        """Where this citizen stands; None when they wait for nobody."""

    def leave(self, conversation: str) -> None:
        """Out of the queue, or away from the helper."""

    def left_message(self, conversation: str) -> None:
        """The last message is for whoever comes."""

    def first_since_taken(self, conversation: str) -> bool:
        """Whether this is the first message since a helper took over; True once."""


def ask(assistant: Assistant, turn: Turn, reason: Reason, before: str = "") -> Said | None:
    """A place in the queue, told with what was said `before`; None where there is no desk."""
    if assistant.people is None or turn.group or not turn.person:
        return None
    procedure = turn.memory.procedure or turn.page_procedure or ""
    standing = assistant.people.ask(turn.person, reason, procedure)
    return _tell(assistant, turn, standing, before) if standing else None


def with_helper(assistant: Assistant, turn: Turn) -> Said | None:
    """While a helper is there, what is written is for the helper; None when nobody is."""
    if assistant.people is None or not turn.person:
        return None
    standing = assistant.people.standing(turn.person)
    if standing is None or standing.state != "with":
        return None
    if turn.choice == values.LEAVE:
        assistant.people.leave(turn.person)
        return _said(assistant, turn, "people.left_helper")
    if turn.choice == values.DELETE or "delete" in said_outright(turn.text):
        return None
    shown: tuple[str, ...] = ()
    speaker = assistant.speaker(turn.memory)
    if assistant.people.first_since_taken(turn.person):
        shown = (speaker.say("people.passed_on", helper=standing.helper),)
    elif turn.person.startswith(_ANSWERED_IN_THE_REQUEST):
        shown = (speaker.say("people.sent", helper=standing.helper),)
    parts = tuple(message for text in shown for message in messages.plain(text))
    return Said(Reply(outcome="with_person", messages=parts), turn.memory)


def message(assistant: Assistant, turn: Turn) -> Said | None:
    """The message that was announced; None when none was."""
    if turn.memory.awaiting != AWAITS_MESSAGE or turn.choice is not None:
        return None
    if assistant.people is None:
        return None
    assistant.people.left_message(turn.person)
    return _said(assistant, turn, "people.message_kept")


def follow(assistant: Assistant, turn: Turn, value: str) -> Said | None:
    """A choice about the queue; None for any other."""
    if value not in (values.PLACE, values.LEAVE, values.MESSAGE) or assistant.people is None:
        return None
    standing = assistant.people.standing(turn.person)
    if value == values.LEAVE:
        assistant.people.leave(turn.person)
        return _said(assistant, turn, "people.left")
    if standing is None:
        return ask(assistant, turn, "asked")
    if value == values.PLACE:
        return _tell(assistant, turn, standing, "")
    said = _said(assistant, turn, "people.write_message")
    return Said(said.reply, said.memory.but(awaiting=AWAITS_MESSAGE))


def _tell(assistant: Assistant, turn: Turn, standing: Standing, before: str) -> Said:
    speaker = assistant.speaker(turn.memory)
    named = assistant.records.get(turn.memory.procedure or turn.page_procedure or "")
    told = {
        "place": standing.place,
        "minutes": standing.minutes,
        "hours": standing.hours,
        "office": standing.office or (named.office if named else ""),
        "phone": standing.phone,
        "hotline": assistant.hotlines.portal,
    }
    template = "people.waiting" if standing.on_duty else "people.nobody"
    if standing.left_message:
        template = "people.waiting_message"
    text = " ".join(part for part in (before, speaker.say(template, **told)) if part)
    choices = _choices(speaker, standing)
    return Said(
        Reply(outcome="handoff", messages=messages.plain(text, choices)),
        turn.memory.but(offered=choices, awaiting="nothing", misses=0),
    )


def _choices(speaker: Speaker, standing: Standing) -> tuple[Choice, ...]:
    look = Choice(title=speaker.say("people.choice_place"), value=values.PLACE)
    write = Choice(title=speaker.say("people.choice_message"), value=values.MESSAGE)
    leave = Choice(title=speaker.say("people.choice_leave"), value=values.LEAVE)
    return (look, leave) if standing.on_duty else (write, look, leave)


def _said(assistant: Assistant, turn: Turn, template: str) -> Said:
    text = assistant.speaker(turn.memory).say(template)
    return Said(
        Reply(outcome="handoff", messages=messages.plain(text)),
        turn.memory.but(offered=(), awaiting="nothing", misses=0),
    )
