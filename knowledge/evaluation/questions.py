"""A file of labelled questions: JSON lines `{"text", "labels", "style", …}`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError


class QuestionsError(KnowledgeError):
    """The file is no file of labelled questions; names file, line and reason."""


@dataclass(frozen=True)
class Question:
    """labels: right codes, empty when no procedure is right. section: what is asked, or None.
    ask_back: a good assistant asks which of the labels is meant. topic: what a question without
    a label is about, where somebody wrote it down.
    """

    text: str
    labels: tuple[str, ...]
    style: str
    section: str | None
    ask_back: bool = False
    topic: str | None = None


def read_questions(path: Path) -> list[Question]:
    """Read a file.

    Raises:
        QuestionsError: with file, line and reason.

    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path}: không đọc được: {error}") from error
    questions = [
        _question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not questions:
        raise QuestionsError(f"{path}: không có câu hỏi nào")
    return questions


def _question(path: Path, number: int, line: str) -> Question:
    try:
        data = json.loads(line)
        text, labels = data["text"], data["labels"]
        if not isinstance(text, str) or not isinstance(labels, list):
            raise TypeError("text phải là chữ, labels phải là danh sách")
        return Question(
            text,
            tuple(map(str, labels)),
            str(data.get("style", "-")),
            data.get("section"),
            data.get("kind") == "ask_back",
            data.get("topic"),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise QuestionsError(f"{path}:{number}: không phải câu hỏi có nhãn: {error}") from error
