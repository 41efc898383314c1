"""Questions are apart from phrases."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.training import ROOT
from knowledge import elsewhere, records, troubles
from nlu.text import fold, words

HERE = Path(__file__).parent


def _phrases() -> Iterator[str]:
    for procedure in records.load():
        yield from (*procedure.names, *procedure.phrases, *procedure.situations, *procedure.stories)
    for topic in elsewhere.load().all:
        yield from topic.phrases
    for trouble in troubles.load():
        yield from trouble.signs
    for path in (ROOT / "nlu" / "data").glob("*.yml"):
        for item in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            yield from (line.removeprefix("- ") for line in item["examples"].splitlines())


def _pieces(text: str) -> frozenset[str]:
    joined = " ".join(words(fold(text)))
    return frozenset(joined[i : i + 4] for i in range(max(1, len(joined) - 3)))


@pytest.fixture(scope="module")
def phrases() -> tuple[list[str], list[int], dict[str, list[int]]]:
    """All phrases, how many pieces each has, and which phrases hold a piece."""
    texts, sizes = [], []
    holding: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(_phrases()):
        pieces = _pieces(text)
        texts.append(text)
        sizes.append(len(pieces))
        for piece in pieces:
            holding[piece].append(at)
    return texts, sizes, holding


@pytest.mark.parametrize("path", sorted(HERE.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_question_is_nearly_a_phrase(
    path: Path, phrases: tuple[list[str], list[int], dict[str, list[int]]]
) -> None:
    """Longer than five words, and nine tenths of its folded pieces in one phrase: a near-copy."""
    texts, sizes, holding = phrases
    copies = []
    for line in path.read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        if len(words(text)) <= 5:
            continue
        asked = _pieces(text)
        shared = Counter(at for piece in asked for at in holding.get(piece, ()))
        copies += [
            (text, texts[at])
            for at, count in shared.items()
            if count >= 0.9 * min(len(asked), sizes[at]) and count >= 0.7 * len(asked)
        ]
    assert copies == []
