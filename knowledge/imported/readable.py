"""Cutting the portal's long lines into pieces a person can read, without changing a word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.text import words

MOST_WORDS = 40
"""Longer than this, a piece is cut again, at a clause if there is one."""

_WORD = re.compile(r"\w+")
_ABBREVIATIONS = frozenset(
    words("TT TP Tp STT TS ThS BS GS PGS KS NĐ QĐ Q P H vd VD v tr Tr Mr Mrs Ms No")
)
_BULLET = re.compile(r"^(?:[-+•*–—]|\uf0b7)\s*(?=\S)")
# A bullet inside a line: after the end of a clause, or a plus sign between blanks.
_INNER_BULLET = re.compile(
    r"(?<=[.;:,)])\s*(?:[-•–—]|\uf0b7)\s+(?=\D)|\s[•\uf0b7]\s*|(?<=[^\d\s])\s+\+\s+(?=[^\W\d])"
    r"|(?<=[.;:])\s*\+\s*(?=[^\W\d])"
)
_NUMBERED = re.compile(
    r"(?<=[.;:])\s+(?=(?:\(?[a-zđ]\)|\d{1,2}[.)]\s|\([ivx]{1,4}\)|\(\d{1,2}\)|Bước \d)\s*\S)"
)
# Before a capital only: in lower case it may be the middle of a law's title.
_SEMICOLON = re.compile(r"(?<=;)\s*(?=[^\W\d_])")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")
_CLAUSE = re.compile(r"(?<=[,;:)])\s+")
_JOINT = re.compile(r"(?<=\s)(?:hoặc|và|của|theo|để|mà|trong|cho|tại|do|với|khi|nếu|trừ|từ)(?=\s)")
_GOES_ON = re.compile(r"(?![a-zđ][.)])(?:[a-zà-ỹđ]|\d+(?![.)\d]))")


@dataclass(frozen=True)
class Piece:
    """A part of a line. continues: it goes on in the middle of the sentence before it."""

    text: str
    continues: bool = False


def pieces(text: str, most: int = MOST_WORDS) -> list[Piece]:
    r"""The text in order, cut at line ends, bullets, numbered parts, sentences, and at a
    semicolon before a capital.

    No word and no number is lost, added or moved: the pieces' words (`\w+`) one after another
    are the text's. Signs of a list (“-”, “+”, “•”) go, punctuation stays.
    """
    found: list[Piece] = []
    for line in _whole_lines(text):
        for part in _parts(line):
            if _WORD.search(part):
                found += _short(part, most)
            elif found and part:
                found[-1] = Piece(f"{found[-1].text} {part}", found[-1].continues)
    return found


def texts(text: str, most: int = MOST_WORDS) -> list[str]:
    """`pieces`, the texts alone."""
    return [piece.text for piece in pieces(text, most)]


def _whole_lines(text: str) -> list[str]:
    """The lines, those joined again that a page's width broke in the middle of a sentence."""
    lines: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        broken = lines and lines[-1][-1:] not in ".;:!?" and _GOES_ON.match(line)
        if broken:
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines


def _parts(line: str) -> list[str]:
    parts = [line]
    for cut in (_INNER_BULLET, _NUMBERED):
        parts = [piece for part in parts for piece in cut.split(part)]
    parts = [piece for part in parts for piece in _semicolons(part)]
    parts = [sentence for part in parts for sentence in _sentences(part)]
    return [_BULLET.sub("", part.strip()).strip() for part in parts if part and part.strip()]


def _semicolons(text: str) -> list[str]:
    """At semicolons, but not inside parentheses."""
    found = [""]
    for part in _SEMICOLON.split(text):
        if not part[:1].isupper() or found[-1].count("(") > found[-1].count(")"):
            found[-1] = f"{found[-1]} {part}".strip()
        else:
            found.append(part)
    return found


def _sentences(text: str) -> list[str]:
    """At sentence ends; a full stop after an abbreviation or one letter ends nothing."""
    cuts = [0]
    for match in _SENTENCE.finditer(text):
        before = text[: match.start()].rstrip(".!?").split()
        last = before[-1].lstrip("(“\"'") if before else ""
        if not text[match.end()].isupper() or last in _ABBREVIATIONS or len(last) == 1:
            continue
        cuts.append(match.end())
    return [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _short(text: str, most: int) -> list[Piece]:
    """Cut what is too long: at the last clause that fits, else between two words."""
    found: list[Piece] = []
    rest = text
    while len(rest.split()) > most:
        end = _end_of_words(rest, most)
        clauses = [m.end() for m in _CLAUSE.finditer(rest, 0, end)]
        far_enough = [at for at in clauses if len(rest[:at].split()) >= most // 3]
        ends = [at for at in far_enough if rest[:at].rstrip().endswith(";")] or far_enough
        at = ends[-1] if ends else _before_a_joint(rest, end)
        found.append(Piece(rest[:at].strip(), bool(found)))
        rest = rest[at:].strip()
    if rest:
        found.append(Piece(rest, bool(found)))
    return found


def _before_a_joint(text: str, end: int) -> int:
    """The last place before `end` where a clause may begin; `end` itself without one."""
    joints = [match.start() for match in _JOINT.finditer(text, end // 2, end)]
    return joints[-1] if joints else end


def _end_of_words(text: str, count: int) -> int:
    """Where the blank after so many words ends."""
    for number, match in enumerate(re.finditer(r"\S+\s*", text), 1):
        if number == count:
            return match.end()
    return len(text)
