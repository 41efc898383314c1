"""News of followed dossiers, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.status.explain import explain
from bot.wording import Speaker
from knowledge.dossiers import Arrived
from knowledge.hotlines import Hotlines
from knowledge.records import Records
from knowledge.statuses import Statuses


def tell_news(
    news: Sequence[Arrived],
    table: Statuses,
    records: Records,
    speaker: Speaker,
    hotlines: Hotlines,
    now: datetime,
) -> list[str]:
    """Texts for each of the news, in their order."""
    texts: list[str] = []
    for item in news:
        if item.kind == "lost":
            texts.append(speaker.say("status.news_lost", code=item.dossier.code))
            continue
        code = item.dossier.procedure_code
        procedure = records.get(code) or records.successor(code)
        first, *rest = explain(item.dossier, table, procedure, speaker, hotlines, now)
        texts.append(f"{speaker.say(f'status.news_{item.kind}')} {first}")
        texts += rest
    return texts
