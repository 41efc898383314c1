"""The twin's dossiers: each a script of states over time, and the clock that tests can turn."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge import statuses
from knowledge.dossiers import VIETNAM

FILE = Path(__file__).with_name("dossiers.yaml")


class Step(BaseModel):
    """A state from `hours` after the twin's beginning on (negative: before it).

    items: what is asked for, with state 5. answered: hours at which the citizen handed it in.
    """

    model_config = ConfigDict(extra="forbid")

    hours: float
    state: int = Field(ge=1, le=10)
    note: str = ""
    items: list[str] = Field(default_factory=list)
    answered: float | None = None


class Script(BaseModel):
    """One dossier. due: hours of the appointed day, None when none was given yet."""

    model_config = ConfigDict(extra="forbid")

    code: str
    procedure_code: str
    procedure: str
    agency: str
    applicant: str
    due: float | None = None
    steps: list[Step] = Field(min_length=1)


def _vietnam_now() -> datetime:
    return datetime.now(VIETNAM)


class TwinClock:
    """Real time, moved by an offset. With a file, beginning and offset survive a restart."""

    def __init__(
        self, file: Path | None = None, real: Callable[[], datetime] = _vietnam_now
    ) -> None:
        self._file = file
        self._real = real
        self._lock = threading.Lock()
        kept = json.loads(file.read_text("utf-8")) if file and file.is_file() else {}
        given = kept.get("begin")
        self.begin = datetime.fromisoformat(given) if given else real()
        self._offset = timedelta(seconds=float(kept.get("offset", 0)))
        self._keep()

    def now(self) -> datetime:
        """The twin's present."""
        return self._real() + self._offset

    def turn(self, hours: float) -> datetime:
        """Move time; the new present."""
        with self._lock:
            self._offset += timedelta(hours=hours)
            self._keep()
        return self.now()

    def at(self, hours: float) -> datetime:
        """A moment of a script."""
        return self.begin + timedelta(hours=hours)

    def _keep(self) -> None:
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            kept = {"begin": self.begin.isoformat(), "offset": self._offset.total_seconds()}
            self._file.write_text(json.dumps(kept), "utf-8")


class View(BaseModel):
    """A dossier at one moment; the contracts only differ in how they spell this."""

    script: Script
    past: list[tuple[datetime, Step]]
    due: datetime | None
    state: int
    words: str

    def answered(self, step: Step) -> datetime | None:
        """When the citizen handed in what `step` asked for; None while they have not."""
        if step.answered is None:
            return None
        begin, first = self.past[0]
        at = begin + timedelta(hours=step.answered - first.hours)
        return at if at <= self.past[-1][0] else None

    def first(self, *states: int) -> datetime | None:
        """When it first came into one of these states."""
        return next((at for at, step in self.past if step.state in states), None)


class TwinDossiers:
    """All scripts by code. Safe for several threads."""

    def __init__(self, scripts: Iterable[Script], clock: TwinClock) -> None:
        self._scripts = {script.code: script for script in scripts}
        self._lock = threading.Lock()
        self._words = {int(s.code): s.official for s in statuses.load() if s.official}
        self.clock = clock

    def __len__(self) -> int:
        return len(self._scripts)

    def put(self, script: Script) -> None:
        """Add or replace a dossier."""
        with self._lock:
            self._scripts[script.code] = script

    def look(self, code: str, stale: bool = False) -> View | None:
        """The dossier now; stale: as it was when the twin began. None when there is none yet."""
        script = self._scripts.get(code.strip().upper())
        now = self.clock.begin if stale else self.clock.now()
        steps = [(self.clock.at(s.hours), s) for s in script.steps] if script else []
        past = [(at, step) for at, step in steps if at <= now]
        if script is None or not past:
            return None
        due = None if script.due is None else self.clock.at(script.due)
        state = past[-1][1].state
        return View(script=script, past=past, due=due, state=state, words=self._words[state])

    def another(self, code: str) -> View | None:
        """Somebody else's dossier, whatever was asked."""
        others = (self.look(other) for other in sorted(self._scripts) if other != code)
        return next((view for view in others if view), None)


def demonstration_scripts() -> list[Script]:
    """The dossiers of the demonstration: one in each state, a late one, and one that lives."""
    given: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
    return [Script.model_validate(item) for item in given]
