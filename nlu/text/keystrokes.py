"""Reading raw Telex and VNI keystrokes: "ddawng kys", "d9a8ng ky1" → "đăng ký".

People leave them in their text when the input method was off. The decoder types the keys into a
small engine, as the keyboard would have; callers accept the result only when it is a known word.
"""

from __future__ import annotations

import re

from nlu.text.tones import VOWELS, place_tone

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_HOOKS = {"a": "ă", "o": "ơ", "u": "ư"}
_TELEX = re.compile(r"^[a-z]{2,9}$")
_VNI = re.compile(r"^[a-z]+[1-9][a-z1-9]*$")


def from_telex(keys: str) -> str | None:
    """The word that these keys type in Telex; None when they are no Telex."""
    if not _TELEX.match(keys):
        return None
    syllable = _Syllable()
    for key in keys:
        if key in _TELEX_TONES and syllable.has_vowel():
            syllable.tone = _TELEX_TONES[key]
        elif not (
            (key == "w" and syllable.hook())
            or (key in _HATS and syllable.hat(key))
            or (key == "d" and syllable.bar())
        ):
            syllable.letters.append(key)
    return syllable.word(unless=keys)


def from_vni(keys: str) -> str | None:
    """The word that these keys type in VNI; None when they are no VNI."""
    if not _VNI.match(keys):
        return None
    syllable = _Syllable()
    for key in keys:
        if key in _VNI_TONES:
            syllable.tone = _VNI_TONES[key]
        elif key == "6":
            syllable.hat()
        elif key == "7":
            syllable.hook("ou")
        elif key == "8":
            syllable.hook("a")
        elif key == "9":
            syllable.bar()
        else:
            syllable.letters.append(key)
    return syllable.word(unless=keys)


class _Syllable:
    """What is on the screen while one word is typed."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.tone = ""

    def has_vowel(self) -> bool:
        return any(letter in VOWELS for letter in self.letters)

    def hat(self, only: str = "") -> bool:
        """â ê ô on the last vowel that takes it; with `only`, on that vowel."""
        for index in reversed(range(len(self.letters))):
            letter = self.letters[index]
            if letter in _HATS and (not only or letter == only):
                self.letters[index] = _HATS[letter]
                return True
        return False

    def hook(self, on: str = "aou") -> bool:
        """ă ơ ư, and ươ at once."""
        for index in reversed(range(len(self.letters))):
            letter = self.letters[index]
            if letter in _HOOKS and letter in on:
                self.letters[index] = _HOOKS[letter]
                if letter == "o" and index and self.letters[index - 1] in "uư":
                    self.letters[index - 1] = "ư"
                return True
        return False

    def bar(self) -> bool:
        if self.letters and self.letters[0] == "d":
            self.letters[0] = "đ"
            return True
        return False

    def word(self, unless: str) -> str | None:
        base = "".join(self.letters)
        typed = place_tone(base, self.tone) if self.tone else base
        return typed if typed and typed != unless else None
