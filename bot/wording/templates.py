"""Loading and filling templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from bot.wording.address import Pair
from bot.wording.numbers import amount, day, duration, lower_first, moment

FOLDER = Path(__file__).parent
_NOT_TEMPLATES = {"address.yaml"}


class WordingError(Exception):
    """A wording file is broken, or lacks a template."""


class Wording:
    """`say("greet", pair)`; names are `<file>.<key>`, or the key alone in `talk.yaml`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = sorted(path for path in folder.glob("*.yaml") if path.name not in _NOT_TEMPLATES)
        self._templates = _compiled(tuple((path, path.stat().st_mtime_ns) for path in files))

    def __contains__(self, name: str) -> bool:
        return name in self._templates

    def say(self, name: str, pair: Pair, /, **facts: Any) -> str:
        """The template filled in.

        Raises:
            WordingError: there is no such template.

        """
        template = self._templates.get(name)
        if template is None:
            raise WordingError(f"không có câu mẫu {name}")
        return template.render(**pair.names(), **facts).strip()


@lru_cache(maxsize=2)
def _compiled(files: tuple[tuple[Path, int], ...]) -> Mapping[str, Template]:
    """The templates of files and the times they were changed: compiling takes half a second, and
    several parts of an app have words of their own.
    """
    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    environment.filters.update(
        amount=amount, day=day, duration=duration, moment=moment, lower_first=lower_first
    )
    templates = {}
    for path, _ in files:
        for key, text in yaml.safe_load(path.read_text("utf-8")).items():
            name = key if path.stem == "talk" else f"{path.stem}.{key}"
            try:
                templates[name] = environment.from_string(str(text))
            except TemplateSyntaxError as error:
                raise WordingError(f"{path.name}: {key}: {error.message}") from error
    return templates
