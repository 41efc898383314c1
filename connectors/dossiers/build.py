"""Putting the desk together from the settings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from connectors.database import create_tables, open_engine
from connectors.dossiers.breaker import Breaker
from connectors.dossiers.deeplink import DeepLinkProvider
from connectors.dossiers.follows import Follows
from connectors.dossiers.http import Http
from connectors.dossiers.igate import Gateway, IgateProvider
from connectors.dossiers.known import KnownStates, salt_in
from connectors.dossiers.lookup import Lookup
from connectors.dossiers.ndxp import Account, NdxpProvider
from connectors.dossiers.service import Dossiers, vietnam_now
from connectors.dossiers.tables import META
from connectors.dossiers.watch import Watcher
from connectors.settings import Settings
from knowledge.dossiers import StatusProvider
from knowledge.schema import Procedure


class DossierSettingsError(Exception):
    """A provider is chosen, and something it needs is not set."""


@dataclass(frozen=True)
class Office:
    """Everything about dossiers of one process."""

    desk: Dossiers
    watcher: Watcher
    known: KnownStates
    engine: Engine
    http: Http

    def forget_older_than(self, days: int) -> None:
        """Delete what nobody needs any more."""
        limit = self.desk.now() - timedelta(days=days)
        self.known.forget_older_than(limit)
        self.desk.follows.forget_ended_before(limit)

    def close(self) -> None:
        """Close every connection."""
        self.http.close()
        self.engine.dispose()


def open_office(
    settings: Settings,
    now: Callable[[], datetime] = vietnam_now,
    clock: Callable[[], float] = time.monotonic,
    procedure_of: Callable[[str], Procedure | None] = lambda code: None,
) -> Office:
    """The desk, its stores and its provider.

    Raises:
        DossierSettingsError: the chosen provider lacks a setting.

    """
    engine = open_engine(settings.inbox_url)
    create_tables(engine, META)
    http = Http()
    known = KnownStates(engine, salt_in(settings.var))
    lookup = Lookup(
        provider(settings, http, now),
        known,
        Breaker(clock),
        now,
        settings.dossier_per_person,
        settings.dossier_misses,
        timedelta(seconds=settings.dossier_fresh_seconds),
    )
    follows = Follows(engine)
    demonstration = settings.dossier_provider == "demonstration"
    desk = Dossiers(lookup, follows, now, demonstration)
    soonest = timedelta(seconds=settings.dossier_check_seconds)
    watcher = Watcher(follows, lookup, now, procedure_of, soonest=soonest)
    return Office(desk, watcher, known, engine, http)


def provider(settings: Settings, http: Http, now: Callable[[], datetime]) -> StatusProvider:
    """The provider that the settings choose.

    Raises:
        DossierSettingsError: something it needs is not set.

    """
    chosen = settings.dossier_provider
    if chosen == "demonstration":
        account = Account(settings.sandbox_url, "thu", "thu", "H99.01")
        return NdxpProvider(account, http, now, settings.dossier_timeout, demonstration=True)
    if chosen == "none":
        return DeepLinkProvider()
    if not settings.dossier_url:
        raise DossierSettingsError("TUNGBUOC_DOSSIER_URL chưa đặt")
    if chosen == "igate":
        gateway = Gateway(
            settings.dossier_url, settings.dossier_token.get_secret_value(), settings.dossier_path
        )
        return IgateProvider(gateway, http, now, settings.dossier_timeout)
    account = Account(
        settings.dossier_url,
        settings.dossier_username.get_secret_value(),
        settings.dossier_password.get_secret_value(),
        settings.dossier_unit,
        settings.dossier_destination,
    )
    if not (account.username and account.password and account.unit):
        raise DossierSettingsError(
            "TUNGBUOC_DOSSIER_USERNAME, TUNGBUOC_DOSSIER_PASSWORD và TUNGBUOC_DOSSIER_UNIT "
            "phải đặt cả ba"
        )
    return NdxpProvider(account, http, now, settings.dossier_timeout)
