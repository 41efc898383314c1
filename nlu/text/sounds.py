"""Syllables that sound alike in some region, or to a telephone that takes dictation.

Northern l/n, tr/ch, s/x, d/gi/r; southern -n/-ng, -t/-c and v/d; hỏi/ngã everywhere but in the
North.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from nlu.text.tones import settle

_ONSETS = {
    "l": ("n",), "n": ("l",), "tr": ("ch",), "ch": ("tr",), "s": ("x",), "x": ("s",),
    "d": ("gi", "r", "v"), "gi": ("d", "r"), "r": ("d", "gi", "g"), "v": ("d",),
}  # fmt: skip
_OTHERS = ("ngh", "ng", "nh", "gh", "kh", "ph", "th")
"""Onsets that begin like one of those above, and are none of them."""
_ENDINGS = {"n": "ng", "ng": "n", "t": "c", "c": "t"}
_TONES = {"\u0309": "\u0303", "\u0303": "\u0309"}


@lru_cache(maxsize=16384)
def alike(word: str) -> tuple[str, ...]:
    """What else a lower-case syllable may have been, one sound changed, in settled spelling."""
    found = [*_other_onsets(word), *_other_endings(word), *_other_tones(word)]
    return tuple(dict.fromkeys(settle(other) for other in found if other != word))


def _other_onsets(word: str) -> Iterator[str]:
    if word.startswith(_OTHERS):
        return
    onset = next((o for o in sorted(_ONSETS, key=len, reverse=True) if word.startswith(o)), "")
    rest = word[len(onset) :]
    if onset == "gi" and (not rest or not _begins_with_vowel(rest)):
        # The i of "gì" and "gìn" is its vowel.
        onset, rest = "gi", word[1:]
    elif word.startswith("g") and _plain(word[1:2]) == "i" and word[1] != "i":
        onset, rest = "gi", word[1:]
    if not rest:
        return
    for other in _ONSETS.get(onset, ()):
        yield (other[0] if other == "gi" and _plain(rest[0]) == "i" else other) + rest


def _other_endings(word: str) -> Iterator[str]:
    for ending in ("ng", "nh", "ch", "n", "t", "c"):
        if word.endswith(ending) and len(word) > len(ending):
            if ending in _ENDINGS:
                yield word[: -len(ending)] + _ENDINGS[ending]
            return


def _other_tones(word: str) -> Iterator[str]:
    split = unicodedata.normalize("NFD", word)
    if len(marks := [char for char in split if char in _TONES]) == 1:
        yield unicodedata.normalize("NFC", split.replace(marks[0], _TONES[marks[0]]))


def _begins_with_vowel(text: str) -> bool:
    return _plain(text[0]) in "aeiouy"


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[:1]
