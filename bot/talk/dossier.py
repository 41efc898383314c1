"""Where a dossier is, what that means, and following it. Never in a group, never with a name.

This file decides what a message about dossiers asks for; the files beside it answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.talk import messages
from bot.talk.assistant import Assistant
from bot.talk.dossier_follow import ask_consent, follow, mine, unfollow
from bot.talk.dossier_look import look, several
from bot.talk.dossier_read import OFTEN_READ, SELDOM_READ, explain_read, states, with_gap
from bot.talk.dossier_said import AWAITS_CODE, plain, said_of, today
from bot.talk.turn import Said, Turn
from nlu.text.dossier_codes import NearCode, canonical, find_codes
from nlu.text.dossier_words import dossier_command

ACTION = "action_dossier_status"


def is_meant(assistant: Assistant, turn: Turn) -> bool:
    """Whether a message is about a dossier whatever Rasa read: it holds a code or nearly one, it
    orders something of this, or it answers what was asked.
    """
    found = find_codes(turn.text, today(assistant))
    if found.codes or any(near.reason != "identity" for near in found.near):
        return True
    if dossier_command(turn.text):
        return True
    return (
        turn.memory.awaiting == AWAITS_CODE and assistant.aids.statuses.find(turn.text) is not None
    )


def call(assistant: Assistant, turn: Turn) -> Said:
    """Answer about a dossier, or ask for its code."""
    if turn.group:
        return plain(assistant, turn, "unanswerable_status_here", "status.in_group")
    found = find_codes(turn.text, today(assistant))
    command = dossier_command(turn.text)
    codes = [code.code for code in found.codes]
    if command == "mine" and not codes:
        return mine(assistant, turn)
    if command == "unfollow":
        return unfollow(assistant, turn, codes)
    if command == "follow":
        return ask_consent(assistant, turn, codes[0] if codes else turn.memory.dossier)
    if len(codes) > 1:
        return several(assistant, turn, codes)
    if codes:
        return look(assistant, turn, codes[0])
    if read := assistant.aids.statuses.find(turn.text):
        return explain_read(assistant, turn, int(read.code))
    if found.near:
        return _nearly(assistant, turn, found.near[0])
    return _without_code(assistant, turn)


def follow_choice(assistant: Assistant, turn: Turn, parts: Sequence[str]) -> Said:
    """A tapped choice of this module; anything else asks for the code."""
    what, argument = (*parts, "", "")[:2]
    if turn.group:
        return plain(assistant, turn, "unanswerable_status_here", "status.in_group")
    if what == "mine":
        return mine(assistant, turn)
    if what == "state" and argument.isdecimal() and 1 <= int(argument) <= 10:
        return explain_read(assistant, turn, int(argument))
    if what == "states":
        return states(assistant, turn, SELDOM_READ, "status.no_provider_no_code")
    read = canonical(argument, today(assistant))
    if read and what == "look":
        return look(assistant, turn, read.code)
    if read and what == "follow":
        return ask_consent(assistant, turn, read.code)
    if read and what == "yes":
        return follow(assistant, turn, read.code)
    if read and what == "un":
        return unfollow(assistant, turn, [read.code])
    return _without_code(assistant, turn)


def answer_consent(assistant: Assistant, turn: Turn) -> Said:
    """Yes or no to being followed."""
    if turn.intent == "affirm" and turn.memory.dossier:
        return follow(assistant, turn, turn.memory.dossier)
    code = turn.memory.dossier
    return look(assistant, turn, code) if code else _without_code(assistant, turn)


def _nearly(assistant: Assistant, turn: Turn, near: NearCode) -> Said:
    speaker = assistant.speaker(turn.memory)
    why = speaker.say(f"status.near_{near.reason}", text=near.text[:60])
    text = why if near.reason == "identity" else f"{why} {speaker.say('status.near_again')}"
    return said_of(
        turn, "asked_back", [text], [messages.person_choice(speaker)], awaiting=AWAITS_CODE
    )


def _without_code(assistant: Assistant, turn: Turn) -> Said:
    """The dossier last talked about, the only one followed, or the question for a code."""
    desk = assistant.dossiers
    if desk is None or not desk.connected:
        return with_gap(
            assistant,
            turn,
            states(
                assistant, turn, OFTEN_READ, "status.no_provider_no_code",
                turn.memory.dossier or "", other=True,
            ),
        )  # fmt: skip
    if turn.memory.dossier:
        return look(assistant, turn, turn.memory.dossier)
    saved = [item.code for item in desk.saved(turn.person) if not item.ended]
    if len(saved) == 1:
        return look(assistant, turn, saved[0])
    if saved:
        return mine(assistant, turn)
    return with_gap(
        assistant,
        turn,
        plain(assistant, turn, "asked_back", "status.ask_code", awaiting=AWAITS_CODE),
    )
