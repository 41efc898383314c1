"""Looking at a dossier: where it is, what that means, or why it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.replies import Choice, Link, SourceNote
from bot.replies.model import Outcome
from bot.status import explain
from bot.status.explain import words_of
from bot.talk import messages, values
from bot.talk.assistant import Assistant
from bot.talk.dossier_read import OFTEN_READ, states
from bot.talk.dossier_said import AWAITS_CODE, STATUS_PAGE, choice, said_of, today, trouble_choice
from bot.talk.turn import Said, Turn
from knowledge.dossiers import CODES_AT_ONCE, VIETNAM, Dossier, DossierDesk, Looked
from knowledge.dossiers.clock import gap, has_ended, is_done, lateness
from knowledge.schema import Procedure
from nlu.text.dossier_codes import canonical

_COMPLAINT_PAGE = "https://dichvucong.gov.vn/nop-phan-anh-kien-nghi"
_NEEDS_PAPERS = (3, 5, 8)
_TROUBLES = {
    3: "returned_dossier",
    5: "supplement_requested",
    8: "returned_dossier",
}
_OVERDUE, _NOT_RECEIVED = "overdue", "submitted_not_received"


def look(assistant: Assistant, turn: Turn, code: str) -> Said:
    """One dossier in full."""
    desk = assistant.dossiers
    looked = desk.look(code, turn.person) if desk else Looked(code, None, "no_provider")
    if looked.dossier and desk:
        return _tell(assistant, turn, looked, desk)
    return cannot_tell(assistant, turn, looked)


def several(assistant: Assistant, turn: Turn, codes: Sequence[str]) -> Said:
    """A line for each, and a choice to see one in full."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    if desk is None or not desk.connected:
        return look(assistant, turn, codes[0])
    lines = []
    for code in codes[:CODES_AT_ONCE]:
        looked = desk.look(code, turn.person)
        lines.append(
            speaker.say(
                "status.several_line",
                code=code,
                words=words_of(looked.dossier, assistant.aids.statuses),
            )
            if looked.dossier
            else speaker.say("status.several_failed", code=code)
        )
    head = speaker.say("status.several", number=len(codes))
    if desk.demonstration:
        head = f"{speaker.say('status.demonstration')} {head}"
    texts = ["\n".join([head, *lines])]
    if len(codes) > CODES_AT_ONCE:
        texts.append(speaker.say("status.several_more", most=CODES_AT_ONCE))
    choices = [choice(code, "look", code) for code in codes[:CODES_AT_ONCE]]
    return said_of(turn, "status", texts, choices)


def _tell(assistant: Assistant, turn: Turn, looked: Looked, desk: DossierDesk) -> Said:
    assert looked.dossier
    dossier, speaker = looked.dossier, assistant.speaker(turn.memory)
    procedure = _procedure(assistant, dossier)
    now = desk.now()
    texts = explain(dossier, assistant.aids.statuses, procedure, speaker, assistant.hotlines, now)
    followed = any(item.code == dossier.code for item in desk.saved(turn.person))
    choices: list[Choice] = []
    if dossier.status_code in _NEEDS_PAPERS and procedure:
        choices.append(
            Choice(
                title=speaker.say("status.choice_papers"),
                value=values.section(procedure.code, "documents"),
            )
        )
    choices += trouble_choice(assistant, _trouble_of(dossier, procedure, now))
    if followed:
        choices.append(choice(speaker.say("status.choice_unfollow"), "un", dossier.code))
    elif not has_ended(dossier):
        choices.append(choice(speaker.say("status.choice_follow"), "follow", dossier.code))
    choices += [
        choice(speaker.say("status.choice_again"), "look", dossier.code),
        messages.person_choice(speaker),
    ]
    note = SourceNote(
        title=dossier.source,
        url=None if dossier.demonstration else STATUS_PAGE,
        checked_on=dossier.fetched_at.astimezone(VIETNAM).date(),
    )
    outcome: Outcome = "portal_unavailable" if dossier.stale else "status"
    links = [Link(title=speaker.say("status.link_complain"), url=_COMPLAINT_PAGE)]
    said = said_of(
        turn,
        outcome,
        texts,
        choices,
        links if _is_late(dossier, procedure, now) else (),
        dossier=dossier.code,
    )
    noted = tuple(
        message.model_copy(update={"sources": (note,)}) for message in said.reply.messages
    )
    reply = said.reply.model_copy(
        update={"messages": noted, "procedure": procedure.code if procedure else None}
    )
    return replace(said, reply=reply)


def _trouble_of(dossier: Dossier, procedure: Procedure | None, now: datetime) -> str:
    """The tree that leads out of this state, if there is one."""
    if _is_late(dossier, procedure, now) and not is_done(dossier):
        return _OVERDUE
    waiting = gap(dossier, now)
    if waiting and waiting.over:
        return _NOT_RECEIVED
    return _TROUBLES.get(dossier.status_code or 0, "")


def _is_late(dossier: Dossier, procedure: Procedure | None, now: datetime) -> bool:
    late = lateness(dossier, now, procedure)
    return late is not None and late.is_late


def _procedure(assistant: Assistant, dossier: Dossier) -> Procedure | None:
    code = dossier.procedure_code
    return assistant.records.get(code) or assistant.records.successor(code)


def cannot_tell(assistant: Assistant, turn: Turn, looked: Looked) -> Said:
    """Why not, and what to do instead; the code is kept for the next try."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    read = canonical(looked.code, today(assistant))
    template: str = looked.trouble or "unavailable"
    outcome: Outcome = "unanswerable_status_here"
    again = choice(speaker.say("status.choice_again"), "look", looked.code)
    choices: list[Choice] = []
    if looked.trouble in ("down", "answer", "refused"):
        template, outcome, choices = "unavailable", "portal_unavailable", [again]
    elif looked.trouble == "not_ours" and read and read.kind == "insurance":
        template = "not_ours_insurance"
    elif looked.trouble == "not_found" and desk and desk.demonstration:
        template = "not_found_demonstration"
    if looked.trouble == "no_provider":
        return states(
            assistant, turn, OFTEN_READ, "status.no_provider", code=looked.code, other=True
        )
    text = speaker.say(
        f"status.{template}",
        code=looked.code,
        source="Cổng thử" if desk and desk.demonstration else "hệ thống tra cứu",
        hotline=assistant.hotlines.portal,
    )
    link = Link(title=speaker.say("link_status"), url=STATUS_PAGE)
    choices.append(messages.person_choice(speaker))
    awaiting = AWAITS_CODE if looked.trouble in ("not_found", "no_provider") else "nothing"
    kept = looked.code if outcome == "portal_unavailable" else None
    return said_of(turn, outcome, [text], choices, [link], awaiting=awaiting, dossier=kept)
