"""News of followed dossiers, by the same way out as every reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.replies import Reply
from connectors.channels.contract import Channel
from connectors.channels.outbox import Outbox
from connectors.dossiers.delivery import DeliveryError

_GONE_FOR = timedelta(days=7)


class ChannelDelivery:
    """`connectors.dossiers.delivery.Delivery` of one channel: told once it lies in the outbox,
    under a key of its own, so that it goes out once at most.
    """

    def __init__(self, channel: Channel, outbox: Outbox, wake: Callable[[], None]) -> None:
        self._channel = channel
        self._outbox = outbox
        self._wake = wake

    def deliver(self, person: str, reply: Reply, key: str) -> None:
        """Store the calls that bring a reply to a person.

        Raises:
            DeliveryError: the person is gone, or the store does not take it.

        """
        calls = self._channel.render(reply, person)
        try:
            stored = self._outbox.add(self._channel.name, person, key, calls)
        except SQLAlchemyError as error:
            raise DeliveryError(type(error).__name__) from error
        if not stored:
            raise DeliveryError("gone", datetime.now(UTC) + _GONE_FOR)
        self._wake()
