"""The app without its retrieval index: `uvicorn ops.storm_app:app`.

For a storm that is about delivering: it is back within seconds of being killed.
"""

from __future__ import annotations

from typing import Any, cast

from bot.talk import Assistant
from connectors.settings import Settings
from connectors.web.app import create_app
from knowledge import aids, elsewhere, hotlines, records

app = create_app(
    Settings(),
    Assistant(
        records=records.load(),
        retriever=cast(Any, None),
        hotlines=hotlines.load(),
        topics=elsewhere.load(),
        aids=aids.load(),
    ),
)
