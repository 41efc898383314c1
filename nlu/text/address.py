"""How a citizen names themselves: "cô muốn hỏi…" → "cô".

The same words speak of a third person more often than of the speaker ("con tôi", "chú tôi"): only
a word that opens a clause and is followed by what a speaker says of themselves counts.
"""

from __future__ import annotations

import re

from nlu.text.folding import fold

_SELF = {
    "bac": "bác", "co": "cô", "chu": "chú", "di": "dì", "ong": "ông", "ba": "bà",
    "anh": "anh", "chi": "chị", "em": "em", "chau": "cháu", "con": "con", "minh": "mình",
}  # fmt: skip
_VERBS = (
    r"(?:muon|can|hoi|tinh|dinh|xin hoi|dang can|khong biet|chua biet|chua hieu|khong hieu|"
    r"chua lam duoc|quen|bi ket)"
)
_WORDS = "|".join(_SELF)
_SPEAKS = re.compile(
    rf"(?:^|[.,!?;]\s*|\b(?:da|vang|thoi|oi)\s+)(?P<word>{_WORDS})\s+{_VERBS}\b"
    rf"|\bcho\s+(?P<asks>{_WORDS})\s+(?:hoi|xin hoi)\b"
)
# Unaccented "co", "ba", "con", "chi" are other words too: "có", "ba" (three, father), "còn", "chỉ".
_NEEDS_ACCENT = {"co": "cô", "ba": "bà", "con": "con", "chi": "chị", "di": "dì", "minh": "mình"}
_NOT_BEFORE = re.compile(r"(?:cua|nha|vo|chong|me|bo)\s*$")


def self_name(text: str) -> str | None:
    """The kin term the speaker uses for themselves; None when in doubt."""
    folded = fold(text)
    for match in _SPEAKS.finditer(folded):
        start, end = match.span("word" if match["word"] else "asks")
        if _NOT_BEFORE.search(folded[:start]):
            continue
        word = folded[start:end]
        typed = text[start:end].lower() if len(folded) == len(text) else word
        if word in _NEEDS_ACCENT and typed not in (_NEEDS_ACCENT[word], word):
            continue
        if word == "co" and typed == "co":
            continue
        return _SELF[word]
    return None
