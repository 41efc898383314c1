"""`tungbuoc intents`: how well Rasa's NLU reads acts, and the section that a question asks for."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.training import QUIET, ROOT
from connectors.cli.errors import CliError
from connectors.settings import Settings
from knowledge.evaluation.split import Part, part_of


@dataclass(frozen=True)
class Read:
    """A message, what it should be read as, and what it was read as."""

    text: str
    style: str
    wanted: str
    intent: str


@dataclass(frozen=True)
class IntentReport:
    """Accuracy by style, and the confusions, most frequent first."""

    read: Sequence[Read]

    def __str__(self) -> str:
        styles = sorted({item.style for item in self.read})
        lines = [f"{'style':<14}{'n':>5}{'accuracy':>10}"]
        for style in [*styles, "overall"]:
            found = [item for item in self.read if style in (item.style, "overall")]
            right = sum(item.wanted == item.intent for item in found)
            lines.append(f"{style:<14}{len(found):>5}{right / len(found):>10.3f}")
        wrong = Counter((i.wanted, i.intent) for i in self.read if i.wanted != i.intent)
        lines += [f"{count:>4}  {a} read as {b}" for (a, b), count in wrong.most_common(15)]
        return "\n".join(lines)


def run(files: Sequence[Path], settings: Settings, part: Part | None) -> IntentReport:
    """Read every message of the files that says what it should be read as.

    Raises:
        CliError: a file is broken, or Rasa's process does not answer.

    """
    rows = [row for path in files for row in _rows(path) if part in (None, part_of(row[0]))]
    if not rows:
        raise CliError("không có câu nào ghi intent hay section")
    lines = "\n".join(json.dumps(text) for text, _, _ in rows)
    done = subprocess.run(
        [str(settings.rasa_python), "-m", "bot.engine.parse", str(settings.model)],
        cwd=ROOT,
        env={**os.environ, **QUIET, "TUNGBUOC_INDEX": str(settings.index)},
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if len(answers) != len(rows):
        raise CliError("Rasa không đọc hết các câu: chạy `make index` rồi thử lại")
    return IntentReport(
        [
            Read(text, style, wanted, answer["intent"])
            for (text, style, wanted), answer in zip(rows, answers, strict=True)
        ]
    )


def _rows(path: Path) -> list[tuple[str, str, str]]:
    """(text, style, intent) of each line that names an intent or a section."""
    rows = []
    try:
        for line in path.read_text("utf-8").splitlines():
            data = json.loads(line)
            wanted = data.get("intent") or (data.get("section") and f"ask_{data['section']}")
            if wanted:
                rows.append((str(data["text"]), str(data.get("style", "-")), str(wanted)))
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise CliError(f"{path}: không đọc được ({type(error).__name__})") from error
    return rows
