"""The one entry: what every turn goes through before its handler."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.talk import answer, choose, hand_over, refuse, small_talk
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn
from nlu.text.address import self_name

Handler = Callable[[Assistant, Turn], Said]

HANDLERS: dict[str, Handler] = {
    "action_answer": answer.call,
    "action_choose": choose.call,
    "action_choose_first": choose.first,
    "action_choose_none": choose.none,
    "action_what_next": small_talk.what_next,
    "action_show_steps": lambda assistant, turn: _show_steps(assistant, turn),
    "action_repeat": small_talk.repeat,
    "action_say": small_talk.call,
    "action_dossier_status": small_talk.dossier_status,
    "action_start_clean": small_talk.start_clean,
    "action_delete": small_talk.delete,
    "action_hand_over": hand_over.call,
    "action_refuse": lambda assistant, turn: _refuse(assistant, turn),
}
"""Rasa's action names → what they do."""

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_ONLY_A_LABEL = re.compile(r"\[[^\]]+\]")
_SECRET_WORDS = re.compile(
    r"\b(?:m[ãa] (?:otp|pin|x[áa]c (?:th[ựu]c|nh[ậa]n))|otp|pin|m[ậa]t kh[ẩa]u|password"
    r"|s[ốo] (?:c[ăa]n c[ướuơo]+c|cccd|th[ẻe]))\b",
    re.IGNORECASE,
)
_SERIOUS = {"card", "identity", "otp", "password"}


def respond(assistant: Assistant, action: str, turn: Turn) -> Said:
    """Run the handler that Rasa's rules chose, unless the message itself decides.

    In order: a secret was sent; there are no words; an offered choice was typed out.
    """
    turn = _listen_for_address(turn)
    if turn.choice is None:
        if _SERIOUS & set(turn.masked):
            return _secret_then_go_on(assistant, action, turn)
        if not _LETTER_OR_DIGIT.search(turn.text):
            return small_talk.no_words(assistant, turn)
        if choose.offered(turn):
            return choose.call(assistant, turn)
    return HANDLERS[action](assistant, turn)


def _listen_for_address(turn: Turn) -> Turn:
    name = self_name(turn.text) if turn.choice is None else None
    return replace(turn, memory=turn.memory.but(address=name)) if name else turn


def _secret_then_go_on(assistant: Assistant, action: str, turn: Turn) -> Said:
    """The warning first; a question in the same message is answered after it."""
    warned = refuse.secret(assistant, turn)
    rest = _SECRET_WORDS.sub(" ", _ONLY_A_LABEL.sub(" ", turn.text))
    if not _LETTER_OR_DIGIT.search(rest):
        return warned
    intent = turn.intent if action == "action_answer" else "ask_procedure"
    said = answer.call(assistant, replace(turn, text=rest, intent=intent))
    if said.reply.outcome != "answered":
        return warned
    reply = said.reply.model_copy(
        update={
            "outcome": "refused_secret",
            "messages": (
                warned.reply.messages[0].model_copy(update={"choices": ()}),
                *said.reply.messages,
            ),
        }
    )
    return Said(reply, said.memory)


def _show_steps(assistant: Assistant, turn: Turn) -> Said:
    """Start, or go on: the steps of the procedure being talked about."""
    code = turn.memory.procedure or turn.page_procedure
    procedure = assistant.records.get(code or "")
    if procedure is None:
        return answer.call(assistant, replace(turn, intent="ask_how"))
    more = next((c for c in turn.memory.offered if c.value.startswith(("w:", "p:", "m:"))), None)
    if turn.intent == "next_step" and more:
        return choose.call(assistant, replace(turn, choice=more.value))
    return answer.tell(assistant, turn.memory, procedure, "how")


def _refuse(assistant: Assistant, turn: Turn) -> Said:
    handler = refuse.secret if turn.intent == "give_secret" else refuse.act_for_you
    return handler(assistant, turn)
