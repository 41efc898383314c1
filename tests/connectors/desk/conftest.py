"""An app with a desk, a clock that tests turn, and people who are signed in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import create_engine
from sqlalchemy import text as sql

from bot.actions.slots import memory_of, slot_events
from bot.replies import Reply
from bot.talk import Assistant, Turn
from bot.talk.respond import respond
from connectors.chat import Stored
from connectors.desk.accounts import people
from connectors.desk.desk import Desk, open_desk
from connectors.desk.permissions import ROLES, Role
from connectors.rasa.client import RasaDownError
from connectors.settings import Settings
from connectors.web.app import create_app
from ops.serving import serving
from tests.bot.guiding import action_of

START = 1_795_400_000.0  # a Monday morning in Vietnam, November 2026
PASSWORD = "một mật khẩu dài"


@dataclass
class Clock:
    """Seconds since 1970."""

    now: float = START

    def __call__(self) -> float:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real hash is slow on purpose."""
    quick = PasswordHasher(1, 8, 1)
    monkeypatch.setattr(people, "_HASHER", quick)
    monkeypatch.setattr(people, "_NOBODY", quick.hash("nobody"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


def settings_in(folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "secret": SecretStr("geheim"), "var": folder, "rasa_port": 9, "restart_patience": 0.0,
        "rasa_timeout": 1.0, "dossier_provider": "none", "rate_per_conversation": "9999/minute",
    }  # fmt: skip
    return Settings(**(given | more))


class Browser:
    """A browser at the desk: keeps cookies, reads the token out of the page, follows nothing."""

    def __init__(self, app: Any) -> None:
        self.http = TestClient(app, follow_redirects=False)
        # One event loop for all who talk to one app, as in a server.
        self.http.portal = app.state.loop
        self.csrf = ""

    def get(self, path: str) -> httpx2.Response:
        response = self.http.get(path)
        if found := re.search(r'name="csrf" value="([^"]+)"', response.text):
            self.csrf = found.group(1)
        return response

    def routes(self) -> list[APIRoute]:
        """Every route of the desk."""
        nested = [getattr(route, "original_router", None) for route in self.http.app.routes]  # type: ignore[attr-defined]
        found = [route for router in nested if router for route in router.routes]
        return [r for r in found if isinstance(r, APIRoute) and r.path.startswith("/desk")]

    def post(self, path: str, **form: Any) -> httpx2.Response:
        response = self.http.post(path, data={"csrf": self.csrf, **form})
        if response.is_redirect and response.headers["location"].startswith("/desk"):
            self.get(response.headers["location"])
        return response

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx2.Response:
        self.get("/desk/sign-in")
        return self.post("/desk/sign-in", name=name, password=password)


class ScriptedRasa:
    """In Rasa's place, in this process: runs the handlers, and writes its slots where Rasa does.

    reads: text → intent, where a test wants another one than a question about a procedure.
    """

    def __init__(self, current: Callable[[], Assistant], tracker: Path) -> None:
        self.current = current
        self.reads: dict[str, str] = {}
        self.down = False
        self._engine = create_engine(f"sqlite:///{tracker}")
        self._last: dict[str, Reply] = {}
        with self._engine.begin() as connection:
            connection.execute(
                sql("CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id TEXT, "
                "type_name TEXT, timestamp REAL, intent_name TEXT, action_name TEXT, data TEXT)")
            )  # fmt: skip

    async def send(self, message: Stored) -> Reply:
        if self.down:
            raise RasaDownError("down")
        slots: dict[str, Any] = {}
        rows = "SELECT action_name, data FROM events WHERE sender_id = :who ORDER BY id"
        with self._engine.begin() as connection:
            for name, data in connection.execute(sql(rows), {"who": message.conversation}):
                slots[name] = json.loads(data)["value"]
        intent = self.reads.get(message.text, "ask_procedure")
        if message.choice is not None:
            intent = "choose"
        turn = Turn(
            text="/choose" if message.choice else message.text, intent=intent, confidence=1.0,
            memory=memory_of(SimpleNamespace(slots=slots)), choice=message.choice,
            masked=tuple(message.details.get("masked") or ()),
            last=self._last.get(message.conversation), person=message.conversation,
            message_id=message.message_id, group=bool(message.details.get("group")),
        )  # fmt: skip
        said = respond(self.current(), action_of(intent), turn)
        self._last[message.conversation] = said.reply
        insert = (
            "INSERT INTO events (sender_id, type_name, action_name, data, timestamp) "
            "VALUES (:who, 'slot', :name, :data, 0)"
        )
        with self._engine.begin() as connection:
            for name, value in slot_events(said.memory).items():
                row = {"who": message.conversation, "name": name}
                connection.execute(sql(insert), row | {"data": json.dumps({"value": value})})
        return said.reply

    async def is_ready(self) -> bool:
        return not self.down

    def close(self) -> None:
        self._engine.dispose()


@dataclass
class House:
    """An app, its desk and its clock; `second()` is another process on the same database."""

    settings: Settings
    assistant: Assistant
    clock: Clock
    transport: httpx2.BaseTransport | None = None
    apps: list[TestClient] = field(default_factory=list)
    rasas: list[ScriptedRasa] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    listening: Any = None

    def build(self) -> Any:
        """An app that nothing runs yet."""
        desk = open_desk(self.settings, self.clock, self.transport)
        return create_app(self.settings, self.assistant, desk=desk, **self.more)

    def play_rasa(self, app: Any) -> None:
        """Rasa itself is another process, in another Python: here its channel is played."""
        state = app.state.tungbuoc
        rasa = ScriptedRasa(state.current, self.settings.tracker_path)
        self.rasas.append(rasa)
        state.chat._rasa = rasa

    def start(self) -> Any:
        app = self.build()
        client = TestClient(app, follow_redirects=False)
        client.__enter__()
        app.state.loop = client.portal
        self.play_rasa(app)
        self.apps.append(client)
        return app

    @contextmanager
    def served(self) -> Iterator[str]:
        """The address of the app on a port of this machine, while the block runs. The server runs
        the app's own background work as well: its locks belong to one event loop.
        """
        app = self.build()
        with serving(app) as url:
            self.play_rasa(app)
            self.listening = app
            yield url
        self.listening = None

    @property
    def app(self) -> Any:
        if self.listening is not None:
            return self.listening
        return self.apps[0].app if self.apps else self.start()

    @property
    def desk(self) -> Desk:
        desk: Desk = self.app.state.desk
        return desk

    def person(self, role: Role, name: str = "", app: Any = None) -> Browser:
        """Somebody with that role, signed in."""
        name = name or role
        app = app or self.app
        code = self.desk.people.add(name, name.title(), role)
        self.desk.people.choose_password(name, code, PASSWORD)
        browser = Browser(app)
        assert browser.sign_in(name).status_code == 303
        return browser

    def close(self) -> None:
        for client in self.apps:
            client.__exit__(None, None, None)
        for rasa in self.rasas:
            rasa.close()


@pytest.fixture
def house(assistant: Assistant, clock: Clock, tmp_path: Path) -> Iterator[House]:
    made = House(settings_in(tmp_path), assistant, clock)
    yield made
    made.close()


Somebody = Callable[[Role], Browser]
__all__ = ["PASSWORD", "ROLES", "START", "Browser", "Clock", "House", "Somebody", "settings_in"]
