"""Loading everything the assistant knows."""

from __future__ import annotations

from datetime import date

from bot.talk import Assistant
from connectors.settings import Settings
from knowledge import library
from knowledge.encoder import EncoderSettings
from knowledge.imported.store import ImportedStore
from knowledge.retrieval import Index, Retriever


def load_assistant(settings: Settings) -> Assistant:
    """Records (checked), index, words.

    Raises:
        KnowledgeError: something in the knowledge is broken or was not built.

    """
    known = library.load(date.today())
    index = Index.open(settings.index, known, EncoderSettings())
    return Assistant(
        records=known.records,
        topics=known.topics,
        hotlines=known.hotlines,
        aids=known.aids,
        policies=known.policies,
        retriever=Retriever(index),
        imported=ImportedStore(settings.portal_store_url),
    )
