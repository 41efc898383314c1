"""The test questions, style by style, beside what one would otherwise have: `python -m ops.beside`.

Ours, BM25 over folded words, the bare embedding model, and stock Rasa with an intent a procedure,
trained on the same names, phrases, situations and stories: by its default, DIET, which takes the
better part of an hour, and by its logistic regression. Writes docs/figures/beside.md. What stock
Rasa answered is kept in the folder of `TUNGBUOC_VAR`, and not asked again while its texts, its
pipeline, its questions and its lock file are the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import yaml

from bot.training import QUIET, ROOT
from connectors.assistant import load_assistant
from connectors.cli.evaluate import ask_retriever
from connectors.settings import Settings
from knowledge.evaluation import Asked, Question, Report, read_questions
from knowledge.evaluation.baselines import Bm25, PlainEmbedding
from knowledge.evaluation.split import only
from knowledge.records import Records

OUT = ROOT / "docs" / "figures" / "beside.md"
QUESTIONS = ROOT / "tests" / "evaluation"
_DIET = 20
_FEATURES = (
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
)
"""Of Rasa's own default pipeline."""
_CLASSIFIERS = {
    "stock Rasa, DIET": {"name": "DIETClassifier", "epochs": _DIET, "entity_recognition": False},
    "stock Rasa, logistic": {"name": "LogisticRegressionClassifier", "max_iter": 300},
}


def main() -> None:
    """Ask every system every question, and write the table."""
    files = [*sorted(QUESTIONS.glob("questions_?.jsonl")), QUESTIONS / "out_of_scope.jsonl"]
    questions = only("test", (question for file in files for question in read_questions(file)))
    settings = Settings()
    assistant = load_assistant(settings)
    ours = Report([ask_retriever(question, assistant.retriever) for question in questions])
    bm25 = Bm25(assistant.records)
    embedding = PlainEmbedding(assistant.records, settings.index)
    systems = {
        "ours": ours,
        "BM25": _asked(questions, bm25.search),
        "bare e5": _asked(questions, embedding.search),
    }
    minutes = {}
    for name, classifier in _CLASSIFIERS.items():
        systems[name], minutes[name] = _stock_rasa(
            classifier, assistant.records, questions, settings
        )
    OUT.write_text(_table(systems, minutes), "utf-8")
    print(OUT.read_text("utf-8"))


def _asked(questions: Sequence[Question], search: Callable[[str], tuple[str, ...]]) -> Report:
    asked = []
    for question in questions:
        started = time.perf_counter()
        codes = search(question.text)
        asked.append(Asked(question, codes, "answered", time.perf_counter() - started))
    return Report(asked)


def _stock_rasa(
    classifier: Mapping[str, object],
    records: Records,
    questions: Sequence[Question],
    settings: Settings,
) -> tuple[Report, float]:
    """Its answers, and the minutes that training and answering took."""
    intents = []
    for procedure in records:
        said = [*procedure.names, *procedure.phrases, *procedure.situations, *procedure.stories]
        lines = "".join(f"- {' '.join(text.split())}\n" for text in dict.fromkeys(said))
        intents.append({"intent": procedure.code, "examples": lines})
    texts = {
        "nlu.yml": _yaml({"version": "3.1", "nlu": intents}),
        "config.yml": _yaml(
            {
                "recipe": "default.v1",
                "language": "vi",
                "pipeline": [*_FEATURES, dict(classifier)],
            }
        ),
        "questions.json": json.dumps([question.text for question in questions]),
    }
    inputs = "\0".join([*texts.values(), (ROOT / "requirements" / "rasa.txt").read_text("utf-8")])
    kept = settings.var / "beside" / f"{hashlib.sha256(inputs.encode()).hexdigest()}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial")
        partial.write_text(json.dumps(_train_and_ask(texts, settings.rasa_python)), "utf-8")
        partial.replace(kept)
    minutes, answers = json.loads(kept.read_text("utf-8"))
    asked = [
        Asked(question, tuple(codes), "answered", 0.0)
        for question, (_, codes) in zip(questions, answers, strict=True)
    ]
    return Report(asked), minutes


def _yaml(data: object) -> str:
    return str(yaml.safe_dump(data, allow_unicode=True))


def _train_and_ask(
    texts: Mapping[str, str], python: Path
) -> tuple[float, list[tuple[float, list[str]]]]:
    """The minutes it took, and for each question the confidence and the intents, best first."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in texts.items():
            (folder / file).write_text(text, "utf-8")
        subprocess.run(
            [str(python), "-m", "ops.stock_nlu", name],
            cwd=ROOT,
            env={**os.environ, **QUIET},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        answers = json.loads((folder / "answers.json").read_text("utf-8"))
    return (time.monotonic() - started) / 60, answers


def _table(systems: Mapping[str, Report], minutes: Mapping[str, float]) -> str:
    figures = {name: report.to_json() for name, report in systems.items()}
    styles = list(figures["ours"]["styles"])
    lines = [
        "# Each style, beside what one would otherwise have",
        "",
        "accuracy@1 (accuracy@3) on the test part of the questions with a label. "
        "Written by `python -m ops.beside`; stock Rasa is trained and asked anew whenever its "
        "texts or the questions change.",
        "",
        "| style | n | " + " | ".join(systems) + " |",
        "|---" * (len(systems) + 2) + "|",
    ]
    for style in [*styles, "overall"]:
        rows = [
            data["overall"] if style == "overall" else data["styles"][style]
            for data in figures.values()
        ]
        cells = [f"{row['accuracy_at_1']:.3f} ({row['accuracy_at_3']:.3f})" for row in rows]
        lines.append(f"| {style} | {rows[0]['n']} | " + " | ".join(cells) + " |")
    wrong = figures["ours"]["overall"]["answered_wrong"]
    false = figures["ours"]["false_answers"]
    lines += [
        "",
        f"Ours asks back when it is not sure: answered wrong {wrong:.3f}, out of scope answered "
        f"{false:.3f} of {figures['ours']['unlabelled']}. The others as they come always answer: "
        "every first place that is not right is a wrong answer, and so is every question that is "
        "out of scope.",
        "",
        "Stock Rasa: the features of its default pipeline, an intent a procedure, trained on the "
        f"same names, phrases, situations and stories. DIET for {_DIET} epochs, "
        f"{minutes['stock Rasa, DIET']:.0f} minutes with asking; its default is 100, or five "
        "times as long. Logistic regression is the classifier that Rasa offers where that is too "
        f"long: {minutes['stock Rasa, logistic']:.0f} minutes.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
