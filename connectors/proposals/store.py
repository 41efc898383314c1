"""Proposals and what becomes of them. Every step is conditional on the state that was seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.database import create_tables, writing
from connectors.proposals.tables import META, PROPOSALS, REVISION
from knowledge.amend import Change

State = Literal[
    "draft", "waiting", "running", "refused", "passed", "live", "declined", "withdrawn", "undone"
]
FRESH_SECONDS = 7 * 86_400
"""A trial counts for so long: meanwhile a law may have ended."""
_P = PROPOSALS.c


class ProposalError(Exception):
    """reason: a key of the desk's `words.yaml`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Proposal:
    """A proposal as it stands. report: what the trial said; empty before. by: the proposer's
    number. tried_on: revision and records of the trial.
    """

    number: int
    change: Change
    state: State
    origin: str
    by: int
    by_shown: str
    made_at: float
    report: Mapping[str, Any]
    tried_at: float | None
    tried_on: str
    tries: int
    decided_shown: str
    decided_at: float | None
    live_from: int | None
    note: str


class Proposals:
    """Blocking; each call one short transaction. package: the records this process was started
    with, by fingerprint: a trial with others does not count.
    """

    def __init__(self, engine: Engine, now: Callable[[], float], package: str) -> None:
        self._engine = engine
        self._now = now
        self.package = package
        create_tables(engine, META)
        try:
            with engine.begin() as connection:
                if connection.execute(select(REVISION)).first() is None:
                    connection.execute(insert(REVISION).values(id=1, revision=0))
        except IntegrityError:
            pass  # Another process made it in between.

    def add(self, change: Change, by: int, shown: str, origin: str, *, draft: bool) -> int:
        """A new proposal; its number, which its change gets too."""
        with self._engine.begin() as connection:
            row = connection.execute(
                insert(PROPOSALS).values(
                    procedure=change.procedure, state="draft" if draft else "waiting", body="",
                    origin=origin, by=by, by_shown=shown, made_at=self._now(),
                )
            )  # fmt: skip
            key = row.inserted_primary_key
            assert key
            number = int(key[0])
            _write(connection, number, change)
        return number

    def get(self, number: int) -> Proposal:
        """One proposal.

        Raises:
            ProposalError: not_there.

        """
        with self._engine.connect() as connection:
            row = connection.execute(select(PROPOSALS).where(_P.number == number)).mappings()
            found = row.first()
        if found is None:
            raise ProposalError("not_there")
        return _proposal(found)

    def all(self, limit: int = 300) -> list[Proposal]:
        """The newest first."""
        query = select(PROPOSALS).order_by(_P.number.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_proposal(row) for row in connection.execute(query).mappings()]

    def draft_of(self, person: int, procedure: str) -> Proposal | None:
        """What this person has begun for this procedure and not sent."""
        query = select(PROPOSALS).where(
            _P.by == person, _P.procedure == procedure, _P.state == "draft"
        )
        with self._engine.connect() as connection:
            row = connection.execute(query.order_by(_P.number.desc())).mappings().first()
        return _proposal(row) if row else None

    def rewrite(self, number: int, person: int, change: Change) -> None:
        """Another content of a draft of this person's.

        Raises:
            ProposalError: too_late.

        """
        with self._engine.begin() as connection:
            done = connection.execute(
                update(PROPOSALS)
                .where(_P.number == number, _P.by == person, _P.state == "draft")
                .values(body=_body(change, number))
            )
        if not done.rowcount:
            raise ProposalError("too_late")

    def send(self, number: int, person: int) -> None:
        """A draft is to be tried.

        Raises:
            ProposalError: too_late.

        """
        self._move(number, ("draft",), "waiting", _P.by == person)

    def withdraw(self, number: int, person: int) -> None:
        """The proposer takes it back.

        Raises:
            ProposalError: too_late.

        """
        states = ("draft", "waiting", "running", "refused", "passed")
        self._move(number, states, "withdrawn", _P.by == person, token=None)

    def decline(self, number: int, person: int, shown: str, note: str) -> None:
        """Somebody else says no, and why.

        Raises:
            ProposalError: own, too_late.

        """
        self._not_own(number, person)
        self._move(
            number, ("passed",), "declined", decided_by=person, decided_shown=shown,
            decided_at=self._now(), note=note,
        )  # fmt: skip

    def put_live(self, number: int, person: int, shown: str) -> int:
        """Live from now on; the revision. What was tried with other records is tried again first.

        Raises:
            ProposalError: own, too_late, stale.

        """
        proposal = self._not_own(number, person)
        tried, _, package = proposal.tried_on.partition(" ")
        fresh = (proposal.tried_at or 0) > self._now() - FRESH_SECONDS
        if proposal.state != "passed":
            raise ProposalError("too_late")
        if fresh and package == self.package:
            with writing(self._engine) as connection:
                revision = int(tried) + 1
                if _moved(connection, int(tried)):
                    done = connection.execute(
                        update(PROPOSALS)
                        .where(_P.number == number, _P.state == "passed")
                        .values(
                            state="live", live_from=revision, decided_by=person,
                            decided_shown=shown, decided_at=self._now(),
                        )
                    )  # fmt: skip
                    if done.rowcount:
                        return revision
                    raise ProposalError("too_late")
        self._move(number, ("passed",), "waiting", tries=0)
        raise ProposalError("stale")

    def undo(self, number: int, person: int, shown: str) -> None:
        """No longer live. The last change of a procedure first: an older one may be what it was
        written for.

        Raises:
            ProposalError: too_late, newer.

        """
        with writing(self._engine) as connection:
            seen = connection.execute(select(REVISION.c.revision)).scalar_one()
            row = connection.execute(select(PROPOSALS).where(_P.number == number)).mappings()
            found = row.first()
            if found is None or found["state"] != "live":
                raise ProposalError("too_late")
            newer = select(func.count()).where(
                _P.procedure == found["procedure"], _P.state == "live",
                _P.live_from > found["live_from"],
            )  # fmt: skip
            if connection.execute(newer).scalar_one():
                raise ProposalError("newer")
            if not _moved(connection, seen):
                raise ProposalError("too_late")
            connection.execute(
                update(PROPOSALS)
                .where(_P.number == number)
                .values(
                    state="undone", decided_by=person, decided_shown=shown, decided_at=self._now()
                )
            )

    def revision(self) -> int:
        """Counts what went live and what was taken back."""
        with self._engine.connect() as connection:
            return int(connection.execute(select(REVISION.c.revision)).scalar_one())

    def live(self) -> list[Change]:
        """What is live, in the order it went live."""
        with self._engine.connect() as connection:
            return live_in(connection)

    def _not_own(self, number: int, person: int) -> Proposal:
        proposal = self.get(number)
        if proposal.by == person:
            raise ProposalError("own")
        return proposal

    def _move(
        self, number: int, states: tuple[str, ...], to: State, *where: Any, **more: Any
    ) -> None:
        with self._engine.begin() as connection:
            done = connection.execute(
                update(PROPOSALS)
                .where(_P.number == number, _P.state.in_(states), *where)
                .values(state=to, **more)
            )
        if not done.rowcount:
            raise ProposalError("too_late")


