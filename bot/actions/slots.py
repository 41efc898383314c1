"""Between Rasa's tracker and a turn."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from rasa_sdk import Tracker

from bot.guide.state import State
from bot.replies import Choice, Reply
from bot.talk import Memory, Turn
from bot.talk.attachments import KINDS


def memory_of(tracker: Tracker) -> Memory:
    """The slots, as far as they can be read."""
    slots = tracker.slots
    offered = slots.get("offered") or []
    return Memory(
        procedure=slots.get("procedure"),
        section=slots.get("section"),
        offered=tuple(Choice.model_validate(item) for item in offered),
        awaiting=slots.get("awaiting") or "nothing",
        address=slots.get("address"),
        misses=int(slots.get("misses") or 0),
        dossier=slots.get("dossier"),
        guides=tuple(State.model_validate(item) for item in slots.get("guides") or []),
        done=tuple(slots.get("done") or ()),
        person=int(slots.get("person") or 1),
    )


def turn_of(tracker: Tracker) -> Turn:
    """The latest message and what is remembered."""
    latest = tracker.latest_message
    intent = latest.get("intent") or {}
    metadata = latest.get("metadata") or {}
    choice = next(
        (item.get("value") for item in latest.get("entities") or [] if item["entity"] == "choice"),
        None,
    )
    return Turn(
        text=latest.get("text") or "",
        intent=_intent(latest),
        confidence=float(intent.get("confidence") or 0.0),
        memory=memory_of(tracker),
        choice=choice,
        masked=tuple(metadata.get("masked") or ()),
        page_procedure=metadata.get("page_procedure"),
        province=metadata.get("province"),
        last=_last_reply(tracker),
        person=tracker.sender_id,
        message_id=latest.get("message_id") or "",
        group=bool(metadata.get("group")),
        attached=tuple(kind for kind in metadata.get("attached") or () if kind in KINDS),
    )


def _intent(latest: dict[str, Any]) -> str:
    """The intent; under a fallback the likeliest question, since only questions follow one."""
    name = (latest.get("intent") or {}).get("name") or "nlu_fallback"
    if name == "nlu_fallback":
        ranked = (item.get("name") or "" for item in latest.get("intent_ranking") or [])
        likely = next((other for other in ranked if other != name), "")
        if likely.startswith("ask_") and likely != "ask_person":
            return likely
    return str(name)


def slot_events(memory: Memory) -> dict[str, Any]:
    """The slot values that hold `memory`."""
    return {
        "procedure": memory.procedure,
        "section": memory.section,
        "offered": [choice.model_dump() for choice in memory.offered],
        "awaiting": memory.awaiting,
        "address": memory.address,
        "misses": float(memory.misses),
        "dossier": memory.dossier,
        "guides": [state.model_dump(exclude_defaults=True) for state in memory.guides],
        "done": list(memory.done),
        "person": float(memory.person),
    }


def _last_reply(tracker: Tracker) -> Reply | None:
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            custom = (event.get("data") or {}).get("custom")
            try:
                return Reply.model_validate(custom) if custom else None
            except ValidationError:
                return None
    return None
