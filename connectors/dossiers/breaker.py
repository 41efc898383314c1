"""A circuit breaker: a system that fails is left alone for a while, then tried by one question.

Ready-made ones either hold a lock while the question is out, so that look-ups wait for each other,
or read a clock that tests cannot turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

FAILURES = 3
PAUSE = 30.0
LONGEST_PAUSE = 300.0
_TRIAL = 60.0


class Breaker:
    """Opens after `FAILURES` in a row, for `PAUSE` seconds, doubled by each failed trial."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = PAUSE
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether a question would be refused now."""
        with self._lock:
            return self._clock() < self._open_until

    def allows(self) -> bool:
        """Whether to ask now. After the pause one caller is let through; the others wait for what
        it brings back, a minute at most.
        """
        with self._lock:
            now = self._clock()
            if now < self._open_until:
                return False
            if self._failures >= FAILURES:
                self._open_until = now + _TRIAL
            return True

    def succeeded(self) -> None:
        """The system answered, whatever it said."""
        with self._lock:
            self._failures, self._pause, self._open_until = 0, PAUSE, 0.0

    def failed(self) -> None:
        """The system did not answer."""
        with self._lock:
            self._failures += 1
            if self._failures > FAILURES:
                self._pause = min(LONGEST_PAUSE, self._pause * 2)
            if self._failures >= FAILURES:
                self._open_until = self._clock() + self._pause
