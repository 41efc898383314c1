"""Whether a message has one of the shapes that Zalo OA takes."""

from __future__ import annotations

from typing import Any

from connectors.twins.zalo_oa_account import Rules

_TEXT, _TITLE, _SUBTITLE, _PAYLOAD, _MOST = 2000, 100, 500, 1000, 5
_ACTIONS = {"oa.open.url", "oa.query.show", "oa.query.hide", "oa.open.phone", "oa.open.sms"}


def fault(message: Any, rules: Rules) -> str:
    """What is wrong with it, for whoever reads the twin's answer; empty when nothing is."""
    if not isinstance(message, dict):
        return "message"
    text = message.get("text")
    if text is not None and not (isinstance(text, str) and 0 < len(text) <= _TEXT):
        return "text"
    attachment = message.get("attachment")
    if attachment is None:
        return "" if text else "empty"
    if not isinstance(attachment, dict) or attachment.get("type") != "template":
        return "attachment"
    payload = attachment.get("payload")
    if not isinstance(payload, dict):
        return "payload"
    match payload.get("template_type"):
        case None:
            return _buttons_alone(payload, text, rules.buttons in ("bare", "both"))
        case "button":
            return _buttons_alone(payload, text, rules.buttons in ("template", "both"))
        case "list":
            return _list(payload) if rules.lists else "list"
        case "media":
            return _media(payload)
        case _:
            return "template_type"


def _buttons_alone(payload: dict[str, Any], text: Any, taken: bool) -> str:
    if not taken:
        return "template_type"
    return _buttons(payload.get("buttons")) if text else "text"


def _buttons(buttons: Any) -> str:
    if not isinstance(buttons, list) or not 0 < len(buttons) <= _MOST:
        return "buttons"
    for button in buttons:
        if not _titled(button, _TITLE) or button.get("type") not in _ACTIONS:
            return "button"
        payload = button.get("payload")
        if button["type"].startswith("oa.query.") != isinstance(payload, str):
            return "button payload"
        if isinstance(payload, str) and len(payload) > _PAYLOAD:
            return "button payload"
    return ""


def _list(payload: dict[str, Any]) -> str:
    elements = payload.get("elements")
    if not isinstance(elements, list) or not 0 < len(elements) <= _MOST:
        return "elements"
    if not all(_titled(element, _TITLE) for element in elements):
        return "title"
    if not isinstance(elements[0].get("subtitle"), str):
        return "subtitle"
    if any(len(str(element.get("subtitle", ""))) > _SUBTITLE for element in elements):
        return "subtitle"
    return _buttons(payload["buttons"]) if "buttons" in payload else ""


def _media(payload: dict[str, Any]) -> str:
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1 or not isinstance(elements[0], dict):
        return "elements"
    url = elements[0].get("url")
    if elements[0].get("media_type") != "image" or not isinstance(url, str):
        return "media_type"
    return "" if url.startswith("https://") and url.endswith((".png", ".jpg")) else "url"


def _titled(item: Any, most: int) -> bool:
    title = item.get("title") if isinstance(item, dict) else None
    return isinstance(title, str) and 0 < len(title) <= most