def live_in(connection: Connection) -> list[Change]:
    """What is live, in the order it went live."""
    query = select(_P.body).where(_P.state == "live").order_by(_P.live_from)
    return [Change.model_validate_json(body) for body in connection.execute(query).scalars()]


def _moved(connection: Connection, seen: int) -> bool:
    """Whether the revision went one on from the number that was seen."""
    done = connection.execute(
        update(REVISION).where(REVISION.c.revision == seen).values(revision=seen + 1)
    )
    return bool(done.rowcount)


def _body(change: Change, number: int) -> str:
    return change.model_copy(update={"number": number}).model_dump_json()


def _write(connection: Connection, number: int, change: Change) -> None:
    body = _body(change, number)
    connection.execute(update(PROPOSALS).where(_P.number == number).values(body=body))


def _proposal(row: RowMapping) -> Proposal:
    return Proposal(
        number=row["number"],
        change=Change.model_validate_json(row["body"]),
        state=row["state"],
        origin=row["origin"],
        by=row["by"],
        by_shown=row["by_shown"],
        made_at=row["made_at"],
        report=json.loads(row["report"]) if row["report"] else {},
        tried_at=row["tried_at"],
        tried_on=row["tried_on"] or "",
        tries=row["tries"],
        decided_shown=row["decided_shown"] or "",
        decided_at=row["decided_at"],
        live_from=row["live_from"],
        note=row["note"],
    )
