"""What can go wrong between us and the portal.

PortalError
├── PortalDownError     not reached, too slow, or 5xx, after every retry
├── PortalBlockedError  a page instead of JSON: its firewall refuses us
├── PortalAnswerError   JSON, but not what the portal's API answers
└── PortalShrankError   too much of the list vanished at once; nothing was withdrawn
"""

from __future__ import annotations


class PortalError(Exception):
    """Base of these errors; each is one clear line."""


class PortalDownError(PortalError):
    """The portal cannot be reached, or fails whatever is asked."""


class PortalBlockedError(PortalError):
    """The portal's firewall answers with a page, with status 200 too."""


class PortalAnswerError(PortalError):
    """The portal refuses this very question, or answers in a shape that is not its own."""


class PortalShrankError(PortalError):
    """The list lost more records than is believed at once."""
