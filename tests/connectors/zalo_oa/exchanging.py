"""A process of its own that needs a token: `python -m tests.connectors.zalo_oa.exchanging`.

Arguments: the settings as JSON, and `die` to be killed between receiving a pair and storing it.
Prints the generation that it ended with, or the error.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from typing import Any

from connectors.channels import LaterError
from connectors.settings import Settings
from connectors.zalo_oa import ZaloOa
from connectors.zalo_oa.stored import Pair


def _die(*_: Any) -> bool:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


async def main(given: dict[str, Any], dies: bool) -> str:
    start_at = given.pop("start_at", 0.0)
    channel = ZaloOa(Settings(**given))
    if dies:
        channel.stored.exchanged = _die  # type: ignore[assignment,method-assign]
    time.sleep(max(0.0, start_at - time.time()))
    try:
        token = await channel.tokens.token()
        kept = channel.stored.tokens()
        assert kept is not None
        assert kept.pair.access_token == token
        assert isinstance(kept.pair, Pair)
        return f"generation {kept.generation}"
    except LaterError as error:
        return f"later {error}"
    finally:
        await channel.close()


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(main(json.loads(sys.argv[1]), "die" in sys.argv)))
