"""The one entry: what every turn goes through before its handler."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.talk import (
    answer,
    attachments,
    choose,
    dossier,
    dossier_follow,
    dossier_said,
    guiding,
    hand_over,
    no_answer,
    people,
    refuse,
    small_talk,
)
from bot.talk.assistant import Assistant
from bot.talk.topic import names_a_code
from bot.talk.turn import Said, Turn
from knowledge.naming import only_named
from knowledge.retrieval import decide
from nlu.text.address import self_name
from nlu.text.follow_up import names_a_topic
from nlu.text.outright import intent_said, said_outright

Handler = Callable[[Assistant, Turn], Said]

HANDLERS: dict[str, Handler] = {
    "action_answer": answer.call,
    "action_choose": choose.call,
    "action_yes_or_no": lambda assistant, turn: _yes_or_no(assistant, turn),
    "action_show_steps": lambda assistant, turn: _show_steps(assistant, turn),
    "action_repeat": small_talk.repeat,
    "action_say": small_talk.call,
    "action_dossier_status": dossier.call,
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
_SURE_OF_ACTS = 0.8
_SURE = {"action_delete": 0.95, "action_start_clean": 0.9, "action_hand_over": 0.7}
"""An act read with less confidence yields to a procedure that is clearly meant."""


def respond(assistant: Assistant, action: str, turn: Turn) -> Said:
    """The reply to a turn, after whatever followed dossiers have to tell; while a helper is there,
    none: the helper replies.
    """
    if held := people.with_helper(assistant, turn):
        return held
    return dossier_follow.with_news(assistant, turn, _respond(assistant, action, turn))


def _respond(assistant: Assistant, action: str, turn: Turn) -> Said:
    """An answer in the middle of a guide leads back to it."""
    if turn.attached and not _LETTER_OR_DIGIT.search(turn.text) and not guiding.thumb(turn):
        return attachments.call(assistant, turn)
    turn = _listen_for_address(turn)
    said = guiding.after(assistant, turn, _decide(assistant, action, turn))
    return attachments.beside(assistant, turn, said) if turn.attached else said


def _decide(assistant: Assistant, action: str, turn: Turn) -> Said:
    """Run the handler that Rasa's rules chose, unless the message itself decides.

    In order: a secret was sent; there are no words; a message is left for a helper; an offered
    choice was typed out; a dossier's code is there that no guide waits for; danger, fraud or
    forgery is named; a guide is being followed; a procedure is clearly meant; something would be
    deleted without a word.
    """
    if turn.choice is None:
        said = intent_said(turn.text, turn.masked)
        if said == "give_secret":
            return _secret_then_go_on(assistant, action, turn)
        if not _LETTER_OR_DIGIT.search(turn.text):
            turn = guiding.thumb(turn) or turn
        if not _LETTER_OR_DIGIT.search(turn.text):
            return small_talk.no_words(assistant, turn)
        if kept := people.message(assistant, turn):
            return kept
        if chosen := choose.offered(turn):
            return guiding.tap(assistant, turn, chosen.value) or choose.call(assistant, turn)
        if not said and not guiding.takes_code(turn) and dossier.is_meant(assistant, turn):
            return dossier.call(assistant, turn)
        if action == "action_choose" and names_a_code(turn.text):
            action = "action_answer"
        if said:
            return hand_over.call(assistant, replace(turn, intent=said))
        if "forgery" in said_outright(turn.text):
            return no_answer.refuse_forgery(assistant, turn)
    if guided := guiding.call(assistant, action, turn):
        return guided
    if turn.choice is None:
        if _is_rather_a_question(assistant, action, turn):
            action, turn = "action_answer", replace(turn, intent="ask_procedure")
        if action == "action_delete" and "delete" not in said_outright(turn.text):
            return small_talk.confirm_delete(assistant, turn)
        if action == "action_start_clean" and "start_clean" not in said_outright(turn.text):
            action, turn = "action_answer", replace(turn, intent="ask_procedure")
    return HANDLERS[action](assistant, turn)


def _is_rather_a_question(assistant: Assistant, action: str, turn: Turn) -> bool:
    """Whether an act was read with little confidence out of what clearly is about a procedure.

    "xóa tạm trú" must not delete a conversation, nor "chồng tôi mất rồi" call an ambulance.
    """
    if action == "action_answer" or turn.confidence >= _SURE.get(action, _SURE_OF_ACTS):
        return False
    ranking = assistant.retriever.search(turn.text)
    return names_a_topic(ranking.read_as) and (
        decide(ranking).kind == "answer"
        or only_named(assistant.records, ranking.read_as) is not None
    )


def _listen_for_address(turn: Turn) -> Turn:
    name = self_name(turn.text) if turn.choice is None else None
    return replace(turn, memory=turn.memory.but(address=name)) if name else turn


def _secret_then_go_on(assistant: Assistant, action: str, turn: Turn) -> Said:
    """The warning first; a question in the same message is answered after it."""
    warned = refuse.secret(assistant, turn)
    rest = _SECRET_WORDS.sub(" ", _ONLY_A_LABEL.sub(" ", turn.text))
    if not _LETTER_OR_DIGIT.search(rest):
        return warned
    if action == dossier.ACTION:
        said = dossier.call(assistant, replace(turn, text=rest))
    else:
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


def _yes_or_no(assistant: Assistant, turn: Turn) -> Said:
    if turn.memory.awaiting == "delete":
        handler = small_talk.delete if turn.intent == "affirm" else small_talk.what_next
        return handler(assistant, turn)
    if turn.memory.awaiting == dossier_said.AWAITS_CONSENT:
        return dossier.answer_consent(assistant, turn)
    if turn.memory.awaiting != "which_procedure":
        more = _more(turn)
        if more and turn.intent == "affirm":
            return choose.call(assistant, replace(turn, choice=more))
        return small_talk.what_next(assistant, turn)
    handler = choose.first if turn.intent == "affirm" else choose.none
    return handler(assistant, turn)


def _show_steps(assistant: Assistant, turn: Turn) -> Said:
    """Start, or go on: the steps of the procedure being talked about."""
    code = turn.memory.procedure or turn.page_procedure
    procedure = assistant.records.get(code or "")
    if procedure is None:
        return answer.call(assistant, replace(turn, intent="ask_how"))
    if turn.intent == "next_step" and (more := _more(turn)):
        return choose.call(assistant, replace(turn, choice=more))
    return answer.tell(assistant, turn.memory, procedure, "how")


def _more(turn: Turn) -> str | None:
    """The choice that goes on where the last page ended."""
    pages = (choice.value for choice in turn.memory.offered)
    return next((value for value in pages if value.startswith(("w:", "p:", "m:"))), None)


def _refuse(assistant: Assistant, turn: Turn) -> Said:
    handler = refuse.secret if turn.intent == "give_secret" else refuse.act_for_you
    return handler(assistant, turn)
