"""`tungbuoc intents`: how well acts are read, and the section that a question asks for.

Two figures: Rasa's classifier alone, and the whole reading as a citizen meets it: secrets masked
first, then the classifier, then what is said in so many words.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.training import QUIET, ROOT
from connectors.cli.errors import CliError
from connectors.settings import Settings
from knowledge.evaluation.split import Part, part_of
from nlu.intents.model import NO_SECTION, SECTIONS
from nlu.reading import read
from nlu.text.clean import clean
from nlu.text.outright import intent_said
from nlu.text.secrets import mask
from nlu.text.section import section_said


@dataclass(frozen=True)
class Read:
    """A message, what it should be read as, and what was made of it.

    classified: by Rasa alone. intent: by the whole reading.
    """

    text: str
    style: str
    wanted: str
    classified: str
    intent: str


@dataclass(frozen=True)
class IntentReport:
    """Accuracy by style, and the confusions, most frequent first."""

    read: Sequence[Read]

    def rows(self) -> list[dict[str, float | int | str]]:
        """One row a style, then "overall"."""
        styles = sorted({item.style for item in self.read})
        return [self._row(style) for style in [*styles, "overall"]]

    def _row(self, style: str) -> dict[str, float | int | str]:
        found = [item for item in self.read if style in (item.style, "overall")]
        alone = sum(item.wanted == item.classified for item in found)
        right = sum(item.wanted == item.intent for item in found)
        return {
            "style": style,
            "n": len(found),
            "accuracy": round(right / len(found), 4),
            "classifier_alone": round(alone / len(found), 4),
        }

    def confusions(self) -> list[tuple[str, str, int]]:
        """(wanted, read as, how often), worst first."""
        wrong = Counter((i.wanted, i.intent) for i in self.read if i.wanted != i.intent)
        return [(wanted, read, count) for (wanted, read), count in wrong.most_common()]

    def to_json(self) -> dict[str, Any]:
        """Accuracy by style and overall, and every confusion."""
        styles = {str(row.pop("style")): row for row in self.rows()}
        overall = styles.pop("overall")
        return {
            "questions": len(self.read),
            "styles": styles,
            "overall": overall,
            "confusions": [list(each) for each in self.confusions()],
        }

    def __str__(self) -> str:
        lines = [f"{'style':<14}{'n':>5}{'accuracy':>10}{'classifier':>12}"]
        lines += [
            f"{row['style']:<14}{row['n']:>5}{row['accuracy']:>10.3f}{row['classifier_alone']:>12.3f}"
            for row in self.rows()
        ]
        lines += [f"{count:>4}  {a} read as {b}" for a, b, count in self.confusions()[:15]]
        return "\n".join(lines)


def run(files: Sequence[Path], settings: Settings, part: Part | None) -> IntentReport:
    """Read every message of the files that says what it should be read as.

    Raises:
        CliError: a file is broken, or Rasa's process does not answer.

    """
    rows = [row for path in files for row in _rows(path) if part in (None, part_of(row[0]))]
    if not rows:
        raise CliError("không có câu nào ghi intent hay section")
    masked = [mask(clean(text)) for text, _, _ in rows]
    lines = "\n".join(json.dumps(text) for text, _ in masked)
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
    os.environ.setdefault("TUNGBUOC_INDEX", str(settings.index))
    return IntentReport(
        [
            Read(text, style, wanted, answer["intent"], _whole(*secret, answer["intent"]))
            for (text, style, wanted), secret, answer in zip(rows, masked, answers, strict=True)
        ]
    )


def _whole(text: str, secrets: Sequence[str], classified: str) -> str:
    """The intent of a masked message as `bot.talk` treats it."""
    if said := intent_said(text, secrets):
        return said
    if classified not in (*SECTIONS, NO_SECTION):
        return classified
    guess = classified.removeprefix("ask_") if classified in SECTIONS else None
    return f"ask_{section_said(read(text), guess) or 'procedure'}"


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
