"""Logs as one JSON object a line, without anything a citizen wrote.

Of an exception its kind and where it was raised are kept, never its text: that may quote a message.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

_FRAMES = 6
_FIELDS = ("method", "route", "status", "ms")
_HERE = Path(__file__).resolve().parents[2]


class JsonFormatter(logging.Formatter):
    """at, level, logger, message, and the fields of `_FIELDS` where they were given."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: vars(record)[name] for name in _FIELDS if name in vars(record)}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["where"] = _where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def configure(style: Literal["plain", "json"]) -> None:
    """Set the root logger up; `plain` leaves it to uvicorn."""
    if style != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("connectors").setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True


def _where(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno}" for frame in frames]


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(_HERE)) if path.is_relative_to(_HERE) else path.name
