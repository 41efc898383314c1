"""Our own schematic pictures, one for each stage of the portal: no copied screens.

`<stage>.svg` (`knowledge.schema.guide.Stage`) and `photo.svg`; each names what it shows in its
`<title>`, and the words beside it in a reply are in `bot/wording/guide.yaml`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import resvg_py

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The pictures there are."""
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


@cache
def png(name: str, width: int = 960) -> bytes:
    """A picture as PNG, which messengers take and SVG not.

    Raises:
        KeyError: there is no such picture.

    """
    if name not in names():
        raise KeyError(name)
    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=(FOLDER / f"{name}.svg").read_text("utf-8"), width=width
    )
    return drawn
