"""A stage for the widget: the real app in this process, and in Rasa's place the real handlers with
a few words read by a table. No index, no model: it starts at once and always answers the same.

`python -m ops.widget_stage` serves it until it is stopped, to try the widget while changing it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import SecretStr

from bot.replies import Reply
from bot.talk import Assistant, Memory, Said, Turn
from bot.talk.respond import respond
from connectors.settings import Settings
from connectors.web.app import create_app
from knowledge import aids, elsewhere, hotlines, records
from knowledge.records import Records
from knowledge.retrieval import Candidate, Ranking
from nlu.text import clean, fold, words

_SURE, _FAIR = 0.97, 0.5
_INTENTS = (
    ("xin chao", "greet", "action_say"),
    ("chi toi", "start_guide", "action_answer"),
    ("gap nguoi", "ask_person", "action_hand_over"),
    ("le phi", "ask_fee", "action_answer"),
)


class Keywords:
    """A retriever that looks for the words of a procedure's short name; enough for a stage."""

    def __init__(self, known: Records) -> None:
        self._known = list(known)

    def normalise(self, text: str) -> str:
        return clean(text).lower()

    def search(self, text: str, limit: int = 5) -> Ranking:
        said = set(words(fold(text)))
        found = []
        for procedure in self._known:
            name = set(words(fold(procedure.short_name)))
            share = len(said & name) / len(name)
            if share >= _FAIR:
                score = _SURE if share == 1 else _FAIR * share
                found.append(Candidate(procedure.code, procedure.short_name, score))
        found.sort(key=lambda candidate: -candidate.score)
        return Ranking(tuple(found[:limit]), clean(text).lower(), None)


class Handlers:
    """What answers in Rasa's place. script: may answer instead. heard: every message, in order."""

    def __init__(self) -> None:
        self.assistant: Callable[[], Assistant] | None = None
        self.script: Callable[[dict[str, Any]], Reply | Response | None] = lambda message: None
        self.heard: list[dict[str, Any]] = []
        self._memories: dict[str, Said] = {}

    def answer(self, message: dict[str, Any]) -> Reply | Response:
        """The reply to what the app hands over."""
        self.heard.append(message)
        if (scripted := self.script(message)) is not None:
            return scripted
        assert self.assistant is not None
        sender, choice = message["sender"], message["choice"]
        last = self._memories.get(sender)
        text = "/choose" if choice else message["text"]
        intent, action = self._read(text) if not choice else ("choose", "action_choose")
        turn = Turn(
            text=text,
            intent=intent,
            confidence=1.0,
            choice=choice,
            person=sender,
            memory=last.memory if last else Memory(),
            last=last.reply if last else None,
            page_procedure=message["metadata"].get("page_procedure"),
        )
        said = respond(self.assistant(), action, turn)
        self._memories[sender] = said
        return said.reply

    def _read(self, text: str) -> tuple[str, str]:
        folded = fold(text)
        for start, intent, action in _INTENTS:
            if start in folded:
                return intent, action
        return "ask_procedure", "action_answer"


class Stage:
    """The app on a port of its own. `restart()`: the app is new, the stores are the old ones."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.port, rasa_port = free_port(), free_port()
        self.handlers = Handlers()
        self._rasa = Served(_rasa(self.handlers), rasa_port)
        self._settings = Settings(
            secret=SecretStr("of the stage"), var=folder, port=self.port, rasa_port=rasa_port,
            restart_patience=0.5, rate_per_conversation="100000/minute", **settings,
        )  # fmt: skip
        self._known = _assistant()
        self._app: Served | None = None
        self.start()

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def serving(self) -> bool:
        """Whether the app is up."""
        return self._app is not None

    def start(self) -> None:
        """Serve."""
        app = self.app = create_app(self._settings, self._known)
        self.handlers.assistant = lambda: app.state.tungbuoc.assistant
        self._app = Served(app, self.port)

    def stop(self) -> None:
        """Stop serving; what is stored stays."""
        if self._app:
            self._app.stop()
        self._app = None

    def restart(self) -> None:
        """Stop and serve again."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop everything."""
        self.stop()
        self._rasa.stop()


class Served:
    """An app served by a thread of this process."""

    def __init__(self, app: Any, port: int) -> None:
        config = uvicorn.Config(
            app, port=port, log_level="error", ws="none", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        end = time.monotonic() + 60
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > end:
                raise RuntimeError("the stage did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop; open connections are cut."""
        self._server.should_exit = True
        self._thread.join(20)


def website(html: str, policy: str) -> FastAPI:
    """Somebody else's website: one page, under this Content-Security-Policy."""
    app = FastAPI(openapi_url=None)

    @app.get("/{path:path}")
    def page(path: str) -> HTMLResponse:
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    return app


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _assistant() -> Assistant:
    known = records.load()
    return Assistant(
        records=known,
        retriever=Keywords(known),  # type: ignore[arg-type]
        hotlines=hotlines.load(),
        topics=elsewhere.load(),
        aids=aids.load(),
    )


def _rasa(handlers: Handlers) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/")
    def ready() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/webhooks/app/webhook")
    async def message(request: Request) -> Response:
        said = handlers.answer(await request.json())
        if isinstance(said, Response):
            return said
        return JSONResponse({"messages": [said.model_dump(mode="json")]})

    return app


def main() -> None:
    """Serve until stopped."""
    with TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        print(f"{stage.url}/  {stage.url}/demo", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            stage.close()


if __name__ == "__main__":
    main()
