"""Retrieval at the portal's real size: `python -m ops.scale STORE`.

STORE is a store that `tungbuoc portal sync` filled. Builds an index of curated and imported
procedures in a folder of its own, reopens it, and asks every published question.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bot.training import ROOT
from connectors.cli.evaluate import ask_retriever
from connectors.settings import Settings
from knowledge import library
from knowledge.encoder import EncoderSettings
from knowledge.evaluation import Report, read_questions
from knowledge.evaluation.split import only
from knowledge.imported.store import ImportedStore
from knowledge.retrieval import Index, Retriever, build
from knowledge.retrieval.catalogue import groups

QUESTIONS = ROOT / "tests" / "evaluation"


def main(store: str) -> None:
    """Print sizes, times and figures."""
    known = library.load(date.today())
    found = groups(ImportedStore(store).active(), known.records)
    procedures = sum(len(group.codes) for group in found) + len(list(known.records))
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        shutil.copytree(Settings().index / "encoder", index / "encoder")
        started = time.perf_counter()
        built = build(index, known, EncoderSettings(), found)
        print(f"built: {built}, {time.perf_counter() - started:.0f} s, {procedures} procedures")
        started = time.perf_counter()
        retriever = Retriever(Index.open(index, known, EncoderSettings()))
        print(f"reloaded: {time.perf_counter() - started:.1f} s")
        report("what only the portal's records answer", [QUESTIONS / "imported.jsonl"], retriever)
        curated = [*sorted(QUESTIONS.glob("questions_?.jsonl")), QUESTIONS / "out_of_scope.jsonl"]
        report("curated, with the imported beside them", curated, retriever)


def report(title: str, files: list[Path], retriever: Retriever) -> None:
    """The figures of the test part of some files."""
    questions = only("test", (question for file in files for question in read_questions(file)))
    print(f"\n{title}")
    print(Report([ask_retriever(question, retriever) for question in questions]))


if __name__ == "__main__":
    main(sys.argv[1])
