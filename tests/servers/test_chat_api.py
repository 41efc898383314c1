"""The chat API against the real servers."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing

import httpx
import pytest

from bot.replies import Reply
from bot.training import ROOT
from tests.bot.test_quoted_facts import assert_quoted
from tests.servers.conftest import Client, Servers

BIRTH = "1.001193"
_EVALUATION = ROOT / "tests" / "evaluation"


def test_the_main_job(client: Client) -> None:
    reply = client.say("lam giay khai sinh cho chau can giay to gi")
    assert (reply["outcome"], reply["procedure"], reply["section"]) == (
        "answered", BIRTH, "documents",
    )  # fmt: skip
    text = " ".join(message["text"] for message in reply["messages"])
    assert "giấy chứng sinh" in text.lower()
    assert reply["messages"][0]["sources"][0]["checked_on"]
    assert reply["candidates"][0]["code"] == BIRTH
    assert 0.5 < reply["candidates"][0]["score"] <= 1


@pytest.mark.parametrize(
    ("text", "procedure", "section"),
    [
        ("bố tôi mới mất hôm qua, phải làm giấy tờ gì", "1.000656", None),
        ("xin giay doc than o dau", "1.004873", "where"),
        ("sao y bằng lái mất bao nhiêu tiền", "2.000815", "fee"),
        ("ddawng kys tamj trus bao laau thif xong", "1.004194", "time"),
        ("lam lai cccd bi mat phi bn", "1.116410", "fee"),
    ],
)
def test_questions_as_people_type_them(
    client: Client, text: str, procedure: str, section: str | None
) -> None:
    reply = client.say(text)
    assert reply["procedure"] == procedure
    assert section is None or reply["section"] == section


def test_a_talk_with_choices_follow_ups_and_a_change_of_topic(client: Client) -> None:
    assert client.say("xin chào")["outcome"] == "greeted"
    reply = client.say("tôi muốn đăng ký khai sinh cho cháu")
    assert reply["procedure"] == BIRTH
    assert client.tap(reply, "Lệ phí")["section"] == "fee"
    assert client.say("nộp ở đâu")["procedure"] == BIRTH
    assert client.say("thế còn làm giấy khai tử cho ông thì cần gì")["procedure"] == "1.000656"
    assert client.say("cho tôi gặp người thật")["outcome"] == "handoff"
    assert client.say("cảm ơn con")["outcome"] == "thanked"


def test_a_typed_no_and_a_typed_yes(client: Client) -> None:
    """Neither may leave the talk in a state that no rule fits."""
    for text in ("khong phai", "không", "ừ", "u dung roi", "khong biet nua", "chưa"):
        client.say("mất giấy khai sinh")
        assert client.say(text)["messages"], text
    assert client.say("đăng ký khai sinh cho cháu")["procedure"] == BIRTH


def test_a_repeated_message_is_answered_once(client: Client) -> None:
    first = client.post({"id": "m-1", "text": "phí tạm trú"})
    again = client.post({"id": "m-1", "text": "phí tạm trú"})
    changed = client.post({"id": "m-1", "text": "something else"})
    assert first.json() == again.json() == changed.json()


def test_two_conversations_do_not_meet(new_client: Callable[[], Client]) -> None:
    one, two = new_client(), new_client()
    one.say("đăng ký khai sinh")
    assert two.say("lệ phí bao nhiêu")["outcome"] == "asked_back"


def test_the_page_it_stands_on(client: Client) -> None:
    reply = client.say("mất bao lâu", procedure="1.004222")
    assert (reply["procedure"], reply["section"]) == ("1.004222", "time")


def test_decomposed_text_is_read_like_composed(new_client: Callable[[], Client]) -> None:
    text = "đăng ký thường trú cần giấy tờ gì"
    composed = new_client().say(text)
    decomposed = new_client().say(unicodedata.normalize("NFD", text))
    assert composed["messages"] == decomposed["messages"]


def test_odd_messages_are_answered_kindly(client: Client) -> None:
    for text in ("😀😀😀", "\u200b\u200b", "…?!", "/restart", "/choose{}", "\x00", "@bot"):
        response = client.post({"id": f"odd-{text!r}"[:60], "text": text})
        assert response.status_code == 200, text
        assert response.json()["messages"][0]["text"]


def test_a_typed_command_is_no_command(client: Client) -> None:
    assert client.say('/choose{"choice": "person"}')["outcome"] != "handoff"
    assert client.say("/delete_my_data")["outcome"] != "deleted"


def test_an_unpaired_surrogate_is_answered(client: Client) -> None:
    body = '{"conversation": "lone", "message": {"id": "s1", "text": "khai sinh \\ud800 ở đâu"}}'
    response = client.http.post(
        "/api/v1/chat", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 200
    assert response.json()["candidates"][0]["code"] == BIRTH


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [
        ({"id": "x", "text": ""}, 422, "message_empty"),
        ({"id": "x", "text": "a" * 10_000}, 422, "message_too_long"),
        ({"id": "x"}, 422, "message_empty"),
        ({"text": "không có id"}, 422, "bad_request"),
        ({"id": "x" * 65, "text": "a"}, 422, "bad_request"),
        ({"id": "x", "text": ["a"]}, 422, "bad_request"),
        ({"id": "x", "text": "a", "la": 1}, 422, "bad_request"),
        ({"id": "x", "choice": "c" * 100}, 422, "bad_request"),
    ],
)
def test_bad_messages_get_one_clear_error(
    client: Client, message: dict[str, object], status: int, code: str
) -> None:
    response = client.http.post("/api/v1/chat", json={"conversation": "bad", "message": message})
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["message"]


def test_a_body_that_is_no_json(client: Client) -> None:
    for body in (b"{", b"", b"\xff\xfe", b"[1]", b'"text"', b"null"):
        response = client.http.post(
            "/api/v1/chat", content=body, headers={"Content-Type": "application/json"}
        )
        assert response.status_code in (400, 422), body
        assert response.json()["error"]["message"]


def test_a_huge_body_is_refused_unread(client: Client) -> None:
    response = client.http.post("/api/v1/chat", content=b"x" * 200_000)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")


def test_search(client: Client) -> None:
    found = client.http.get("/api/v1/procedures", params={"q": "nhap khau cho con", "limit": 3})
    items = found.json()["items"]
    assert items[0]["code"] == "1.004222"
    assert set(items[0]) == {"code", "name", "field", "level", "score"}
    assert len(items) == 3
    assert client.http.get("/api/v1/procedures", params={"q": ""}).status_code == 422
    assert client.http.get("/api/v1/procedures", params={"q": "a", "limit": 99}).status_code == 422


def test_one_procedure(client: Client) -> None:
    assert client.http.get(f"/api/v1/procedures/{BIRTH}").json()["code"] == BIRTH
    assert client.http.get("/api/v1/procedures/1.014061").json()["code"] == "1.116410"
    missing = client.http.get("/api/v1/procedures/9.999999")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "no_procedure")


def test_health_and_openapi(client: Client) -> None:
    assert client.http.get("/healthz").json() == {"status": "ok"}
    assert client.http.get("/readyz").json()["rasa"] is True
    paths = client.http.get("/openapi.json").json()["paths"]
    assert set(paths) >= {"/api/v1/chat", "/api/v1/procedures", "/api/v1/procedures/{code}"}
    assert not any(path.startswith("/internal") for path in paths)


def test_the_action_endpoint_does_not_exist_without_the_secret(client: Client) -> None:
    assert client.http.post("/internal/actions", json={}).status_code == 404


def test_rasa_is_closed_without_the_secret(servers: Servers) -> None:
    port = servers.child("bot.engine.main").cmdline()[-1]
    url = f"http://127.0.0.1:{port}/webhooks/app/webhook"
    body = {"sender": "a", "message_id": "b", "text": "xin chào"}
    assert httpx.post(url, json=body).status_code == 401
    assert httpx.get(f"http://127.0.0.1:{port}/conversations/a/tracker").status_code == 404


def test_secrets_never_reach_a_store_or_a_log(servers: Servers, client: Client) -> None:
    number, code = "001099123456", "739184"
    reply = client.say(f"số căn cước {number}, mã otp {code}, đăng ký tạm trú cần gì")
    assert reply["outcome"] == "refused_secret"
    stored = servers.stored()
    assert number.encode() not in stored
    assert code.encode() not in stored
    assert number not in "".join(servers.output)


def test_deleting_leaves_nothing(servers: Servers, client: Client) -> None:
    client.say("khai sinh cho cháu Tèo Hoa Mướp")
    assert "Tèo Hoa Mướp".encode() in servers.stored() or b"T\\u00e8o" in servers.stored()
    assert client.say("xóa hết tin nhắn của tôi đi")["outcome"] == "deleted"
    assert client.say("lệ phí bao nhiêu")["procedure"] is None
    rows = _rows(servers, client)
    assert not any("Mướp" in row for row in rows)


def test_what_is_said_stands_in_a_record(client: Client) -> None:
    """The property test's check, over real questions and the whole of the real path."""
    questions = [
        json.loads(line)["text"]
        for line in (_EVALUATION / "twelve.jsonl").read_text("utf-8").splitlines()[::2]
    ]
    for question in questions:
        client.conversation = f"q-{abs(hash(question))}"
        assert_quoted(Reply.model_validate(client.say(question)), question)


def _rows(servers: Servers, client: Client) -> list[str]:
    with closing(sqlite3.connect(servers.folder / "tracker.db")) as database:
        return [
            json.dumps(json.loads(row[0]), ensure_ascii=False)
            for row in database.execute(
                "select data from events where sender_id = ?", (f"web:{client.conversation}",)
            )
        ]
