"""Twins of the platforms: ordinary servers that behave as the real ones, on this machine.

A twin is a module of its own with

- `create_twin(...) -> FastAPI`, every argument with a default;
- `demonstration(twin: str, app: str) -> dict[str, str]`: the `TUNGBUOC_` variables that let an app
  at the address `app` speak with the twin at the address `twin` (both without a slash at the end).

`tungbuoc channels twin NAME --port N` runs one, `make run-channels` all of them beside the product.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from fastapi import FastAPI

TWINS: dict[str, str] = {
    "telegram": "connectors.twins.telegram",
    "zalo-oa": "connectors.twins.zalo_oa",
    "zalo-bot": "connectors.twins.zalo_bot",
}
"""Channel → module; loaded only when it is run."""


def twin_module(name: str) -> ModuleType:
    """The module of a twin.

    Raises:
        KeyError: there is no such twin.

    """
    return import_module(TWINS[name])


def factory(name: str) -> Callable[..., FastAPI]:
    """`create_twin` of a twin."""
    made: Callable[..., FastAPI] = twin_module(name).create_twin
    return made


__all__ = ["TWINS", "factory", "twin_module"]
