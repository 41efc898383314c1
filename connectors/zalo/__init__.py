"""What both of Zalo's channels share: words in plain text, pictures, errors, one call over HTTP."""

from connectors.zalo.failures import Failure, Failures
from connectors.zalo.http import Answer, ask
from connectors.zalo.pictures import picture_url
from connectors.zalo.text import LIMIT, length, menu, speaker, whole, with_notes

__all__ = [
    "LIMIT",
    "Answer",
    "Failure",
    "Failures",
    "ask",
    "length",
    "menu",
    "picture_url",
    "speaker",
    "whole",
    "with_notes",
]
