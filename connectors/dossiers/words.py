"""News as a reply, where no talk is going on that could word it."""

from __future__ import annotations

from bot.replies import Reply
from bot.status import tell_news
from bot.talk import Assistant, Memory
from bot.talk import messages as building
from knowledge.dossiers import Arrived


def news_reply(assistant: Assistant, news: Arrived) -> Reply:
    """One piece of news."""
    assert assistant.dossiers
    texts = tell_news(
        [news],
        assistant.aids.statuses,
        assistant.records,
        assistant.speaker(Memory()),
        assistant.hotlines,
        assistant.dossiers.now(),
    )
    told = tuple(message for text in texts for message in building.plain(text))
    return Reply(outcome="status", messages=told)
