"""Starting the process that tries a change or builds an index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from connectors.proposals.trials import Job
from connectors.settings import ROOT, Settings
from knowledge.amend import Change
from knowledge.errors import KnowledgeError


class BuildError(KnowledgeError):
    """The index of the live changes could not be built; the one before goes on serving."""


class Child:
    """`connectors.proposals.trials.Run`: a process and the file it leaves."""

    def __init__(self, process: subprocess.Popen[bytes], job: Path) -> None:
        self._process = process
        self._job = job

    def poll(self) -> dict[str, Any] | None:
        """Its report; an empty one when it left none."""
        if self._process.poll() is None:
            return None
        result = self._job.with_suffix(".result")
        report: dict[str, Any] = json.loads(result.read_text("utf-8")) if result.is_file() else {}
        self._clear()
        return report

    def stop(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()
        self._clear()

    def _clear(self) -> None:
        for path in self._job.parent.glob(f"{self._job.stem}.*"):
            path.unlink(missing_ok=True)


class Processes:
    """`connectors.proposals.trials.Launcher`, and building."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._jobs = settings.amended / "jobs"

    def start(self, job: Job) -> Child:
        """Try a change."""
        live = [one.model_dump(mode="json") for one in job.live]
        change = job.change.model_dump(mode="json")
        return self._start("trial", job.token, {"live": live, "change": change})

    def build(self, changes: Sequence[Change], name: str) -> None:
        """Build the index of these changes, and wait for it.

        Raises:
            BuildError: it did not come about.

        """
        live = [one.model_dump(mode="json") for one in changes]
        child = self._start("build", f"build-{name}-{os.getpid()}", {"live": live})
        child._process.wait()
        if child.poll() is None or child._process.returncode:
            raise BuildError("không dựng được chỉ mục với các thay đổi từ bàn trợ giúp")

    def _start(self, what: str, name: str, job: dict[str, Any]) -> Child:
        self._jobs.mkdir(parents=True, exist_ok=True)
        path = self._jobs / f"{name}.json"
        path.write_text(json.dumps(job | {"today": date.today().isoformat()}), "utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "connectors.proposals.child", what, str(path), str(os.getpid())],
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
        )
        return Child(process, path)

    def _environment(self) -> dict[str, str]:
        """As this process has it, whether from the environment or given in code."""
        here = self._settings
        return {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "HF_HUB_OFFLINE": os.environ.get("HF_HUB_OFFLINE", "1"),
            "TRANSFORMERS_OFFLINE": os.environ.get("TRANSFORMERS_OFFLINE", "1"),
            "TUNGBUOC_VAR": str(here.var),
            "TUNGBUOC_DATABASE_URL": here.database_url,
            "TUNGBUOC_PORTAL_STORE": here.portal_store,
            "TUNGBUOC_EVALUATION": str(here.evaluation),
        }
