#!/usr/bin/env python3
"""Writes requirements/app.txt and requirements/rasa.txt anew from pyproject.toml."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from setup import ROOT, run, uv

LISTS = ROOT / "requirements"
COMMON = [
    "--quiet",
    "--upgrade",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
]


def main():
    """Resolve both environments."""
    rasa, app = LISTS / "rasa.txt", LISTS / "app.txt"
    compile_list(rasa, "3.10", ["rasa"], ["--override", LISTS / "rasa-overrides.txt"])
    compile_list(app, "3.11", ["app", "build", "dev"], ["--override", LISTS / "app-overrides.txt"])
    # Any build of that torch will do: a local version would tie the list to one machine.
    app.write_text(re.sub(r"^(torch==[\d.]+)\+\w+", r"\1", app.read_text(), flags=re.MULTILINE))


def compile_list(path, python, extras, more):
    """Pin everything that these extras need on this Python."""
    wanted = [part for extra in extras for part in ("--extra", extra)]
    command = [*uv(), "pip", "compile", *COMMON, "--python-version", python, *wanted, *more]
    run([*command, ROOT / "pyproject.toml", "-o", path])


if __name__ == "__main__":
    main()
