"""Reads JSON strings from standard input, one a line, and prints what Rasa's NLU makes of each.

`python -m bot.engine.parse MODEL`: `{"intent", "confidence"}` a line. For measuring only.
"""

from __future__ import annotations

import asyncio
import json
import sys
import warnings

warnings.showwarning = lambda *_, **__: None

from rasa.core.agent import Agent  # noqa: E402 (warns while it is loaded)


async def main(model: str) -> None:
    """Parse every line."""
    agent = Agent.load(model)
    for line in sys.stdin:
        parsed = await agent.parse_message(json.loads(line).lstrip("/") or "…")
        intent = parsed["intent"]
        answer = {"intent": intent["name"], "confidence": round(intent["confidence"], 4)}
        print(json.dumps(answer), flush=True)  # noqa: T201 (its output)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
