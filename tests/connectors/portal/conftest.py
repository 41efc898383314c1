"""A twin of the portal on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from connectors.portal.client import Patience, PortalClient
from connectors.portal.sandbox import Twin, create_sandbox
from connectors.portal.sandbox.demonstration import demonstration, demonstration_id


@dataclass
class Running:
    """A running twin, steered over HTTP like by anybody else."""

    base: str

    @property
    def api(self) -> str:
        return self.base + "/api/v1"

    def mode(self, mode: str, **more: Any) -> None:
        httpx.post(self.base + "/_twin/mode", json={"mode": mode, **more}).raise_for_status()

    def state(self) -> Any:
        return httpx.get(self.base + "/_twin/state").raise_for_status().json()

    def patch(self, number: int, **parts: Any) -> None:
        url = f"{self.base}/_twin/rows/{demonstration_id(number)}"
        httpx.patch(url, json=parts).raise_for_status()

    def remove(self, number: int) -> None:
        url = f"{self.base}/_twin/rows/{demonstration_id(number)}"
        httpx.delete(url).raise_for_status()

    def put(self, record_id: str, listing: Any, detail: Any) -> None:
        url = f"{self.base}/_twin/rows/{record_id}"
        httpx.put(url, json={"listing": listing, "detail": detail}).raise_for_status()

    def client(self, **patience: Any) -> PortalClient:
        """In no hurry to wait: pauses are not slept."""
        patience = {"rate": 10_000.0, "sleep": lambda seconds: None, **patience}
        return PortalClient(self.base, Patience(**patience))


@pytest.fixture
def twin() -> Iterator[Running]:
    config = uvicorn.Config(
        create_sandbox(Twin(demonstration())),
        port=0,
        log_level="critical",
        ws="none",
        loop="asyncio",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Running(f"http://127.0.0.1:{port}")
    server.should_exit = server.force_exit = True
    thread.join()
