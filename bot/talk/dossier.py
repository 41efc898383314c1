"""Where a dossier is, what that means, and following it. Never in a group, never with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from bot.replies import Choice, Link, Reply, SourceNote
from bot.replies.model import Outcome
from bot.status import explain, explain_state, tell_news
from bot.status.explain import words_of
from bot.talk import messages, values
from bot.talk.assistant import Assistant
from bot.talk.turn import Said, Turn
from knowledge.dossiers import CODES_AT_ONCE, VIETNAM, Dossier, DossierDesk, Looked
from knowledge.dossiers.clock import gap, gap_since, has_ended, is_done, lateness
from knowledge.schema import Procedure
from nlu.text.dates import find_dates
from nlu.text.dossier_codes import NearCode, canonical, find_codes
from nlu.text.dossier_words import dossier_command

ACTION = "action_dossier_status"
AWAITS_CODE, AWAITS_CONSENT = "dossier", "dossier_consent"
KIND = "d"
_STATUS_PAGE = "https://dichvucong.gov.vn/tra-cuu-ho-so"
_COMPLAINT_PAGE = "https://dichvucong.gov.vn/nop-phan-anh-kien-nghi"
_OFTEN_READ = (1, 2, 4, 5, 6, 9)
_SELDOM_READ = (3, 7, 8, 10)
_NEEDS_PAPERS = (3, 5, 8)
_TROUBLES = {
    3: "returned_dossier",
    5: "supplement_requested",
    8: "returned_dossier",
}
_CODE_LOST, _OVERDUE, _NOT_RECEIVED = "code_lost", "overdue", "submitted_not_received"


def is_meant(assistant: Assistant, turn: Turn) -> bool:
    """Whether a message is about a dossier whatever Rasa read: it holds a code or nearly one, it
    orders something of this, or it answers what was asked.
    """
    found = find_codes(turn.text, _today(assistant))
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
        return _plain(assistant, turn, "unanswerable_status_here", "status.in_group")
    found = find_codes(turn.text, _today(assistant))
    command = dossier_command(turn.text)
    codes = [code.code for code in found.codes]
    if command == "mine" and not codes:
        return mine(assistant, turn)
    if command == "unfollow":
        return _unfollow(assistant, turn, codes)
    if command == "follow":
        return _ask_consent(assistant, turn, codes[0] if codes else turn.memory.dossier)
    if len(codes) > 1:
        return _several(assistant, turn, codes)
    if codes:
        return look(assistant, turn, codes[0])
    if read := assistant.aids.statuses.find(turn.text):
        return _explain_read(assistant, turn, int(read.code))
    if found.near:
        return _nearly(assistant, turn, found.near[0])
    return _without_code(assistant, turn)


def follow_choice(assistant: Assistant, turn: Turn, parts: Sequence[str]) -> Said:
    """A tapped choice of this module; anything else asks for the code."""
    what, argument = (*parts, "", "")[:2]
    if turn.group:
        return _plain(assistant, turn, "unanswerable_status_here", "status.in_group")
    if what == "mine":
        return mine(assistant, turn)
    if what == "state" and argument.isdecimal() and 1 <= int(argument) <= 10:
        return _explain_read(assistant, turn, int(argument))
    if what == "states":
        return _states(assistant, turn, _SELDOM_READ, "status.no_provider_no_code")
    read = canonical(argument, _today(assistant))
    if read and what == "look":
        return look(assistant, turn, read.code)
    if read and what == "follow":
        return _ask_consent(assistant, turn, read.code)
    if read and what == "yes":
        return _follow(assistant, turn, read.code)
    if read and what == "un":
        return _unfollow(assistant, turn, [read.code])
    return _without_code(assistant, turn)


def answer_consent(assistant: Assistant, turn: Turn) -> Said:
    """Yes or no to being followed."""
    if turn.intent == "affirm" and turn.memory.dossier:
        return _follow(assistant, turn, turn.memory.dossier)
    code = turn.memory.dossier
    return look(assistant, turn, code) if code else _without_code(assistant, turn)


def look(assistant: Assistant, turn: Turn, code: str) -> Said:
    """One dossier in full."""
    desk = assistant.dossiers
    looked = desk.look(code, turn.person) if desk else Looked(code, None, "no_provider")
    if looked.dossier and desk:
        return _tell(assistant, turn, looked, desk)
    return _cannot_tell(assistant, turn, looked)


def mine(assistant: Assistant, turn: Turn) -> Said:
    """What this person follows."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    saved = desk.saved(turn.person) if desk else []
    if not saved:
        return _plain(assistant, turn, "status", "status.nothing_followed", awaiting=AWAITS_CODE)
    lines = [
        speaker.say(
            "status.mine_line",
            code=item.code,
            words=words_of(item.last, assistant.aids.statuses)
            if item.last
            else speaker.say("status.not_seen_yet"),
            ended=item.ended,
        )
        for item in saved
    ]
    choices = [_choice(item.code, "look", item.code) for item in saved]
    choices += [
        _choice(speaker.say("status.choice_unfollow_code", code=item.code), "un", item.code)
        for item in saved[:3]
    ]
    text = "\n".join([speaker.say("status.mine"), *lines])
    return _said(
        turn, "status", [text], choices, dossier=saved[0].code if len(saved) == 1 else None
    )


