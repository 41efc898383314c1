"""A part that falls more than a point below its committed figure fails.

`docs/figures/*.json` are written by the commands that docs/figures.md names, with `--save`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.training import ROOT
from connectors.assistant import load_assistant
from connectors.cli.evaluate import ask_retriever
from connectors.cli.intents import run as read_intents
from connectors.settings import Settings
from knowledge.evaluation import Report, read_questions
from knowledge.evaluation.split import only

pytestmark = pytest.mark.built
POINT = 0.01
FIGURES = ROOT / "docs" / "figures"
RETRIEVAL = ("retrieval", "twelve", "ask_back", "troubles")
INTENTS = ("acts", "sections")


def _committed(name: str) -> tuple[list[Path], Any, dict[str, Any]]:
    kept = json.loads((FIGURES / f"{name}.json").read_text("utf-8"))
    return [ROOT / file for file in kept["files"]], kept["part"], kept["figures"]


def test_every_committed_figure_is_held() -> None:
    assert {path.stem for path in FIGURES.glob("*.json")} == {*RETRIEVAL, *INTENTS}


def test_finding_has_not_fallen() -> None:
    retriever = load_assistant(Settings()).retriever
    for name in RETRIEVAL:
        files, part, wanted = _committed(name)
        questions = [question for file in files for question in read_questions(file)]
        asked = only(part, questions) if part else questions
        now = Report([ask_retriever(question, retriever) for question in asked]).to_json()
        # One question of thirty is more than a point: models differ by a rounding between machines.
        slack = max(POINT, 1.5 / wanted["overall"]["n"])
        for key in ("accuracy_at_1", "accuracy_at_3", "answered"):
            assert now["overall"][key] >= wanted["overall"][key] - slack, (name, key)
        wrong = now["overall"]["answered_wrong"]
        assert wrong <= wanted["overall"]["answered_wrong"] + slack, name
        assert now["false_answers"] <= wanted["false_answers"] + POINT, name
        slipped = now["calibration"]["error"] - wanted["calibration"]["error"]
        assert slipped <= max(2 * POINT, slack), name
        assert now["asked_rightly"] >= wanted["asked_rightly"] - 0.1, name


@pytest.mark.parametrize("name", INTENTS)
def test_reading_has_not_fallen(name: str) -> None:
    files, part, wanted = _committed(name)
    now = read_intents(files, Settings(), part).to_json()
    assert now["overall"]["accuracy"] >= wanted["overall"]["accuracy"] - POINT
