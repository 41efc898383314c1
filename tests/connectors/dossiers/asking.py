"""Asking about dossiers without a server."""

from __future__ import annotations

from typing import Any

from tests.bot.talking import Talker, text_of

ASK = {"intent": "dossier_status", "action": "action_dossier_status"}
PERSON = {"person": "web:ai-do"}


def say(talker: Talker, text: str, **more: Any) -> str:
    """What is said to a person who asks about a dossier."""
    given: dict[str, Any] = {**ASK, **PERSON, **more}
    return text_of(talker.say(text, **given))


def outcome(talker: Talker) -> str:
    """Of the last reply."""
    assert talker.last
    return talker.last.reply.outcome