def with_news(assistant: Assistant, turn: Turn, said: Said) -> Said:
    """News of followed dossiers before the reply, each once."""
    desk = assistant.dossiers
    if not desk or not turn.person or not turn.message_id or turn.group:
        return said
    if said.reply.outcome == "deleted":
        return said
    news = desk.news(turn.person, f"message:{turn.message_id}")
    if not news:
        return said
    texts = tell_news(
        news,
        assistant.aids.statuses,
        assistant.records,
        assistant.speaker(said.memory),
        assistant.hotlines,
        desk.now(),
    )
    told = tuple(message for text in texts for message in messages.plain(text))
    reply = said.reply.model_copy(update={"messages": (*told, *said.reply.messages)})
    return replace(said, reply=reply)


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
    choices += _trouble_choice(assistant, _trouble_of(dossier, procedure, now))
    if followed:
        choices.append(_choice(speaker.say("status.choice_unfollow"), "un", dossier.code))
    elif not has_ended(dossier):
        choices.append(_choice(speaker.say("status.choice_follow"), "follow", dossier.code))
    choices += [
        _choice(speaker.say("status.choice_again"), "look", dossier.code),
        messages.person_choice(speaker),
    ]
    note = SourceNote(
        title=dossier.source,
        url=None if dossier.demonstration else _STATUS_PAGE,
        checked_on=dossier.fetched_at.astimezone(VIETNAM).date(),
    )
    outcome: Outcome = "portal_unavailable" if dossier.stale else "status"
    links = [Link(title=speaker.say("status.link_complain"), url=_COMPLAINT_PAGE)]
    said = _said(
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


def _trouble_choice(assistant: Assistant, trouble_id: str) -> list[Choice]:
    trouble = assistant.aids.troubles.get(trouble_id) if trouble_id else None
    if trouble is None:
        return []
    value = values.trouble(trouble.id, trouble.tree[0].id)
    return [Choice(title=trouble.title, value=value)]


def _is_late(dossier: Dossier, procedure: Procedure | None, now: datetime) -> bool:
    late = lateness(dossier, now, procedure)
    return late is not None and late.is_late


def _cannot_tell(assistant: Assistant, turn: Turn, looked: Looked) -> Said:
    """Why not, and what to do instead; the code is kept for the next try."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    read = canonical(looked.code, _today(assistant))
    template: str = looked.trouble or "unavailable"
    outcome: Outcome = "unanswerable_status_here"
    again = _choice(speaker.say("status.choice_again"), "look", looked.code)
    choices: list[Choice] = []
    if looked.trouble in ("down", "answer", "refused"):
        template, outcome, choices = "unavailable", "portal_unavailable", [again]
    elif looked.trouble == "not_ours" and read and read.kind == "insurance":
        template = "not_ours_insurance"
    elif looked.trouble == "not_found" and desk and desk.demonstration:
        template = "not_found_demonstration"
    if looked.trouble == "no_provider":
        return _states(
            assistant, turn, _OFTEN_READ, "status.no_provider", code=looked.code, other=True
        )
    text = speaker.say(
        f"status.{template}",
        code=looked.code,
        source="Cổng thử" if desk and desk.demonstration else "hệ thống tra cứu",
        hotline=assistant.hotlines.portal,
    )
    link = Link(title=speaker.say("link_status"), url=_STATUS_PAGE)
    choices.append(messages.person_choice(speaker))
    awaiting = AWAITS_CODE if looked.trouble in ("not_found", "no_provider") else "nothing"
    kept = looked.code if outcome == "portal_unavailable" else None
    return _said(turn, outcome, [text], choices, [link], awaiting=awaiting, dossier=kept)


def _states(
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
        _choice(assistant.aids.statuses.of(number).official or "", "state", str(number))
        for number in codes
    ]
    if other:
        choices.append(_choice(speaker.say("status.choice_other_words"), "states", ""))
    link = Link(title=speaker.say("link_status"), url=_STATUS_PAGE)
    text = speaker.say(template, code=code)
    return _said(
        turn, "unanswerable_status_here", [text], choices, [link], awaiting=AWAITS_CODE,
        dossier=code or None,
    )  # fmt: skip


def _explain_read(assistant: Assistant, turn: Turn, number: int) -> Said:
    """A state that the citizen read or pasted."""
    speaker = assistant.speaker(turn.memory)
    texts = explain_state(assistant.aids.statuses.of(number), speaker, assistant.hotlines)
    if number == 1 and (said := _gap_of_named_day(assistant, turn)):
        texts.append(said)
    return _said(
        turn, "status", texts, [messages.person_choice(speaker)], dossier=turn.memory.dossier
    )


def _gap_of_named_day(assistant: Assistant, turn: Turn) -> str:
    """How long it has waited since the day that was named ("nộp hôm thứ hai")."""
    now = _now(assistant)
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


def _several(assistant: Assistant, turn: Turn, codes: Sequence[str]) -> Said:
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
    choices = [_choice(code, "look", code) for code in codes[:CODES_AT_ONCE]]
    return _said(turn, "status", texts, choices)


def _nearly(assistant: Assistant, turn: Turn, near: NearCode) -> Said:
    speaker = assistant.speaker(turn.memory)
    why = speaker.say(f"status.near_{near.reason}", text=near.text[:60])
    text = why if near.reason == "identity" else f"{why} {speaker.say('status.near_again')}"
    return _said(
        turn, "asked_back", [text], [messages.person_choice(speaker)], awaiting=AWAITS_CODE
    )


def _without_code(assistant: Assistant, turn: Turn) -> Said:
    """The dossier last talked about, the only one followed, or the question for a code."""
    desk = assistant.dossiers
    if desk is None or not desk.connected:
        return _with_gap(
            assistant,
            turn,
            _states(
                assistant, turn, _OFTEN_READ, "status.no_provider_no_code",
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
    return _with_gap(
        assistant,
        turn,
        _plain(assistant, turn, "asked_back", "status.ask_code", awaiting=AWAITS_CODE),
    )


def _with_gap(assistant: Assistant, turn: Turn, said: Said) -> Said:
    """Before asking for more: what the day they named means already."""
    text = _gap_of_named_day(assistant, turn)
    if not text:
        return said
    reply = said.reply.model_copy(
        update={"messages": (*messages.plain(text), *said.reply.messages)}
    )
    return replace(said, reply=reply)


def _ask_consent(assistant: Assistant, turn: Turn, code: str | None) -> Said:
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    if desk is None or not desk.connected:
        return _plain(assistant, turn, "unanswerable_status_here", "status.follow_not_connected")
    if not code:
        return _plain(assistant, turn, "asked_back", "status.follow_which", awaiting=AWAITS_CODE)
    if any(item.code == code for item in desk.saved(turn.person)):
        return _follow(assistant, turn, code)
    choices = [
        _choice(speaker.say("status.choice_agree"), "yes", code),
        _choice(speaker.say("status.choice_disagree"), "look", code),
    ]
    text = speaker.say("status.ask_consent", code=code)
    return _said(turn, "asked_back", [text], choices, awaiting=AWAITS_CONSENT, dossier=code)


def _follow(assistant: Assistant, turn: Turn, code: str) -> Said:
    """Followed; a code nobody knows is refused before it is kept."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    if desk is None or not desk.connected:
        return _plain(assistant, turn, "unanswerable_status_here", "status.follow_not_connected")
    looked = desk.look(code, turn.person)
    if looked.trouble in ("not_ours", "too_many", "not_found"):
        return _cannot_tell(assistant, turn, looked)
    done = desk.follow(code, turn.person)
    text = speaker.say("status.followed" if done else "status.follow_too_many", code=code)
    if desk.demonstration:
        text = f"{speaker.say('status.demonstration')} {text}"
    choices = [_choice(speaker.say("status.choice_mine"), "mine", "")]
    return _said(turn, "status", [text], choices, dossier=code)


def _unfollow(assistant: Assistant, turn: Turn, codes: Sequence[str]) -> Said:
    """At once, when it is clear which."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    saved = [item.code for item in desk.saved(turn.person)] if desk else []
    if not saved or not desk:
        return _plain(assistant, turn, "status", "status.nothing_followed")
    wanted = [code for code in codes if code in saved]
    if not wanted and turn.memory.dossier in saved:
        wanted = [str(turn.memory.dossier)]
    if not wanted and len(saved) == 1:
        wanted = saved
    if not wanted:
        choices = [_choice(code, "un", code) for code in saved]
        return _said(turn, "asked_back", [speaker.say("status.unfollow_which")], choices)
    texts = []
    for code in wanted:
        desk.unfollow(code, turn.person)
        texts.append(speaker.say("status.unfollowed", code=code))
    return _said(turn, "status", texts, [_choice(speaker.say("status.choice_mine"), "mine", "")])


def _procedure(assistant: Assistant, dossier: Dossier) -> Procedure | None:
    code = dossier.procedure_code
    return assistant.records.get(code) or assistant.records.successor(code)


def _plain(
    assistant: Assistant, turn: Turn, outcome: Outcome, template: str, awaiting: str = "nothing"
) -> Said:
    speaker = assistant.speaker(turn.memory)
    choices = [messages.person_choice(speaker)]
    if awaiting == AWAITS_CODE:
        choices = [*_trouble_choice(assistant, _CODE_LOST), *choices]
    link = Link(title=speaker.say("link_status"), url=_STATUS_PAGE)
    return _said(turn, outcome, [speaker.say(template)], choices, [link], awaiting=awaiting)


def _said(
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


def _choice(title: str, what: str, argument: str) -> Choice:
    return Choice(title=title, value=f"{KIND}:{what}:{argument}")


def _now(assistant: Assistant) -> datetime:
    if assistant.dossiers:
        return assistant.dossiers.now()
    return datetime.combine(assistant.today(), datetime.now(VIETNAM).time(), VIETNAM)


def _today(assistant: Assistant) -> date:
    return _now(assistant).date()
