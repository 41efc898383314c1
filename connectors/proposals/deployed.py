"""The records of this deployment, the desk's live changes in them, and the index that fits.

The package's files are only read. A set of changes has a folder under `var/knowledge`, named by
what is in it: `records/`, and `index/` where the one of the package does not fit any more. Folders
are made once, whoever needs them first; a half-made one is made again.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlalchemy import inspect, make_url

from connectors.database import open_engine
from connectors.proposals.store import live_in
from connectors.proposals.tables import PROPOSALS
from connectors.settings import Settings
from knowledge import library
from knowledge.amend import Change, copy_with, fingerprint
from knowledge.encoder import EncoderSettings
from knowledge.errors import IndexMismatchError
from knowledge.imported.store import ImportedStore
from knowledge.library import Library
from knowledge.records import PROCEDURES
from knowledge.retrieval import Index, build
from knowledge.retrieval.catalogue import Group, groups

log = logging.getLogger(__name__)
_KEPT_SECONDS = 86_400
_LEFT = "left.json"


class Deployed:
    """Blocking; any number of processes may use the same folder."""

    def __init__(self, settings: Settings, package: Path = PROCEDURES) -> None:
        self._settings = settings
        self._package = package

    def records(self, changes: Sequence[Change]) -> Path:
        """The folder of the records with these changes in them; the package's own without any."""
        if not changes:
            return self._package
        folder = self.folder(changes)
        with self._alone():
            if not (folder / _LEFT).is_file():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                copied = copy_with(folder / "records", changes, self._package)
                (folder / _LEFT).write_text(json.dumps(copied.left, ensure_ascii=False), "utf-8")
        os.utime(folder)
        return folder / "records"

    def left(self, changes: Sequence[Change]) -> dict[int, str]:
        """The changes that do not fit the package's records any more, and why."""
        if not changes:
            return {}
        self.records(changes)
        given = json.loads((self.folder(changes) / _LEFT).read_text("utf-8"))
        return {int(number): why for number, why in given.items()}

    def build(self, changes: Sequence[Change], known: Library) -> Path:
        """An index that fits these records is there afterwards; its folder."""
        own = self.folder(changes) / "index"
        with self._alone():
            own.mkdir(parents=True, exist_ok=True)
            self._begin_with_what_is_there(own)
            build(own, known, EncoderSettings(), imported_groups(self._settings, known))
        return own

    def open(self, changes: Sequence[Change], known: Library) -> tuple[Index, Path]:
        """The index that fits, and its folder: the package's own where it does.

        Raises:
            IndexMissingError, IndexMismatchError: none was built for these records.

        """
        shared = self._settings.index
        try:
            return Index.open(shared, known, EncoderSettings()), shared
        except IndexMismatchError:
            own = self.folder(changes) / "index"
            if not changes or not own.is_dir():
                raise
            return Index.open(own, known, EncoderSettings()), own

    def folder(self, changes: Sequence[Change]) -> Path:
        """Where a set of changes lies."""
        return self._settings.amended / fingerprint(changes, self._package)

    def tidy(self, kept: Sequence[Change]) -> None:
        """Remove what nobody used for a day."""
        limit = time.time() - _KEPT_SECONDS
        if kept and (inside := self.folder(kept)).is_dir():
            os.utime(inside)
        for folder in self._settings.amended.glob("*"):
            if folder.is_dir() and folder.name != "jobs" and folder.stat().st_mtime < limit:
                shutil.rmtree(folder, ignore_errors=True)
        left = self._settings.amended
        for answers in (*left.glob("asked-*"), *left.glob("jobs/*")):
            if answers.stat().st_mtime < limit:
                answers.unlink(missing_ok=True)

    def _begin_with_what_is_there(self, own: Path) -> None:
        """The model, and the vectors of every passage that did not change."""
        shared = self._settings.index
        if not (own / "cache.npz").exists() and (shared / "cache.npz").is_file():
            shutil.copyfile(shared / "cache.npz", own / "cache.npz")
        if not (own / "encoder").exists() and (shared / "encoder").is_dir():
            shutil.copytree(shared / "encoder", own / "encoder", copy_function=_link)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time makes folders."""
        self._settings.amended.mkdir(parents=True, exist_ok=True)
        with (self._settings.amended / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _link(source: str, target: str) -> None:
    """Without a second copy of 100 MB where the file system allows it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def imported_groups(settings: Settings, known: Library) -> list[Group]:
    """What `tungbuoc portal sync` brought; nothing on a machine that never synchronised."""
    store = ImportedStore(settings.portal_store_url)
    try:
        return groups(store.active(), known.records)
    finally:
        store.close()


def live_changes(settings: Settings) -> list[Change]:
    """What is live in this deployment; nothing where there is no desk yet."""
    url = make_url(settings.inbox_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return []
    engine = open_engine(settings.inbox_url)
    try:
        if not inspect(engine).has_table(PROPOSALS.name):
            return []
        with engine.connect() as connection:
            return live_in(connection)
    finally:
        engine.dispose()


def load(settings: Settings, today: date, changes: Sequence[Change]) -> tuple[Library, Index]:
    """The knowledge with these changes, checked, and its index.

    Raises:
        KnowledgeError: something in it is broken or was not built.

    """
    deployed = Deployed(settings)
    known = library.load(today, deployed.records(changes))
    return known, deployed.open(changes, known)[0]
