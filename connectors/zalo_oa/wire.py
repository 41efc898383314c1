"""The wire's shapes for one of our calls, the likeliest first.

Two shapes of buttons are seen in the wild, and which one an account takes is not documented: the
one without `template_type` is tried first. What is refused with -201 is tried in the next shape;
the last is always plain text with the choices by number, so that an answer arrives in any case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.channels.text import split
from connectors.zalo import LIMIT, speaker
from connectors.zalo_oa import choices
from connectors.zalo_oa.events import OF
from connectors.zalo_oa.render import GROUP_MESSAGE, MESSAGE, VISITOR_MESSAGE, Body, Pressed

Json = dict[str, Any]

BUTTONS = "buttons"
LISTS = "lists"
NEITHER = "neither"

_MOST_TITLE = 100
_MOST_LINES = 5


@dataclass(frozen=True)
class Shape:
    """One way to say it. question, answer: what is learnt when Zalo takes it after refusing
    another; empty when nothing is.
    """

    message: Json
    question: str = ""
    answer: str = ""


_PATHS = {
    MESSAGE: "/v3.0/oa/message/cs",
    GROUP_MESSAGE: "/v3.0/oa/group/message",
    VISITOR_MESSAGE: "/v2.0/oa/message",
}
"""Visitors are still written to over version 2, by one source (docs/kenh/zalo-oa.md)."""


def path(method: str) -> str:
    """Where a call goes."""
    return _PATHS[method]


def recipient(method: str, body: Body) -> Json:
    """Whom it goes to."""
    if method == VISITOR_MESSAGE:
        visitor, _, conversation = body["to"].partition(OF)
        return {"anonymous_id": visitor, "conversation_id": conversation}
    return {"group_id" if method == GROUP_MESSAGE else "user_id": body["to"]}


def shapes(body: Body, learnt: Mapping[str, str]) -> list[Shape]:
    """Every shape worth trying, in order; none for an empty call."""
    if not body["buttons"]:
        plain = [Shape({"text": body["text"]})] if body["text"] else []
        return [Shape(_picture(body)), *plain] if body["picture"] else plain
    if learnt.get(BUTTONS) == NEITHER:
        return [Shape({"text": _numbered(body)})]
    asked = [Shape(_list(body), LISTS, "yes")] if body["listed"] else []
    if learnt.get(LISTS) == "no":
        asked = []
    known = {"bare": _bare, "template": _template}
    first = learnt.get(BUTTONS, "bare")
    order = sorted(known, key=lambda name: name != first)
    buttons = [Shape(known[name](body), BUTTONS, name) for name in order]
    return [*asked, *buttons, Shape({"text": _numbered(body)})]


def _bare(body: Body) -> Json:
    payload = {"buttons": [_button(button) for button in body["buttons"]]}
    return {"text": body["text"], "attachment": {"type": "template", "payload": payload}}


def _template(body: Body) -> Json:
    shaped = _bare(body)
    shaped["attachment"]["payload"]["template_type"] = "button"
    return shaped


def _list(body: Body) -> Json:
    """The question as the head, a choice a line; what is too many for the lines are buttons."""
    hint = speaker().say("zalo.list_hint")
    lines: list[Json] = [{"title": body["text"][:_MOST_TITLE], "subtitle": hint}]
    room = _MOST_LINES - 1
    for button in body["buttons"][:room]:
        lines.append({"title": _short(button["title"]), "default_action": _action(button)})
    payload: Json = {"template_type": "list", "elements": lines}
    if rest := body["buttons"][room:]:
        payload["buttons"] = [_button(button) for button in rest]
    return {"attachment": {"type": "template", "payload": payload}}


def _picture(body: Body) -> Json:
    element = {"media_type": "image", "url": body["picture"]}
    payload = {"template_type": "media", "elements": [element]}
    shaped: Json = {"attachment": {"type": "template", "payload": payload}}
    return {"text": body["text"], **shaped} if body["text"] else shaped


def _button(button: Pressed) -> Json:
    action = _action(button)
    payload = {"url": action["url"]} if "url" in action else action["payload"]
    return {"title": _short(button["title"]), "type": action["type"], "payload": payload}


def _action(button: Pressed) -> Json:
    if button["url"]:
        return {"type": "oa.open.url", "url": button["url"]}
    return {"type": "oa.query.hide", "payload": choices.payload(button["value"])}


def _short(title: str) -> str:
    return title if len(title) <= _MOST_TITLE else title[: _MOST_TITLE - 1].rstrip() + "…"


def _numbered(body: Body) -> str:
    """One call is one message: what is beyond the limit is the end of the text before the menu."""
    whole = f"{body['text']}\n\n{body['menu']}".strip()
    if len(whole) <= LIMIT:
        return whole
    room = max(1, LIMIT - len(body["menu"]) - 3)
    return f"{split(body['text'], room)[0]}…\n\n{body['menu']}"[:LIMIT]
