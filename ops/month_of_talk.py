"""What lies in the stores after a busy month, made up: more than the figures are read from."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, MetaData, insert, select

from bot.replies import Choice, Message, Reply
from bot.replies.model import SourceNote
from connectors.chat import Inbox
from connectors.desk.desk import Desk
from connectors.desk.tables import AUDIT
from connectors.dossiers.tables import META as DOSSIERS
from connectors.learned.month import make
from connectors.learned.tables import TURNS
from connectors.settings import Settings
from connectors.tally import Tally
from knowledge import records
from knowledge.records import Records

_BATCH = 2000
_WAITING, _LONG, _NOTED = 40, 120, 60_000
_STRANGE = ("con chim", "cái ghế", "trời mưa", "đá bóng", "nấu canh", "xe đạp", "giếng nước", "lúa")
_REASONS = ("asked", "misunderstood", "anger", "fraud")


@dataclass(frozen=True)
class Sizes:
    """How much was made up. noted: lines of the audit trail."""

    conversations: int
    replies: int
    waiting: int
    noted: int


def fill(desk: Desk, settings: Settings, month: date, conversations: int) -> tuple[int, Sizes]:
    """A whole month; the number of a hand-over with a long talk. The database is empty."""
    known = records.load()
    Tally(settings.inbox_url).close()
    DOSSIERS.create_all(desk.engine)
    inbox = Inbox(settings.inbox_url)
    replies = make(desk.engine, list(known), month, conversations)
    dice = random.Random(2)
    _say(desk.engine, _messages(desk.engine, known, dice))
    for number in range(_WAITING):
        desk.queue.ask(f"web:waiting{number}", _REASONS[number % len(_REASONS)], "")  # type: ignore[arg-type]
    talk = desk.queue.waiting()[0]
    long = (_row(talk.conversation, str(n), "lệ phí bao nhiêu", _reply(known, "1.001193", dice))
            for n in range(_LONG))  # fmt: skip
    _say(desk.engine, long)
    _note(desk.engine, dice)
    inbox.close()
    return talk.number, Sizes(conversations, replies, _WAITING, _NOTED)


def _messages(engine: Engine, known: Records, dice: random.Random) -> Iterator[dict[str, Any]]:
    """A message for each reply that was counted."""
    wanted = (TURNS.c.number, TURNS.c.who, TURNS.c.procedure, TURNS.c.outcome)
    query = select(*wanted).order_by(TURNS.c.number)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    for number, who, code, outcome in rows:
        if outcome == "unanswerable_not_understood":
            # Half of it is written by many; the rest by one each.
            said = " ".join(dice.choices(_STRANGE, k=2 if dice.random() < 0.5 else 6))
            yield _row(f"web:{who}", str(number), said, Reply(outcome=outcome))
            continue
        name = known.get(code)
        said = f"cho tôi hỏi {name.short_name if name else 'thủ tục'} cần giấy tờ gì"
        yield _row(f"web:{who}", str(number), said, _reply(known, code, dice, outcome))


def _reply(known: Records, code: str, dice: random.Random, outcome: str = "answered") -> Reply:
    """As long as the assistant's are."""
    procedure = known.get(code)
    name = procedure.short_name if procedure else "thủ tục này"
    text = f"Về {name}: " + " ".join(dice.choices(_STRANGE, k=60))
    choices = tuple(Choice(title=f"Việc {n} của {name}"[:80], value=f"s:{n}") for n in range(5))
    source = SourceNote(
        title="Cổng Dịch vụ công quốc gia",
        url="https://dichvucong.gov.vn",
        checked_on=date.today(),
    )
    return Reply(
        outcome=outcome,
        procedure=code or None,
        messages=(Message(text=text, speak=text, choices=choices, sources=(source,)),),
    )


def _row(conversation: str, message_id: str, text: str, reply: Reply) -> dict[str, Any]:
    return {
        "conversation": conversation, "message_id": message_id, "text": text, "choice": None,
        "details": {"masked": []}, "reply": reply.model_dump(mode="json"),
        "received_at": datetime.now(UTC) - timedelta(hours=1),
    }  # fmt: skip


def _say(engine: Engine, rows: Iterator[dict[str, Any]]) -> None:
    found = MetaData()
    found.reflect(engine, only=("inbox",))
    table = found.tables["inbox"]
    with engine.begin() as connection:
        while batch := list(islice(rows, _BATCH)):
            connection.execute(insert(table), batch)


def _note(engine: Engine, dice: random.Random) -> None:
    now = datetime.now(UTC).timestamp()
    rows = [
        {
            "at": now - 365 * 86_400 * (1 - number / _NOTED), "person": 1, "name": "volunteer",
            "role": "volunteer", "did": dice.choice(("talk_see", "talk_answer", "seat")),
            "what": str(number), "fine": True,
        }
        for number in range(_NOTED)
    ]  # fmt: skip
    with engine.begin() as connection:
        for start in range(0, len(rows), _BATCH):
            connection.execute(insert(AUDIT), rows[start : start + _BATCH])
