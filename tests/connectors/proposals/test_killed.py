"""A process killed while it tries a proposal: another one does the work, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from connectors.database import open_engine
from connectors.proposals import Proposals
from connectors.proposals.trials import LEASE_SECONDS, Job, Trials
from connectors.settings import ROOT
from knowledge.amend import ADD, Change, Edit

_PATIENCE = 60.0
_APP = """
import subprocess, sys, time
from connectors.database import open_engine
from connectors.proposals.trials import Trials

class Run:
    def poll(self): return None
    def stop(self): pass

class Launcher:
    def start(self, job):
        print("claimed", job.change.number, flush=True)
        return Run()

trials = Trials(open_engine(sys.argv[1]), Launcher(), time.time, "package")
while True:
    trials.step()
    time.sleep(0.1)
"""


class Done:
    """A trial that is over at once."""

    def poll(self) -> dict[str, Any]:
        return {"passed": True, "reasons": [], "notes": [], "figures": []}

    def stop(self) -> None:
        raise AssertionError("nothing to stop")


class Launcher:
    """Counts."""

    def __init__(self) -> None:
        self.started: list[int] = []

    def start(self, job: Job) -> Done:
        self.started.append(job.change.number)
        return Done()


def _proposal(url: str) -> tuple[Proposals, int]:
    proposals = Proposals(open_engine(url), time.time, "package")
    edit = Edit(path="phrases", kind=ADD, after="một câu")
    change = Change(number=0, procedure="1.004194", edits=(edit,))
    return proposals, proposals.add(change, 1, "Lan", "", draft=False)


def test_killed_in_the_middle(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'inbox.db'}"
    proposals, number = _proposal(url)
    app = subprocess.Popen(
        [sys.executable, "-c", _APP, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert app.stdout
    assert app.stdout.readline() == f"claimed {number}\n"
    launcher = Launcher()
    soon = Trials(open_engine(url), launcher, time.time, "package")
    soon.step()
    assert launcher.started == []
    os.kill(app.pid, signal.SIGKILL)
    app.wait()
    app.stdout.close()
    assert proposals.get(number).state == "running"
    later = Trials(open_engine(url), launcher, lambda: time.time() + LEASE_SECONDS + 1, "package")
    for _ in range(3):
        later.step()
    assert launcher.started == [number]
    assert (proposals.get(number).state, proposals.get(number).tries) == ("passed", 2)


def test_a_trial_ends_with_the_process_that_began_it(tmp_path: Path) -> None:
    """An orphan would go on for minutes, and write where its successor writes."""
    script = (
        "import os, subprocess, sys, time\n"
        "code = 'import os, sys, time; sys.path.insert(0, os.getcwd())\\n'\\\n"
        "       'from connectors.proposals.child import _end_with\\n'\\\n"
        "       'print(os.getpid(), flush=True)\\n_end_with(int(sys.argv[1]))'\n"
        "subprocess.Popen([sys.executable, '-c', code, str(os.getpid())])\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + _PATIENCE
    while _lives(child) and time.monotonic() < end:
        time.sleep(0.2)
    assert not _lives(child)


def _lives(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.is_file() and " Z " not in stat.read_text()
