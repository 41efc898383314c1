"""Our own schematic pictures, one for each stage of the portal: no copied screens.

`<stage>.svg` (`knowledge.schema.guide.Stage`) and `photo.svg`; each names what it shows in its
`<title>`, and the words beside it in a reply are in `bot/wording/guide.yaml`.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The pictures there are."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))
