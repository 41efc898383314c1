"""Loading everything the assistant knows, what the desk put live included."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from bot.talk import Assistant
from connectors.proposals import deployed
from connectors.settings import Settings
from knowledge.amend import Change
from knowledge.errors import KnowledgeError
from knowledge.imported.store import ImportedStore
from knowledge.localities import province_of
from knowledge.retrieval import Retriever

log = logging.getLogger(__name__)


def load_assistant(settings: Settings) -> Assistant:
    """Records (checked), index, words.

    Raises:
        KnowledgeError: something in the knowledge is broken or was not built.

    """
    return load_with(settings, deployed.live_changes(settings))[0]


def load_with(settings: Settings, live: Sequence[Change]) -> tuple[Assistant, Sequence[Change]]:
    """The assistant with these changes, and the changes that are in it: a new version of the
    package may be such that they cannot be, and then it starts without them.

    Raises:
        KnowledgeError: something in the package is broken or was not built.

    """
    try:
        known, index = deployed.load(settings, date.today(), live)
    except KnowledgeError as error:
        if not live:
            raise
        log.error("the desk's live changes cannot be served: %s", error)
        live = ()
        known, index = deployed.load(settings, date.today(), live)
    # Made before anybody asks: forty first answers at once would each make the gazetteer.
    province_of("Hà Nội")
    assistant = Assistant(
        records=known.records,
        topics=known.topics,
        hotlines=known.hotlines,
        aids=known.aids,
        policies=known.policies,
        retriever=Retriever(index),
        imported=ImportedStore(settings.portal_store_url),
    )
    return assistant, live
