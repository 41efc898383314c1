"""Following dossiers: asking first, beginning, ending, what is followed, and its news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.status import tell_news
from bot.status.explain import words_of
from bot.talk import messages
from bot.talk.assistant import Assistant
from bot.talk.dossier_look import cannot_tell
from bot.talk.dossier_said import AWAITS_CODE, AWAITS_CONSENT, choice, plain, said_of
from bot.talk.turn import Said, Turn


def mine(assistant: Assistant, turn: Turn) -> Said:
    """What this person follows."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    saved = desk.saved(turn.person) if desk else []
    if not saved:
        return plain(assistant, turn, "status", "status.nothing_followed", awaiting=AWAITS_CODE)
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
    choices = [choice(item.code, "look", item.code) for item in saved]
    choices += [
        choice(speaker.say("status.choice_unfollow_code", code=item.code), "un", item.code)
        for item in saved[:3]
    ]
    text = "\n".join([speaker.say("status.mine"), *lines])
    return said_of(
        turn, "status", [text], choices, dossier=saved[0].code if len(saved) == 1 else None
    )


def ask_consent(assistant: Assistant, turn: Turn, code: str | None) -> Said:
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    if desk is None or not desk.connected:
        return plain(assistant, turn, "unanswerable_status_here", "status.follow_not_connected")
    if not code:
        return plain(assistant, turn, "asked_back", "status.follow_which", awaiting=AWAITS_CODE)
    if any(item.code == code for item in desk.saved(turn.person)):
        return follow(assistant, turn, code)
    choices = [
        choice(speaker.say("status.choice_agree"), "yes", code),
        choice(speaker.say("status.choice_disagree"), "look", code),
    ]
    text = speaker.say("status.ask_consent", code=code)
    return said_of(turn, "asked_back", [text], choices, awaiting=AWAITS_CONSENT, dossier=code)


def follow(assistant: Assistant, turn: Turn, code: str) -> Said:
    """Followed; a code nobody knows is refused before it is kept."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    if desk is None or not desk.connected:
        return plain(assistant, turn, "unanswerable_status_here", "status.follow_not_connected")
    looked = desk.look(code, turn.person)
    if looked.trouble in ("not_ours", "too_many", "not_found"):
        return cannot_tell(assistant, turn, looked)
    done = desk.follow(code, turn.person)
    text = speaker.say("status.followed" if done else "status.follow_too_many", code=code)
    if desk.demonstration:
        text = f"{speaker.say('status.demonstration')} {text}"
    choices = [choice(speaker.say("status.choice_mine"), "mine", "")]
    return said_of(turn, "status", [text], choices, dossier=code)


def unfollow(assistant: Assistant, turn: Turn, codes: Sequence[str]) -> Said:
    """At once, when it is clear which."""
    speaker, desk = assistant.speaker(turn.memory), assistant.dossiers
    saved = [item.code for item in desk.saved(turn.person)] if desk else []
    if not saved or not desk:
        return plain(assistant, turn, "status", "status.nothing_followed")
    wanted = [code for code in codes if code in saved]
    if not wanted and turn.memory.dossier in saved:
        wanted = [str(turn.memory.dossier)]
    if not wanted and len(saved) == 1:
        wanted = saved
    if not wanted:
        choices = [choice(code, "un", code) for code in saved]
        return said_of(turn, "asked_back", [speaker.say("status.unfollow_which")], choices)
    texts = []
    for code in wanted:
        desk.unfollow(code, turn.person)
        texts.append(speaker.say("status.unfollowed", code=code))
    return said_of(turn, "status", texts, [choice(speaker.say("status.choice_mine"), "mine", "")])


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
