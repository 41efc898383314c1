"""Making any string a channel can deliver safe to read and to store."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\ufeff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """NFC, one space between words, no control or invisible characters.

    Unpaired surrogates, which no encoder takes, become U+FFFD.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    composed = unicodedata.normalize("NFC", whole)
    return _SPACES.sub(" ", _INVISIBLE.sub("", composed.replace("\t", " "))).strip()
