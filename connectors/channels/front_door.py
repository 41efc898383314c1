"""The front door: prove, read, claim, acknowledge. Answering is somebody else's work."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from anyio import CapacityLimiter, to_thread
from sqlalchemy.exc import SQLAlchemyError

from connectors.channels.arrivals import Arrivals
from connectors.channels.contract import Channel, ForgedError, MalformedError
from connectors.channels.counts import Counts

log = logging.getLogger(__name__)
_TAKERS = 8
"""Deliveries that are stored at once; they write one after the other."""


class ClosedError(Exception):
    """The store takes nothing: the platform must bring it again."""


@dataclass(frozen=True)
class FrontDoor:
    """One for all channels. arrived: called when something is to be answered."""

    channels: Mapping[str, Channel]
    arrivals: Arrivals
    counts: Counts
    arrived: Callable[[], None]
    # Its own threads: while forty conversations are answered, every shared one is theirs.
    takers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_TAKERS))

    async def deliver(self, name: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Take a delivery; on return it may be acknowledged.

        Raises:
            KeyError: no such channel.
            ForgedError: it does not come from the platform.
            ClosedError: it could not be stored.

        """
        channel = self.channels[name]
        try:
            channel.verify(body, headers)
        except ForgedError:
            self.counts.add(name, "forged")
            raise
        await self.take(name, body)

    async def take(self, name: str, body: bytes) -> None:
        """Read and store what is known to come from the platform.

        Raises:
            ClosedError: it could not be stored.

        """
        channel = self.channels[name]
        try:
            arrivals = channel.read(body)
            if any(not item.conversation.startswith(f"{name}:") for item in arrivals):
                raise MalformedError("a conversation of another channel")
        except MalformedError as error:
            # Brought again it would be no better.
            self.counts.add(name, "malformed")
            log.warning("%s: malformed delivery (%s)", name, error)
            return
        if not arrivals:
            self.counts.add(name, "ignored")
            return
        try:
            claim = partial(self.arrivals.claim, name, arrivals, channel.tapped)
            claimed = await to_thread.run_sync(claim, limiter=self.takers)
        except SQLAlchemyError as error:
            self.counts.add(name, "not_stored")
            log.error("%s: not stored (%s)", name, type(error).__name__)
            raise ClosedError from error
        self.counts.add(name, "arrived", len(arrivals) - claimed.repeats)
        self.counts.add(name, "repeated", claimed.repeats)
        if claimed.fresh:
            self.arrived()
