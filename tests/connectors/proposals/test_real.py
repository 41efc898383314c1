"""With the real index: a phrase is tried, built, and found; the package's own files stay."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from bot.training import ROOT
from connectors.cli.proposals import patched
from connectors.proposals.deployed import Deployed
from connectors.proposals.follow import opener
from connectors.proposals.judge import Judge
from connectors.proposals.launch import Processes
from connectors.settings import Settings
from knowledge.amend import ADD, Change, Edit
from knowledge.evaluation.split import part_of
from knowledge.records import PROCEDURES
from knowledge.retrieval import decide

pytestmark = pytest.mark.built
STAY, BIRTH = "1.004194", "1.001193"
SAID = "tui ở đậu nhà đứa cháu trên thành phố ba tháng nay"
TODAY = date(2026, 11, 22)


def _change(said: str, number: int = 1) -> Change:
    edit = Edit(path="phrases", kind=ADD, after=said)
    return Change(number=number, procedure=STAY, edits=(edit,))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("deployment")
    (folder / "index").symlink_to(Settings().index.resolve())
    questions = folder / "evaluation"
    questions.mkdir()
    texts = ("khai sinh", "làm khai sinh", "đăng ký khai sinh", "giấy khai sinh")
    rows = [{"text": text, "labels": [BIRTH]} for text in texts if part_of(text) == "development"]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    assert lines
    (questions / "questions_a.jsonl").write_text("\n".join(lines), "utf-8")
    return Settings(var=folder, evaluation=questions)


def test_a_phrase_passes_and_is_found(settings: Settings) -> None:
    change = _change(SAID)
    report = Judge(settings, [], change, TODAY).report()
    assert report["passed"], report["reasons"]
    assert report["figures"]
    # The trial's folder is the one that is served then: nothing is built twice.
    opened = opener(settings, Processes(settings))([change])
    ranking = opened.retriever.search(SAID)
    assert decide(ranking).kind == "answer"
    assert ranking.candidates[0].code == STAY
    assert opened.left == {}


def test_what_is_live_is_a_patch_that_git_takes(settings: Settings, tmp_path: Path) -> None:
    lines = patched(PROCEDURES, Deployed(settings).records([_change(SAID, 3)]))
    patch = tmp_path / "live.patch"
    patch.write_text("".join(lines), "utf-8")
    command = ["git", "apply", "--check", str(patch)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert patch.read_text("utf-8").count("\n+ ") == 1
