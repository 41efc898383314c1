"""Citizens and helpers of the tests of the queue."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import ScriptedRetriever
from tests.connectors.desk.conftest import Browser, House

BIRTH = "1.001193"
PERSON = "cho tôi gặp người thật"


class Citizen:
    """Somebody on the web, asking for news as the page does."""

    def __init__(self, house: House, name: str, client: TestClient | None = None) -> None:
        self.house, self.name, self.count, self.after = house, name, 0, 0
        self.client = client or house.apps[0]

    def say(self, text: str = "", choice: str | None = None) -> dict[str, Any]:
        self.count += 1
        message: dict[str, Any] = {"id": str(self.count)}
        message |= {"choice": choice} if choice else {"text": text}
        body = {"conversation": self.name, "message": message}
        answer: dict[str, Any] = self.client.post("/api/v1/chat", json=body).json()
        return answer

    def asks_for_a_person(self) -> dict[str, Any]:
        for rasa in self.house.rasas:
            rasa.reads[PERSON] = "ask_person"
        return self.say(PERSON)

    def news(self) -> tuple[list[str], dict[str, Any]]:
        url = f"/api/v1/conversations/{self.name}/news?after={self.after}"
        body = self.client.get(url).json()
        for item in body["items"]:
            assert item["number"] > self.after
            self.after = item["number"]
        return [item["messages"][0]["text"] for item in body["items"]], body["person"]


@pytest.fixture
def house(house: House, retriever: ScriptedRetriever) -> House:
    retriever.says((BIRTH, 0.95))
    house.start()
    return house


def text_of(reply: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in reply["messages"])


def titles_of(reply: dict[str, Any]) -> list[str]:
    return [choice["title"] for message in reply["messages"] for choice in message["choices"]]


def waiting(helper: Browser) -> list[int]:
    page = helper.get("/desk/talks").text
    return [int(number) for number in re.findall(r"/desk/talks/(\d+)/take", page)]


def on_duty(helper: Browser) -> Browser:
    helper.get("/desk/talks")
    helper.post("/desk/duty", on="true")
    return helper


def talk_of(helper: Browser, number: int) -> str:
    page = helper.get(f"/desk/talks/{number}").text
    return html.unescape(re.sub(r"<[^>]+>", " ", page))
