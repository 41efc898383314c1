"""`tungbuoc evaluate`: the retriever, or with --url the whole assistant."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

from connectors.assistant import load_assistant
from connectors.cli.errors import CliError
from connectors.cli.talk import Talk
from connectors.settings import Settings
from knowledge.evaluation import Asked, Question, Report, read_questions
from knowledge.evaluation.split import Part, only
from knowledge.evaluation.tune import Tuned
from knowledge.evaluation.tune import tune as tune_weights
from knowledge.retrieval import Candidate, Retriever, corpus, decide, weights
from knowledge.troubles import PREFIX as TROUBLE

_OUTCOMES = {
    "answer": "answered",
    "ask_back": "asked_back",
    "elsewhere": "turned_away",
    "trouble": "troubleshooting",
    "unknown": "unknown",
}


def run(files: list[Path], settings: Settings, url: str | None, part: Part | None) -> Report:
    """Ask every question of the files (of one part of the split), each in a conversation anew.

    Raises:
        QuestionsError: a file is broken.
        CliError: no server at `url`.

    """
    questions = _questions(files, part)
    if url:
        return Report([_ask_server(question, url) for question in questions])
    retriever = load_assistant(settings).retriever
    return Report([ask_retriever(question, retriever) for question in questions])


def tune(files: list[Path], settings: Settings) -> Tuned:
    """Tune on the development part of these files, and write the weights.

    Raises:
        QuestionsError: a file is broken.

    """
    assistant = load_assistant(settings)
    questions = _questions(files, "development")
    unclear = [text for *_, text in corpus.unclear(assistant.records)]
    tuned = tune_weights(assistant.retriever, weights.load(), questions, unclear)
    tuned.scope.save()
    tuned.trees.save()
    weights.FILE.write_text(tuned.weights.model_dump_json(indent=2) + "\n", "utf-8")
    return tuned


def fine_tune(settings: Settings) -> None:
    """Learn the adapter from what the index says of each document, and write it."""
    from knowledge.evaluation.fine_tune import Tuning, said_of

    tuning = Tuning(said_of(load_assistant(settings).retriever.index))
    tuning.run()
    tuning.adapter().save()


def _questions(files: list[Path], part: Part | None) -> list[Question]:
    found = []
    for file in files:
        questions = read_questions(file)
        found += only(part, questions, file) if part else questions
    return found


def part_named(name: str | None) -> Part | None:
    """The part of the split that a person named.

    Raises:
        CliError: there is no such part.

    """
    if name in (None, "development", "test"):
        return cast(Part | None, name)
    raise CliError(f"không có phần {name}: chỉ có development và test")


def ask_retriever(question: Question, retriever: Retriever) -> Asked:
    """What the retriever alone makes of a question."""
    started = time.perf_counter()
    ranking = retriever.search(question.text)
    seconds = time.perf_counter() - started
    decision = decide(ranking)
    codes = tuple(_code(candidate, question.labels) for candidate in ranking.candidates)
    score = ranking.candidates[0].score if ranking.candidates else None
    if decision.kind == "trouble" and decision.elsewhere:
        codes, score = (decision.elsewhere.removeprefix(TROUBLE), *codes), None
    return Asked(question, codes, _OUTCOMES[decision.kind], seconds, score=score)


def _code(candidate: Candidate, labels: tuple[str, ...]) -> str:
    """The candidate's code that is right, if any of its codes is."""
    return next((code for code in candidate.others if code in labels), candidate.code)


def _ask_server(question: Question, url: str) -> Asked:
    talk = Talk(url)
    started = time.perf_counter()
    reply = talk.say(question.text)
    seconds = time.perf_counter() - started
    codes = tuple(candidate["code"] for candidate in reply["candidates"])
    if reply["procedure"]:
        codes = (reply["procedure"], *(code for code in codes if code != reply["procedure"]))
    return Asked(question, codes, reply["outcome"], seconds, reply["section"])
