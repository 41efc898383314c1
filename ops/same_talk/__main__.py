"""The same ten conversations on the web, Telegram, Zalo OA and Zalo Bot, against one app with the
real Rasa: `python -m ops.same_talk`. Writes docs/same-talk.md; exit 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ops.same_talk.page import NAMES, page
from ops.same_talk.people import NoAnswerError
from ops.same_talk.stage import stage
from ops.same_talk.talking import Row, Talk, have, load

OUT = Path(__file__).resolve().parents[2] / "docs" / "same-talk.md"
_AT_ONCE = 4
"""Talks; Telegram takes one message a second of each."""


def main() -> int:
    """Talk, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", type=int, nargs="*", help="numbers of talks; writes no page")
    given = parser.parse_args()
    every = load()
    chosen = [every[number - 1] for number in given.only] if given.only else every
    had: list[tuple[Talk, list[Row]]] = []
    with stage() as place, ThreadPoolExecutor(_AT_ONCE) as pool:
        begun = [(talk, pool.submit(have, talk, place)) for talk in chosen]
        for talk, rows in begun:
            try:
                had.append((talk, rows.result()))
            except NoAnswerError as error:
                print(f"{talk.name}: {error}", file=sys.stderr)
                return 1
            _tell(*had[-1])
    text = page(had)
    if given.only:
        print(text)
    else:
        OUT.write_text(text, "utf-8")
    return 0 if all(row.same for _, rows in had for row in rows) else 1


def _tell(talk: Talk, rows: list[Row]) -> None:
    asked = [row for row in rows if row.answers]
    print(f"{talk.name}: {sum(row.same for row in asked)}/{len(asked)} lượt giống", flush=True)
    for row in asked:
        for name, differing in zip(row.channels, row.differing, strict=True):
            if differing:
                said = row.turn.tap or row.turn.say
                print(f"  “{said}”: {NAMES[name]} khác {', '.join(differing)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
