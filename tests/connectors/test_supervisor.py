"""The supervisor, over children of our own."""

from __future__ import annotations

import sys

import pytest

from connectors.serve import supervisor
from connectors.serve.processes import Process
from connectors.serve.supervisor import Child, ChildError


def _process(code: str) -> Process:
    return Process("child", [sys.executable, "-c", code], {}, "http://127.0.0.1:9/")


def test_what_dies_is_started_again_and_what_keeps_dying_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "_LONGEST_PAUSE", 0.01)
    said: list[str] = []
    child = Child(_process("print('hello'); raise SystemExit(3)"), said.append)
    child.start()
    with pytest.raises(ChildError, match="child không chạy được"):
        _look_after_to_the_end(child)
    restarts = [line for line in said if "chạy lại" in line]
    assert len(restarts) == 5
    assert all("(3)" in line for line in restarts)


def _look_after_to_the_end(child: Child) -> None:
    while child.wait(10):
        child.look_after()


def test_what_lives_is_left_alone_and_stopped_at_the_end() -> None:
    child = Child(_process("import time; time.sleep(60)"), lambda line: None)
    child.start()
    child.look_after()
    assert not child.is_ready()
    assert not child.wait(0.1)
    child.stop(15)
    assert child.wait(10)
