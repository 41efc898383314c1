"""The telephone numbers a reply may name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowledge.schema import Model
from knowledge.yaml_file import read

FILE = Path(__file__).with_name("hotlines.yaml")


class Hotline(Model):
    """A number, and who answers it."""

    number: str
    name: str
    source: str
    checked_on: date


class Hotlines(Model):
    """The portal's hotline, and the emergency numbers."""

    portal: Hotline
    police: Hotline
    ambulance: Hotline


def load(path: Path = FILE) -> Hotlines:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason.

    """
    return read(path).parse(Hotlines)
