"""Loading everything the assistant knows, what the desk put live included."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from threadpoolctl import threadpool_limits

from bot.talk import Assistant, Memory, Turn
from bot.talk.respond import respond
from connectors.proposals import deployed
from connectors.settings import Settings
from knowledge.amend import Change
from knowledge.errors import KnowledgeError
from knowledge.imported.store import ImportedStore
from knowledge.retrieval import Retriever

log = logging.getLogger(__name__)

_REHEARSED = (
    ("action_answer", "ask_documents", "đăng ký khai sinh ở Hà Nội cần giấy tờ gì"),
    ("action_answer", "start_guide", "hướng dẫn tôi đăng ký thường trú"),
    ("action_say", "greet", "chào con"),
)


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
    # A second thread gains nothing on such small matrices, and spins where the embedding models
    # want to run: a question took a third longer.
    threadpool_limits(1, "blas")
    assistant = Assistant(
        records=known.records,
        topics=known.topics,
        hotlines=known.hotlines,
        aids=known.aids,
        policies=known.policies,
        retriever=Retriever(index),
        imported=ImportedStore(settings.portal_store_url),
    )
    _rehearse(assistant)
    return assistant, live


def _rehearse(assistant: Assistant) -> None:
    """Answer before anybody asks: forty first answers at once would each read the word lists and
    the gazetteer, compile the wording and make the features, and keep the channels waiting.
    """
    for action, intent, text in _REHEARSED:
        respond(assistant, action, Turn(text, intent, 1.0, Memory()))
