"""A talk in the terminal, over the chat API of a running server."""

from __future__ import annotations

import secrets
import time
from datetime import date
from typing import Any

import httpx

from bot.wording.numbers import day
from connectors.cli.errors import CliError

_TRIES = 12


class Talk:
    """One conversation. While the server restarts, the same message is sent again."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/api/v1/chat"
        self._conversation = f"cli-{secrets.token_hex(12)}"
        self._http = httpx.Client(timeout=40)

    def say(self, text: str | None = None, choice: str | None = None) -> dict[str, Any]:
        """The reply, as the API gives it.

        Raises:
            CliError: no server, or it refuses the message.

        """
        message = {"id": secrets.token_hex(8)}
        message |= {"choice": choice} if choice is not None else {"text": text or ""}
        body = {"conversation": self._conversation, "message": message}
        for _ in range(_TRIES):
            try:
                response = self._http.post(self._url, json=body)
            except httpx.HTTPError as error:
                raise CliError(
                    f"không gặp được máy chủ ở {self._url} ({type(error).__name__}): "
                    "chạy `make run`"
                ) from None
            if response.status_code in (429, 503):
                time.sleep(float(response.headers.get("retry-after", "5")) / 2)
                continue
            break
        if response.status_code != 200:
            try:
                reason = response.json()["error"]["message"]
            except (ValueError, KeyError, TypeError):
                reason = f"HTTP {response.status_code}"
            raise CliError(reason)
        reply: dict[str, Any] = response.json()
        return reply


def render(reply: dict[str, Any]) -> str:
    """A reply as plain text; choices by number, sources once at the end."""
    lines: list[str] = []
    sources: dict[str, None] = {}
    links: dict[str, None] = {}
    choices: list[str] = []
    for message in reply["messages"]:
        lines += [message["text"], ""]
        choices += [choice["title"] for choice in message["choices"]]
        for note in message["sources"]:
            checked = day(date.fromisoformat(note["checked_on"]))
            sources[f"Nguồn: {note['title']}, kiểm tra ngày {checked}"] = None
        for link in message["links"]:
            links[f"{link['title']}: {link['url']}"] = None
    lines += [*sources, *links]
    if choices:
        lines += ["", *(f"  {number}. {title}" for number, title in enumerate(choices, 1))]
    return "\n".join(lines).strip()


def converse(url: str) -> None:
    """Read lines until the end of input; an empty line does nothing."""
    talk = Talk(url)
    print(render(talk.say("xin chào")))
    while True:
        try:
            line = input("\n> ").strip()
        except EOFError:
            return
        if line:
            print("\n" + render(talk.say(line)))
