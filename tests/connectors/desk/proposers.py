"""An editor and an officer before a desk whose trials take no model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.proposals import judge
from knowledge.evaluation import Asked, Question
from knowledge.evaluation.split import part_of
from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, House
from tests.connectors.desk.proposing import BIRTH, STAY, Bench, Worded, WordedDeployed

NEW = "tui ở đậu nhà đứa cháu ba tháng nay"


def _development(*texts: str) -> str:
    """The first of these that is a development question."""
    return next(text for text in texts if part_of(text) == "development")


ASKED = _development(*(f"làm giấy khai sinh {word}" for word in ("nhanh", "gấp", "sớm", "mau")))


def _evaluation(folder: Path) -> Path:
    folder.mkdir()
    rows = [{"text": ASKED, "labels": [BIRTH], "style": "accented"}]
    near = {"text": "con gái tôi mới chuyển phòng trọ sang phường khác", "labels": [STAY]}
    for name, given in (("questions_a", rows), ("twelve", [near])):
        lines = [json.dumps(row, ensure_ascii=False) for row in given]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture
def bench(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, retriever: ScriptedRetriever
) -> Bench:
    retriever.says()
    monkeypatch.setattr(judge, "Deployed", WordedDeployed)
    monkeypatch.setattr(judge, "Retriever", lambda known: known)

    def asked(question: Question, known: Any) -> Asked:
        found = Worded(known).search(question.text).candidates
        codes = tuple(one.code for one in found)
        return Asked(question, codes, "answered" if found else "unknown", 0.0)

    monkeypatch.setattr(judge, "ask_retriever", asked)
    # The loops would work whenever they like: here each step is a test's.
    monkeypatch.setattr("connectors.proposals.follow._PAUSE", 10_000.0)
    house.settings = house.settings.model_copy(
        update={"evaluation": _evaluation(tmp_path / "evaluation")}
    )
    made = Bench(house)
    made.start()
    return made


@pytest.fixture
def editor(bench: Bench) -> Browser:
    return bench.house.person("editor", "lan")


@pytest.fixture
def officer(bench: Bench) -> Browser:
    return bench.house.person("officer", "minh")


def ask(bench: Bench, text: str, at: int = 0) -> dict[str, Any]:
    message = {"id": str(bench.house.clock()), "text": text}
    body = {"conversation": f"c{at}", "message": message}
    bench.house.clock.turn(1)
    reply: dict[str, Any] = bench.house.apps[at].post("/api/v1/chat", json=body).json()
    return reply


def put_live(bench: Bench, officer: Browser, number: int) -> None:
    bench.work()
    officer.get("/desk/proposals")
    assert officer.post(f"/desk/proposals/{number}/live").status_code == 303
    bench.work()
