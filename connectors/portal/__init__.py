"""The national public-service portal: reading its procedures, and a twin of it to work against."""

from connectors.portal.client import PortalClient
from connectors.portal.errors import (
    PortalAnswerError,
    PortalBlockedError,
    PortalDownError,
    PortalError,
    PortalShrankError,
)
from connectors.portal.sync import sync

__all__ = [
    "PortalAnswerError",
    "PortalBlockedError",
    "PortalClient",
    "PortalDownError",
    "PortalError",
    "PortalShrankError",
    "sync",
]
