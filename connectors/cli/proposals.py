"""`tungbuoc knowledge proposals`: what the desk put live, and carrying it into the files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from connectors.settings import Settings

if TYPE_CHECKING:
    from knowledge.amend import Change

proposing = typer.Typer()
"""Part of the group `knowledge`."""


@proposing.command()
def proposals(
    patch: Annotated[
        bool, typer.Option("--patch", help="in bản vá để đưa vào tệp: git apply")
    ] = False,
) -> None:
    """Liệt kê thay đổi từ bàn trợ giúp đang có hiệu lực; --patch in chúng thành bản vá."""
    from connectors.proposals.deployed import Deployed, live_changes
    from knowledge.records import PROCEDURES

    settings = Settings()
    live = live_changes(settings)
    deployed = Deployed(settings)
    if patch:
        print("".join(patched(PROCEDURES, deployed.records(live))), end="")
        return
    left = deployed.left(live)
    for line in _listed(live, left):
        print(line)


def patched(package: Path, amended: Path) -> Iterator[str]:
    """A patch that `git apply` takes, from the project's folder. What the files have already is
    not in it.
    """
    for new in sorted(amended.rglob("*.yaml")):
        inside = new.relative_to(amended)
        old = package / inside
        before = old.read_text("utf-8").splitlines(keepends=True)
        after = new.read_text("utf-8").splitlines(keepends=True)
        name = f"knowledge/procedures/{inside.as_posix()}"
        yield from difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")


def _listed(live: Sequence[Change], left: dict[int, str]) -> Iterator[str]:
    yield f"{len(live)} thay đổi đang có hiệu lực"
    for change in live:
        yield f"  số {change.number}, {change.procedure}: {len(change.edits)} chỗ"
        if why := left.get(change.number):
            yield f"    không còn khớp, đang bị bỏ qua: {why}"
