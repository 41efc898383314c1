"""Telegram: the Bot API through python-telegram-bot."""

from __future__ import annotations

import hashlib
import hmac

from connectors.settings import Settings
from connectors.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel", "open_channel", "webhook_secret"]


def open_channel(settings: Settings) -> TelegramChannel | None:
    """The channel, when there is a token."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    return TelegramChannel(
        token,
        secret=webhook_secret(settings),
        api=settings.telegram_api.rstrip("/"),
        proxy=settings.telegram_proxy.get_secret_value() or None,
        timeout=settings.telegram_timeout,
        bot=settings.telegram_bot.lstrip("@"),
        polls=settings.telegram_polling,
        address=settings.citizens_url,
    )


def webhook_secret(settings: Settings) -> str:
    """What Telegram has to show: set, or made from the machine's own secret and the token."""
    given = settings.telegram_secret.get_secret_value()
    if given:
        return given
    token = settings.telegram_token.get_secret_value()
    key = settings.secret.get_secret_value()
    return hmac.new(key.encode(), f"telegram:{token}".encode(), hashlib.sha256).hexdigest()
