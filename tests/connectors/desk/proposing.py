"""Proposals over HTTP without a model: the check is the real one, the questions are few, and a
retriever that compares words stands in for the index.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from connectors.proposals.deployed import Deployed
from connectors.proposals.follow import Opened
from connectors.proposals.judge import Judge
from connectors.proposals.trials import Job
from connectors.proposals.workshop import Workshop
from connectors.settings import Settings
from knowledge import library
from knowledge.amend import Change
from knowledge.library import Library
from knowledge.records import PROCEDURES, Records
from knowledge.retrieval import Candidate, Ranking, Retriever
from nlu.text import clean, fold, words
from tests.conftest import TODAY
from tests.connectors.desk.conftest import Browser, House

STAY, BIRTH = "1.004194", "1.001193"
FILES = ("cu_tru/dang_ky_tam_tru.yaml", "ho_tich/dang_ky_khai_sinh.yaml")
FEE = "fees/tai_quay_ho/amount"
SOURCE = {
    "source": "Nghị quyết mới", "url": "https://dichvucong.gov.vn/", "read_on": "2026-11-20"
}  # fmt: skip


class Worded:
    """Answers with the procedure one of whose lines has most words of the question."""

    def __init__(self, known: Records) -> None:
        self._lines = [
            (frozenset(words(fold(line))), procedure.code, procedure.short_name)
            for procedure in known
            for line in (procedure.short_name, *procedure.names, *procedure.phrases)
        ]

    def normalise(self, text: str) -> str:
        return clean(text).lower()

    def search(self, text: str, limit: int = 5) -> Ranking:
        asked = frozenset(words(fold(text)))
        scored = [
            (len(asked & line) / len(asked | line), code, name) for line, code, name in self._lines
        ]
        best = sorted(scored, key=lambda one: -one[0])[:1]
        found = tuple(Candidate(code, name, 0.99) for score, code, name in best if score > 0.55)
        return Ranking(found, clean(text).lower(), None)


class WordedDeployed(Deployed):
    """A package of two records, and no index: its folder stands for it."""

    def __init__(self, settings: Settings) -> None:
        package = settings.var / "package"
        if not package.is_dir():
            package.mkdir()
            for name in FILES:
                shutil.copy(PROCEDURES / name, package)
        super().__init__(settings, package)

    def build(self, changes: Sequence[Change], known: Library) -> Path:
        return self.folder(changes)

    def open(self, changes: Sequence[Change], known: Library) -> Any:
        folder = self.folder(changes)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "manifest.json").write_text(folder.name)
        return known.records, folder


@dataclass
class Held:
    """A trial that goes on until it is let go."""

    settings: Settings
    job: Job
    launcher: Launched

    def poll(self) -> dict[str, Any] | None:
        if self.launcher.holds:
            return None
        if self.launcher.breaks:
            return {}
        return Judge(self.settings, self.job.live, self.job.change, TODAY).report()

    def stop(self) -> None:
        self.launcher.stopped.append(self.job.change.number)


@dataclass
class Launched:
    """`Launcher` in this process. holds: nothing ends. breaks: everything ends without a report."""

    settings: Settings
    holds: bool = False
    breaks: bool = False
    started: list[int] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)

    def start(self, job: Job) -> Held:
        self.started.append(job.change.number)
        return Held(self.settings, job, self)


def workshop(settings: Settings) -> Workshop:
    """One app's."""
    deployed = WordedDeployed(settings)

    def opened(changes: Sequence[Change]) -> Opened:
        known = library.read(deployed.records(changes)).records
        return Opened(known, cast(Retriever, Worded(known)), deployed.left(changes))

    return Workshop(Launched(settings), opened)


@dataclass
class Bench:
    """A house whose background work goes on only when a test says so."""

    house: House
    shops: list[Workshop] = field(default_factory=list)

    def start(self) -> Any:
        """Another app process."""
        self.house.more["workshop"] = shop = workshop(self.house.settings)
        app = self.house.start()
        self.shops.append(shop)
        return app

    def launcher(self, at: int = 0) -> Launched:
        return cast(Launched, self.shops[at].launcher)

    def work(self, at: int = 0, steps: int = 3) -> None:
        """What the loops of an app would do."""
        shop = self.shops[at]
        assert shop.trials
        assert shop.follower
        for _ in range(steps):
            shop.trials.step()
            shop.follower.step()


def number_of(response: Any) -> int:
    """The proposal that a form led to."""
    assert response.status_code == 303, html.unescape(response.text)
    found = re.search(r"/desk/proposals/(\d+)$", response.headers["location"])
    assert found
    return int(found.group(1))


def page(browser: Browser, number: int | str = "") -> str:
    """A proposal's page as a person reads it."""
    return html.unescape(browser.get(f"/desk/proposals/{number}".rstrip("/")).text)


def say_phrase(editor: Browser, said: str, procedure: str = STAY, **more: str) -> Any:
    editor.get("/desk/proposals/phrase")
    form = {"procedure": procedure, "place": "phrases", "said": said, "send": "1"} | more
    return editor.post("/desk/proposals/phrase", **form)


def correct(editor: Browser, at: str, value: str, procedure: str = STAY, **more: str) -> Any:
    """Propose one value and send it."""
    editor.get(f"/desk/proposals/record/{procedure}/spot?at={at}")
    form = {"at": at, "value": value} | SOURCE | more
    made = editor.post(f"/desk/proposals/record/{procedure}/spot", **form)
    if made.status_code == 303:
        assert editor.post(f"/desk/proposals/{number_of(made)}/send").status_code == 303
    return made
