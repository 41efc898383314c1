"""Zalo Official Account as a channel."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import httpx
from fastapi import APIRouter
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.replies import Reply
from connectors.channels import (
    Arrival,
    ChannelError,
    Finding,
    LaterError,
    Outgoing,
    Rates,
    RefusedError,
)
from connectors.settings import Settings
from connectors.zalo_oa import checks, events, history, render, signature, wire
from connectors.zalo_oa.api import Api, ShapeError
from connectors.zalo_oa.oauth import Oauth
from connectors.zalo_oa.remembered import Remembered
from connectors.zalo_oa.stored import Stored, open_private
from connectors.zalo_oa.tokens import Tokens

log = logging.getLogger(__name__)

_NOTHING_TO_POLL = 30.0
_ENOUGH = 3
_KEEP_SECONDS = 1800.0


class ZaloOa:
    """See connectors/channels/contract.py."""

    name = events.NAME

    def __init__(
        self,
        settings: Settings,
        client: httpx.AsyncClient | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._client = client or httpx.AsyncClient()
        self._engine: Engine = open_private(settings.zalo_oa_store_url)
        app, secret = settings.zalo_oa_app_id, settings.zalo_oa_app_secret.get_secret_value()
        timeout = settings.zalo_timeout
        self.stored = Stored(self._engine, app, clock)
        self.remembered = Remembered(self._engine, app, clock)
        self.oauth = Oauth(self._client, settings.zalo_oa_oauth_url, app, secret, timeout, clock)
        self.tokens = Tokens(
            self.stored, self.oauth, settings.zalo_oa_refresh_token.get_secret_value(), clock
        )
        self._api = Api(self._client, settings.zalo_oa_url, self.tokens, timeout)
        self._bookmarks = history.Bookmarks()
        self._keeping: asyncio.Task[None] | None = None
        self._learnt: dict[str, str] | None = None
        self._without_buttons = 0
        self.rates = Rates(settings.zalo_oa_per_minute / 60, 0.0)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        """By signature and age."""
        signature.prove(
            body,
            headers,
            self._settings.zalo_oa_app_id,
            self._settings.zalo_oa_secret.get_secret_value(),
            self._clock() * 1000,
        )

    def read(self, body: bytes) -> Sequence[Arrival]:
        """See `events.read`."""
        return events.read(body, self._settings.zalo_oa_id)

    def render(self, reply: Reply, conversation: str) -> Sequence[Outgoing]:
        """See `render.render`."""
        return render.render(reply, conversation, self._settings.citizens_url)

    def tapped(self, arrival: Arrival) -> Sequence[Outgoing]:
        """Nothing: sent buttons cannot be changed."""
        return ()

    def typing(self, conversation: str) -> Outgoing | None:
        """Zalo OA has no such sign that is known to us."""
        return None

    async def call(self, outgoing: Outgoing) -> None:
        """Send one message, in the first shape that Zalo takes."""
        try:
            await self._call(outgoing)
        except SQLAlchemyError as error:
            raise LaterError(f"không mở được kho token ({type(error).__name__})", 10.0) from None

    async def _call(self, outgoing: Outgoing) -> None:
        body = cast(render.Body, outgoing.body)
        learnt = await self._known_shapes()
        envelope = {"recipient": wire.recipient(outgoing.method, body)}
        refused: list[wire.Shape] = []
        for shape in wire.shapes(body, learnt):
            try:
                data = await self._api.post(
                    wire.path(outgoing.method), {**envelope, "message": shape.message}
                )
            except ShapeError:
                refused.append(shape)
                continue
            self._bookmarks.sent(body["to"], str(data.get("message_id") or ""))
            await self._learn(shape, refused)
            return
        if refused:
            raise RefusedError("-201: Zalo không nhận tham số ở dạng nào")

    def bookmark(self, outgoing: Outgoing, before: str = "") -> str:
        """See `history.py`; groups have no list of their talk that is known to us."""
        if outgoing.method != render.MESSAGE:
            return ""
        return self._bookmarks.now(outgoing.body["to"], before, int(self._clock() * 1000))

    async def arrived(self, outgoing: Outgoing, bookmark: str) -> bool | None:
        """Whether Zalo lists the message; None when it does not say."""
        if not bookmark:
            return None
        body = cast(render.Body, outgoing.body)
        plain = not (body["buttons"] or body["picture"])
        try:
            messages = await self._api.listed(history.question(body["to"]))
        except LaterError:
            raise
        except SQLAlchemyError as error:
            raise LaterError(type(error).__name__, 10.0) from None
        except ChannelError:
            return None
        return history.arrived(messages, body["text"], plain, bookmark)

    async def _known_shapes(self) -> dict[str, str]:
        if self._learnt is None:
            self._learnt = await asyncio.to_thread(self.remembered.learnt)
        return self._learnt

    async def _learn(self, taken: wire.Shape, refused: Sequence[wire.Shape]) -> None:
        """Only from a shape of buttons that was taken where another was refused: when all were,
        the fault may lie in the text.
        """
        if not refused:
            self._without_buttons = 0
            return
        if taken.question != wire.BUTTONS:
            self._neither(refused)
            return
        found = {wire.BUTTONS: taken.answer}
        if any(shape.question == wire.LISTS for shape in refused):
            found[wire.LISTS] = "no"
        known = await self._known_shapes()
        for question, answer in found.items():
            if known.get(question) != answer:
                known[question] = answer
                await self._remember(question, answer)

    async def _remember(self, question: str, answer: str) -> None:
        """The message has been sent: nothing that happens here may have it sent again."""
        try:
            await asyncio.to_thread(self.remembered.learn, question, answer)
        except SQLAlchemyError as error:
            log.warning("zalo-oa: %s not remembered: %s", question, type(error).__name__)

    def _neither(self, refused: Sequence[wire.Shape]) -> None:
        """Text was taken where both shapes of buttons were refused: after some of these in a row
        this process asks no more, since each asking is a call of the budget.
        """
        if refused[-1].question == wire.BUTTONS and self._learnt is not None:
            self._without_buttons += 1
            if self._without_buttons >= _ENOUGH:
                self._learnt[wire.BUTTONS] = wire.NEITHER

    async def poll(self) -> Sequence[bytes]:
        """Zalo OA only delivers to a public address."""
        await asyncio.sleep(_NOTHING_TO_POLL)
        return ()

    async def start(self) -> None:
        """Keep the token fresh from now on."""
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            await self.keep_fresh()
            await asyncio.sleep(_KEEP_SECONDS)

    def routes(self) -> APIRouter:
        """The callback of a login, for the app."""
        from connectors.zalo_oa import login

        return login.router(self, self._settings)

    def link(self, code: str = "") -> str:
        """The account's page, where a talk begins; it takes no code. Empty without its id."""
        oa_id = self._settings.zalo_oa_id
        return f"https://zalo.me/{oa_id}" if oa_id else ""

    async def keep_fresh(self) -> None:
        """Exchange the token when its time has come, though nobody writes: so that an alarm comes
        hours before the old token ends, and the refresh token never grows three months old.
        """
        try:
            await self.tokens.token()
        except LaterError as error:
            log.warning("zalo-oa: token not exchanged: %s", error)
        except SQLAlchemyError as error:
            log.warning("zalo-oa: token not exchanged: %s", type(error).__name__)

    async def check(self) -> Sequence[Finding]:
        """See `checks.py`."""
        return await checks.check(self._settings, self.stored, self.remembered, self._api)

    async def close(self) -> None:
        """Ends an exchange of tokens first."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        await self.tokens.close()
        await self._client.aclose()
        self._engine.dispose()
