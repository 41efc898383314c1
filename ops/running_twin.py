"""A twin of the portal on a free port, in a thread, for commands and tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from connectors.portal.sandbox import Twin, TwinDossiers, create_sandbox
from connectors.portal.sandbox.demonstration import demonstration
from ops.serving import serving


@contextmanager
def running_twin(dossiers: TwinDossiers | None = None, port: int = 0) -> Iterator[tuple[Twin, str]]:
    """The twin, and its address, while the block runs."""
    twin = Twin(demonstration())
    with serving(create_sandbox(twin, dossiers), port) as address:
        yield twin, address
