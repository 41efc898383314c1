"""Everything the desk's pages use, put together once at start."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import Engine

from connectors.database import create_tables, open_engine
from connectors.desk.accounts import Audit, People, Sessions
from connectors.desk.accounts.oidc import OpenId, Provider
from connectors.desk.queue import Lines, Office, Queue
from connectors.desk.queue.telling import TalkTelling
from connectors.desk.seats import Seats
from connectors.desk.tables import META
from connectors.learned import Learned
from connectors.proposals import Proposals
from connectors.rasa.trackers import Trackers
from connectors.settings import Settings
from connectors.switches.store import META as SWITCHES
from connectors.switches.store import Switches
from knowledge.amend import fingerprint

_SIGN_INS = parse("30/minute")


@dataclass(frozen=True)
class Desk:
    """One per app. openid: None where none is configured."""

    settings: Settings
    engine: Engine
    people: People
    sessions: Sessions
    audit: Audit
    openid: OpenId | None
    seats: Seats
    lines: Lines
    queue: Queue
    switches: Switches
    learned: Learned
    trackers: Trackers
    limiter: MovingWindowRateLimiter
    proposals: Proposals
    now: Callable[[], float]

    def may_sign_in(self, client: str) -> bool:
        """Not more often than a person types: each try costs a slow hash."""
        return bool(self.limiter.hit(_SIGN_INS, "sign-in", client))

    def close(self) -> None:
        """Close every connection."""
        self.trackers.close()
        self.engine.dispose()


def open_desk(
    settings: Settings,
    now: Callable[[], float] = time.time,
    transport: httpx2.BaseTransport | None = None,
) -> Desk:
    """The desk on the app's database."""
    engine = open_engine(settings.inbox_url)
    create_tables(engine, META, SWITCHES)
    people = People(engine, now)
    openid = None
    if settings.desk_oidc_issuer:
        provider = Provider(
            settings.desk_oidc_issuer,
            settings.desk_oidc_client,
            settings.desk_oidc_secret.get_secret_value(),
            settings.desk_oidc_login,
        )
        redirect = f"{settings.citizens_url}/desk/oidc/back"
        openid = OpenId(provider, engine, people, redirect, now, transport)
    lines = Lines(engine, now)
    trackers = Trackers(settings.tracker_url)
    telling = TalkTelling(engine, trackers)
    office = Office(settings.desk_hours, settings.desk_place, settings.desk_phone)
    return Desk(
        settings=settings,
        engine=engine,
        people=people,
        sessions=Sessions(engine, people, now),
        audit=Audit(engine, now),
        openid=openid,
        trackers=trackers,
        learned=Learned(engine, settings.secret.get_secret_value(), now),
        switches=Switches(engine, now),
        seats=Seats(engine, now),
        lines=lines,
        queue=Queue(engine, lines, telling, office, now),
        limiter=MovingWindowRateLimiter(MemoryStorage()),
        proposals=Proposals(engine, now, fingerprint()),
        now=now,
    )
