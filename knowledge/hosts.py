"""The sites a record may point at."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field

from knowledge.schema import Model
from knowledge.schema.base import Text
from knowledge.yaml_file import read

FILE = Path(__file__).with_name("hosts.yaml")


class Host(Model):
    """A site facts were read on, and who stands behind it."""

    host: Text
    who: Text


class Hosts(Model):
    """official: endings of the state's own addresses."""

    official: list[Text] = Field(min_length=1)
    sources: list[Host] = Field(default_factory=list)

    def is_official(self, url: str) -> bool:
        """Whether an address is the state's, and encrypted."""
        parts = urlsplit(url)
        return parts.scheme == "https" and _under(parts.hostname, self.official)

    def is_known(self, url: str) -> bool:
        """Whether a fact may be said to come from there."""
        parts = urlsplit(url)
        known = [*self.official, *(source.host for source in self.sources)]
        return parts.scheme in ("http", "https") and _under(parts.hostname, known)


def _under(host: str | None, endings: list[str]) -> bool:
    return any(host == ending or (host or "").endswith(f".{ending}") for ending in endings)


def load(path: Path = FILE) -> Hosts:
    """Read the file.

    Raises:
        RecordError: naming file, line and reason.

    """
    return read(path).parse(Hosts)


@cache
def default() -> Hosts:
    """The project's list, read once."""
    return load()
