"""Rasa's model is trained anew whenever anything it is made of has changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.training import ROOT, input_files


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{name.name}" for name in node.names))


def _needed(path: Path, seen: set[Path]) -> set[Path]:
    """The files of this repository that a module is made of, itself among them."""
    seen.add(path)
    for name in _imported(path):
        stem = ROOT / name.replace(".", "/")
        for found in (stem.with_suffix(".py"), stem / "__init__.py"):
            if found.is_file() and found not in seen:
                _needed(found, seen)
    return seen


def test_all_that_reads_a_message_in_rasa_is_watched() -> None:
    needed = _needed(ROOT / "nlu/components/intent_classifier.py", set())
    assert ROOT / "nlu/intents/model.py" in needed
    assert needed - {*input_files()} == set()
