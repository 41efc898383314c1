"""What runs in a process of its own: `python -m connectors.proposals.child trial|build JOB PARENT`.

Building an index and asking eight hundred questions would slow every reply of the app down. It ends
with its parent: what is left of it is a lease that runs out.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import warnings
from datetime import date
from pathlib import Path
from typing import Any

from connectors.proposals.deployed import Deployed
from connectors.proposals.judge import Judge
from connectors.settings import Settings
from knowledge import library
from knowledge.amend import Change
from knowledge.errors import IndexMismatchError

_NICE = 10


def main(arguments: list[str]) -> int:
    """Do the job of the file and write its result beside it."""
    what, path, parent = arguments[0], Path(arguments[1]), int(arguments[2])
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    os.nice(_NICE)
    logging.getLogger("root").setLevel(logging.ERROR)
    # The ONNX exporter warns about branches that do not depend on our input.
    warnings.simplefilter("ignore")
    job = json.loads(path.read_text("utf-8"))
    live = [Change.model_validate(one) for one in job["live"]]
    settings, today = Settings(), date.fromisoformat(job["today"])
    report: dict[str, Any] = {}
    if what == "build":
        _build(settings, live, today)
    else:
        report = Judge(settings, live, Change.model_validate(job["change"]), today).report()
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
    partial.replace(path.with_suffix(".result"))
    return 0


def _build(settings: Settings, live: list[Change], today: date) -> None:
    deployed = Deployed(settings)
    known = library.load(today, deployed.records(live))
    try:
        deployed.open(live, known)
    except IndexMismatchError:
        deployed.build(live, known)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
