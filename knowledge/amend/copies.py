"""A folder of records with changes in them, beside the one they were copied from."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.amend.apply import AmendError, amended
from knowledge.amend.change import Change
from knowledge.records import PROCEDURES

_CODE = re.compile(r'^code: "?([^"\s]+)"?', re.MULTILINE)


@dataclass(frozen=True)
class Copied:
    """left: numbers of the changes that do not fit these records any more, and why."""

    folder: Path
    left: dict[int, str]


def fingerprint(changes: Sequence[Change] = (), package: Path = PROCEDURES) -> str:
    """What a folder of records with these changes is called: the same records and changes, the
    same name, on every machine.
    """
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.yaml")):
        digest.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes() + b"\0")
    for change in changes:
        digest.update(change.model_dump_json().encode() + b"\0")
    return digest.hexdigest()[:24]


def copy_with(folder: Path, changes: Sequence[Change], package: Path = PROCEDURES) -> Copied:
    """Make `folder` hold the records with the changes in them, in their order; one that does not
    fit is left out. The package's own files are only read.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    files: dict[str, Path] = {}
    for path in sorted(package.rglob("*.yaml")):
        copy = partial / path.relative_to(package)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        copy.write_text(text, "utf-8")
        if code := _CODE.search(text):
            files[code.group(1)] = copy
    left: dict[int, str] = {}
    for change in changes:
        try:
            if (file := files.get(change.procedure)) is None:
                raise AmendError(f"không còn bản ghi {change.procedure}")
            file.write_text(amended(file.read_text("utf-8"), change), "utf-8")
        except AmendError as error:
            left[change.number] = str(error)
    partial.rename(folder)
    return Copied(folder, left)
