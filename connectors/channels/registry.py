"""Which channels there are, and opening those that are configured."""

from __future__ import annotations

from importlib import import_module

from connectors.channels.contract import Channel
from connectors.settings import Settings

CHANNELS: dict[str, str] = {
    "telegram": "connectors.telegram",
    "zalo-oa": "connectors.zalo_oa",
    "zalo-bot": "connectors.zalo_bot",
}
"""Channel → package with `open_channel(settings) -> Channel | None`: None when its settings are
not there. The name is the first part of its conversations and the last of its webhook's path."""


FIRST = {
    "telegram": "telegram_token",
    "zalo-oa": "zalo_oa_app_id",
    "zalo-bot": "zalo_bot_token",
}
"""Channel → the setting without which it is not opened."""
_ELSEWHERE = {"telegram_link", "zalo_link"}
"""Of the website widget."""


def begun(name: str, settings: Settings) -> list[str]:
    """The settings of a channel that somebody has given already, as environment variables."""
    prefix = name.replace("-", "_") + "_"
    given = sorted(settings.model_fields_set - _ELSEWHERE)
    return [f"TUNGBUOC_{field.upper()}" for field in given if field.startswith(prefix)]


def open_channel(name: str, settings: Settings) -> Channel | None:
    """One channel, when it is configured.

    Raises:
        KeyError: there is no such channel.
        ChannelSettingsError: some of its settings are there, and not enough.

    """
    channel: Channel | None = import_module(CHANNELS[name]).open_channel(settings)
    assert channel is None or channel.name == name
    return channel


def open_channels(settings: Settings) -> dict[str, Channel]:
    """Every configured channel by its name."""
    opened = {name: open_channel(name, settings) for name in CHANNELS}
    return {name: channel for name, channel in opened.items() if channel is not None}


class ChannelSettingsError(Exception):
    """A channel cannot be opened with these settings; the message is for a person."""
