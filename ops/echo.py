"""A stand-in for Rasa's process that answers with what it was told: `python -m ops.echo PORT`.

For storms and tests that are about delivering, not about answering. It speaks the app channel
(bot/engine/channel.py), remembers what it answered as Rasa's tracker does, and takes as long.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from ops.reborn import reborn


def create_echo(seconds: float = 0.0) -> FastAPI:
    """seconds: how long one answer takes; one at a time, as Rasa's one thread does."""
    app = FastAPI()
    answered: dict[tuple[str, str], dict[str, Any]] = {}
    app.state.asked = Counter()
    app.state.seen = []
    app.state.fails = False
    one = asyncio.Lock()

    @app.get("/")
    async def ready() -> JSONResponse:
        return JSONResponse({}, 503 if app.state.fails else 200)

    @app.post("/webhooks/app/webhook")
    async def answer(request: Request) -> JSONResponse:
        body = await request.json()
        key = (body["sender"], body["message_id"])
        async with one:
            app.state.asked[key] += 1
            app.state.seen.append(body)
            if key not in answered:
                await asyncio.sleep(seconds)
                answered[key] = _reply(body)
        return JSONResponse({"messages": [answered[key]]})

    return app


def _reply(body: dict[str, Any]) -> dict[str, Any]:
    said = f"[{body['choice']}]" if body.get("choice") is not None else body["text"]
    outcome = "deleted" if said == "xóa hết" else "answered"
    choices = [{"title": "Lệ phí", "value": "s:1.001193:fee"}, {"title": "Giấy tờ", "value": "b"}]
    return {"outcome": outcome, "messages": [{"text": f"Nghe: {said}", "choices": choices}]}


def main() -> None:
    """Run it, again and again."""
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    reborn(lambda: uvicorn.run(create_echo(seconds), port=int(sys.argv[1]), log_level="warning"))


if __name__ == "__main__":
    main()
