"""Terms of the trade in plain words, and the answer to "… là gì"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field, RootModel

from knowledge.schema import Model
from knowledge.schema.base import Gloss, Title
from knowledge.yaml_file import YamlFile, read
from nlu.text import fold, words

FILE = Path(__file__).with_name("glossary.yaml")


class Term(Model):
    """also: other names people use for it. official: the law's own word, or only people's."""

    term: Title
    plain: Gloss
    also: list[Title] = Field(default_factory=list)
    official: bool

    @property
    def names(self) -> list[str]:
        """Everything it is called."""
        return [self.term, *self.also]


class _Terms(RootModel[list[Term]]):
    pass


class Glossary:
    """All terms; iterating gives them in the file's order."""

    def __init__(self, terms: list[Term], file: YamlFile) -> None:
        self.all = terms
        self.file = file
        self._by_name = {folded(name): term for term in terms for name in term.names}
        self._longest = max(len(name.split()) for name in self._by_name)

    def __iter__(self) -> Iterator[Term]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def get(self, name: str) -> Term | None:
        """The term of this name, in any spelling."""
        return self._by_name.get(folded(name))

    def find(self, text: str) -> Term | None:
        """The term that a question such as "… là gì" asks about; None for any other message.

        The longest name right before "là gì" or right after "thế nào là" wins; a term elsewhere in
        the message is only mentioned.
        """
        joined = folded(text)
        if match := _ASKED_BEHIND.search(joined):
            return self._ending(joined[: match.start()].split())
        if match := _ASKED_AHEAD.search(joined):
            return self._starting(joined[match.end() :].split(), whole=match["puzzled"] is not None)
        return None

    def _ending(self, said: Sequence[str]) -> Term | None:
        """The longest name at the end, small words behind it left out only where they must be."""
        while said:
            for size in range(min(self._longest, len(said)), 0, -1):
                if term := self._by_name.get(" ".join(said[len(said) - size :])):
                    return term
            if said[-1] not in _BEHIND:
                break
            said = said[:-1]
        return None

    def _starting(self, said: Sequence[str], whole: bool) -> Term | None:
        """The name that reaches furthest; with `whole`, only one that reaches the end."""
        reached: dict[int, Term] = {}
        for start in range(len(said)):
            for size in range(min(self._longest, len(said) - start), 0, -1):
                if term := self._by_name.get(" ".join(said[start : start + size])):
                    reached.setdefault(start + size, term)
            if said[start] not in _AHEAD:
                break
        furthest = max(reached, default=0)
        return None if whole and furthest < len(said) else reached.get(furthest)


_ASKED_BEHIND = re.compile(
    r"\b(?:la|nghia|nghia la|co nghia la|la viet tat cua|viet tat cua)"
    r" (?:(?:cai|giay|to|mau|thu|chu) )?(?:gi|j|chi|sao|the nao|ntn)\b"
)
# Not "làm sao", "là bao nhiêu", "là ai".
_ASKED_AHEAD = re.compile(
    r"\b(?:the nao (?:goi )?la|giai thich|hieu the nao ve|nghia cua|dinh nghia"
    r"|(?P<puzzled>(?:khong|ko|k) hieu))\b"
)
_BEHIND = {
    "a", "ay", "day", "do", "nay", "ni", "no", "kia", "thi", "tuc", "vay", "o", "tren", "cong",
    "gio", "chu", "la",
}  # fmt: skip
"""Small words between a term and "là gì"."""
_AHEAD = {
    "giup", "gium", "cho", "toi", "tui", "minh", "chau", "con", "em", "ve", "tu", "chu", "cai",
    "to", "giay", "la",
}  # fmt: skip
"""Small words between "giải thích" and the term."""


def folded(name: str) -> str:
    """A name as it is looked up."""
    return " ".join(words(fold(name)))


def load(path: Path = FILE) -> Glossary:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason.

    """
    file = read(path)
    return Glossary(file.parse(_Terms).root, file)
