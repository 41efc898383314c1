"""Zalo Official Account: OpenAPI v3, its webhook, OAuth v4."""

from connectors.settings import Settings
from connectors.zalo_oa.channel import ZaloOa
from connectors.zalo_oa.events import NAME

__all__ = ["NAME", "ZaloOa", "open_channel"]


def open_channel(settings: Settings) -> ZaloOa | None:
    """The channel, when an app is configured."""
    return ZaloOa(settings) if settings.zalo_oa_app_id else None
