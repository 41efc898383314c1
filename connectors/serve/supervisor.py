"""Starts the servers, restarts what dies, stops everything on Ctrl-C or TERM."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from connectors.serve.processes import WORKING_DIRECTORY, Process

_LONGEST_PAUSE = 30.0
_HEALTHY_AFTER = 60.0
_MOST_EARLY_DEATHS = 5
_STOP_PATIENCE = 10.0
_NOISE = ("Starting Rasa server on", "Rasa server is up and running", "SAWarning", "Loading model")


class ChildError(Exception):
    """A server that does not stay up."""


class Child:
    """One server process and its restarts."""

    def __init__(
        self,
        process: Process,
        say: Callable[[str], None],
        before_restart: Callable[[], None] = lambda: None,
    ) -> None:
        self.process = process
        self._before_restart = before_restart
        self._say = say
        self._pause = 1.0
        self._early_deaths = 0
        self.was_ready = False
        self.given_up = False
        self._start_again_at = 0.0
        self._started_at = 0.0
        self._popen: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, its output passed on line by line."""
        self._started_at = time.monotonic()
        self._popen = subprocess.Popen(
            self.process.command,
            cwd=WORKING_DIRECTORY,
            env=self.process.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._pump, args=(self._popen,), daemon=True).start()

    def look_after(self) -> None:
        """Start it again when it died, with a pause that grows while it keeps dying.

        Raises:
            ChildError: it is needed, and died time and again without ever getting far.

        """
        if self._popen is None or self._popen.poll() is None or self.given_up:
            return
        now = time.monotonic()
        if not self._start_again_at:
            if now - self._started_at > _HEALTHY_AFTER:
                self._pause, self._early_deaths = 1.0, 0
            self._early_deaths += 1
            if self._early_deaths > _MOST_EARLY_DEATHS and not self.was_ready:
                if not self.process.needed:
                    self.given_up = True
                    self._say(f"{self.process.name} không chạy được, mọi thứ khác vẫn chạy")
                    return
                raise ChildError(f"{self.process.name} không chạy được, xem lỗi ở trên")
            self._say(f"{self.process.name} dừng ({self._popen.returncode}), chạy lại")
            self._start_again_at = now + self._pause
            self._pause = min(_LONGEST_PAUSE, self._pause * 2)
        elif now >= self._start_again_at:
            self._start_again_at = 0.0
            self._before_restart()
            self.start()

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(self.process.ready_url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self, signal_number: int) -> None:
        """Send a signal to it and its own children."""
        if self._popen is not None and self._popen.poll() is None:
            os.killpg(self._popen.pid, signal_number)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within `seconds`."""
        if self._popen is None:
            return True
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _pump(self, popen: subprocess.Popen[str]) -> None:
        assert popen.stdout is not None
        with popen.stdout as lines:
            for line in lines:
                if line.strip() and not any(noise in line for noise in _NOISE):
                    self._say(f"{self.process.name}| {line.rstrip()}")


def run(
    wanted: list[Process],
    ready: Callable[[float], None],
    before_restart: Callable[[], None] = lambda: None,
) -> None:
    """Run until Ctrl-C or TERM; `ready(seconds)` is called once, when all answer.

    before_restart: called before a server is started again; must not raise.

    Raises:
        ChildError: a server does not stay up; everything is stopped first.

    """
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = [Child(process, _say, before_restart) for process in wanted]
    started = time.monotonic()
    for child in children:
        child.start()
    told = False
    try:
        while not stopping.wait(0.3):
            for child in children:
                child.look_after()
            if not told and all(child.is_ready() for child in children if child.process.needed):
                told = True
                for child in children:
                    child.was_ready = True
                ready(time.monotonic() - started)
    finally:
        _stop(children)


def _stop(children: list[Child]) -> None:
    for child in children:
        child.stop(signal.SIGTERM)
    end = time.monotonic() + _STOP_PATIENCE
    for child in children:
        if not child.wait(max(0.1, end - time.monotonic())):
            child.stop(signal.SIGKILL)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
