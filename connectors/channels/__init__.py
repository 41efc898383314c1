"""Channels that are written to: what each must be able to do, whoever it belongs to."""

from connectors.channels.contract import (
    Arrival,
    Askable,
    BlockedError,
    Channel,
    ChannelError,
    Finding,
    ForgedError,
    Kind,
    LaterError,
    MalformedError,
    Outgoing,
    Rates,
    RefusedError,
    Repeating,
    WindowClosedError,
)

__all__ = [
    "Arrival",
    "Askable",
    "BlockedError",
    "Channel",
    "ChannelError",
    "Finding",
    "ForgedError",
    "Kind",
    "LaterError",
    "MalformedError",
    "Outgoing",
    "Rates",
    "RefusedError",
    "Repeating",
    "WindowClosedError",
]
