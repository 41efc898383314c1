"""The Zalo Bot Platform: text menus by number, by webhook or polling."""

from connectors.settings import Settings
from connectors.zalo_bot.channel import ZaloBot
from connectors.zalo_bot.events import NAME

__all__ = ["NAME", "ZaloBot", "open_channel"]


def open_channel(settings: Settings) -> ZaloBot | None:
    """The channel, when a bot is configured."""
    return ZaloBot(settings) if settings.zalo_bot_token.get_secret_value() else None
