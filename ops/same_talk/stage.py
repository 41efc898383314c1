"""The twins of the messengers in this process, and the app that speaks with them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI

from connectors.chat.inbox import Inbox
from connectors.twins import TWINS, factory, twin_module
from ops.running_servers import running_servers
from ops.same_talk.people import Place
from ops.serving import serving

ADDRESS = "https://tro-ly.example.vn"
"""Where citizens would reach the server: Zalo takes pictures from https only, and no button leads
to a machine of one's own."""


@dataclass(frozen=True)
class Twins:
    """Their addresses by channel, and the settings that lead an app to them."""

    addresses: dict[str, str]
    settings: dict[str, str]

    def place(self, app: str, inbox: Inbox, address: str) -> Place:
        """Where talks take place, once the app runs; the twins deliver to it from now on. address:
        where citizens reach it, by its settings.
        """
        for name in ("zalo-oa", "zalo-bot"):
            habits = {"webhook": f"{app}/webhooks/{name}"}
            httpx.post(f"{self.addresses[name]}/_twin/habits", json=habits).raise_for_status()
        telegram, oa, bot = (self.addresses[name] for name in TWINS)
        return Place(app, inbox, telegram, oa, bot, address)


@contextmanager
def twins(folder: Path, made: Mapping[str, FastAPI] | None = None) -> Iterator[Twins]:
    """All three, while the block runs. folder: for the tokens of Zalo OA. made: twins that exist
    already, by channel.
    """
    with ExitStack() as stack:
        apps = {name: (made or {}).get(name) or factory(name)() for name in TWINS}
        addresses = {name: stack.enter_context(serving(app)) for name, app in apps.items()}
        settings: dict[str, str] = {}
        for name, address in addresses.items():
            settings |= twin_module(name).demonstration(address, "")
        settings["TUNGBUOC_ZALO_OA_STORE"] = f"sqlite:///{folder}/zalo-oa.db"
        yield Twins(addresses, settings)


@contextmanager
def stage() -> Iterator[Place]:
    """Everything together: the app with its Rasa, on free ports and with stores of its own."""
    with tempfile.TemporaryDirectory() as name, twins(Path(name)) as platforms:
        store = f"sqlite:///{name}/inbox.db"
        settings = {
            **platforms.settings,
            "TUNGBUOC_DATABASE_URL": store,
            "TUNGBUOC_CHANNEL_SETTLE": "0.1",
            "TUNGBUOC_PUBLIC_URL": ADDRESS,
        }
        with running_servers(settings) as app:
            inbox = Inbox(store)
            try:
                yield platforms.place(app, inbox, ADDRESS)
            finally:
                inbox.close()
