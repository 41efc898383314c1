"""The app without its retrieval index, for a storm: `python -m ops.storm_app PORT`."""

from __future__ import annotations

import sys
from typing import Any, cast

import uvicorn

from bot.talk import Assistant
from connectors.settings import Settings
from connectors.web.app import create_app
from knowledge import aids, elsewhere, hotlines, records
from ops.reborn import reborn


def main() -> None:
    """What it knows is read once; everything else is new after each death."""
    assistant = Assistant(
        records=records.load(),
        retriever=cast(Any, None),
        hotlines=hotlines.load(),
        topics=elsewhere.load(),
        aids=aids.load(),
    )

    def run() -> None:
        uvicorn.run(
            create_app(Settings(), assistant),
            port=int(sys.argv[1]),
            access_log=False,
            log_level="warning",
        )

    reborn(run)


if __name__ == "__main__":
    main()
