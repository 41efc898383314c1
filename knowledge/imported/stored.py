"""Canonical forms: the same content has the same text and the same hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from knowledge.imported.model import ImportedProcedure, Mark


def digest(data: Any) -> str:
    """SHA-256 of JSON data, whatever the order of its keys."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def dumped(record: ImportedProcedure) -> str:
    """The record without its marks, as JSON text."""
    return record.model_dump_json(exclude_defaults=True, exclude={"marks"})


def content_hash(record: ImportedProcedure, marks: Sequence[Mark]) -> str:
    """Of what a reply can say: neither the day it was read nor the portal's own stamp is part of
    it.
    """
    unsaid = {"marks", "fetched_on", "updated_at"}
    content = record.model_dump_json(exclude_defaults=True, exclude=unsaid)
    return digest([content, [mark.model_dump(mode="json") for mark in marks]])
