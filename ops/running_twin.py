"""A twin of the portal on a free port, in a thread, for commands and tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from connectors.portal.sandbox import Twin, TwinDossiers, create_sandbox
from connectors.portal.sandbox.demonstration import demonstration


@contextmanager
def running_twin(dossiers: TwinDossiers | None = None, port: int = 0) -> Iterator[tuple[Twin, str]]:
    """The twin, and its address, while the block runs."""
    twin = Twin(demonstration())
    config = uvicorn.Config(
        create_sandbox(twin, dossiers), port=port, log_level="critical", ws="none", loop="asyncio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            if not thread.is_alive():
                raise RuntimeError("the twin did not start")
        yield twin, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
