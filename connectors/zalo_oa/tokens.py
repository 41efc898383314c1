"""A good access token, exchanged by exactly one process, stored before anybody uses it.

The refresh token is good once. So an exchange is claimed in the database first; what comes back is
stored before it is used; a process that dies in between leaves its claim behind, and the next one
tries the same refresh token again: if Zalo never saw the first try all is well, and if it did
(-14020) the new pair is lost: the alarm is `spent`, nobody asks again, and a person must log in.
The exchange is made when a fifth of the access token's life is left (five hours of twenty-five),
so that after an alarm the old access token still answers for a while.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from connectors.channels import LaterError
from connectors.zalo_oa.oauth import SPENT, Oauth, OauthRefusedError
from connectors.zalo_oa.stored import Kept, Pair, Stored

log = logging.getLogger(__name__)

LOGIN = "tungbuoc channels zalo-oa login"

_LEFT = 0.2
_YOUNG = 120.0
_PATIENCE = 10.0
_LOOK = 0.2
_STORE_TRIES = 6
_PAUSES = (5.0, 15.0, 60.0, 300.0)
_REFUSED_PAUSE = 600.0
_ALARM_PAUSE = 300.0


class NoTokenError(LaterError):
    """There is no usable token, and none can be had now."""


class Tokens:
    """One per process; any number of processes over one database."""

    def __init__(
        self,
        stored: Stored,
        oauth: Oauth,
        seed: str = "",
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """seed: a refresh token to begin with while nothing is stored."""
        self._stored = stored
        self._oauth = oauth
        self._seed = seed
        self._clock = clock
        self._sleep = sleep
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"[-64:]
        self._lock = asyncio.Lock()
        self._unsaved: tuple[int, Pair] | None = None
        self._exchanging: asyncio.Task[None] | None = None

    async def token(self) -> str:
        """An access token that still lasts.

        Raises:
            NoTokenError: nobody logged in, or the alarm is on and the old token has ended.
            LaterError: another process is exchanging it, or Zalo does not answer.

        """
        kept = await self._kept()
        now = self._clock()
        if kept.expires_at - now > kept.pair.lasts * _LEFT:
            return kept.pair.access_token
        try:
            patience = 0.0 if kept.expires_at > now else _PATIENCE
            return (await self._next(kept, patience)).pair.access_token
        except LaterError:
            if kept.expires_at > now:
                return kept.pair.access_token
            raise

    async def renewed(self, refused: str) -> str:
        """Another token than this one, which Zalo has just refused. A pair that is minutes old is
        not exchanged again: then it is not the token's fault.

        Raises:
            NoTokenError: as `token`, or the pair is too young.
            LaterError: as `token`.

        """
        kept = await self._kept()
        if kept.pair.access_token != refused:
            return kept.pair.access_token
        if kept.generation > 1 and self._clock() - kept.pair.obtained_at < _YOUNG:
            raise NoTokenError("Zalo không nhận token vừa cấp", _ALARM_PAUSE)
        return (await self._next(kept, _PATIENCE)).pair.access_token

    async def _kept(self) -> Kept:
        kept = await asyncio.to_thread(self._stored.tokens)
        if kept is None and self._seed:
            await asyncio.to_thread(self._stored.seed, self._seed)
            kept = await asyncio.to_thread(self._stored.tokens)
        if kept is None:
            raise NoTokenError(f"chưa đăng nhập Zalo OA: chạy `{LOGIN}`", _ALARM_PAUSE)
        return kept

    async def _next(self, old: Kept, patience: float) -> Kept:
        """The row after `old`'s, by our exchange or another's; that one is waited for so many
        seconds.
        """
        end = self._clock() + patience
        async with self._lock:
            while True:
                kept = await self._kept()
                if kept.generation > old.generation:
                    return kept
                if await self._saved_at_last(kept):
                    continue
                if kept.alarm == "spent":
                    raise NoTokenError(f"phải đăng nhập lại: `{LOGIN}`", _ALARM_PAUSE)
                if kept.again_at > self._clock():
                    raise LaterError("đổi token vừa không được", kept.again_at - self._clock())
                if await asyncio.to_thread(self._stored.claim, kept.generation, self._holder):
                    await self._exchange_whole(kept)
                elif self._clock() >= end:
                    raise LaterError("một tiến trình khác đang đổi token", 5.0)
                else:
                    await self._sleep(_LOOK)

    async def _exchange_whole(self, kept: Kept) -> None:
        """Whoever waited for it may be cancelled; the exchange goes on until it is stored."""
        self._exchanging = asyncio.create_task(self._exchange(kept))
        self._exchanging.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.shield(self._exchanging)

    async def _exchange(self, kept: Kept) -> None:
        if kept.claimed_by is not None:
            log.warning("zalo-oa: %s began to exchange the token and never ended", kept.claimed_by)
        try:
            pair = await self._oauth.refresh(kept.pair.refresh_token)
        except OauthRefusedError as error:
            await self._alarm(kept, error.code)
            raise NoTokenError(f"Zalo không cấp token mới ({error.code})", _ALARM_PAUSE) from None
        except LaterError as error:
            pause = error.seconds or _PAUSES[min(kept.failures, len(_PAUSES) - 1)]
            await self._failed(kept, pause)
            # Whatever became of the exchange: the message itself was not sent.
            raise LaterError(f"đổi token: {error}", pause) from None
        await self._save(kept.generation, pair)

    async def _alarm(self, kept: Kept, code: int) -> None:
        """One log line for each alarm, however many calls run into it."""
        alarm = "spent" if code == SPENT else "refused"
        await self._failed(kept, _REFUSED_PAUSE, alarm, code)
        if kept.alarm != alarm:
            log.error(
                "zalo-oa: ALARM %s (%s): no new token; replies wait from %s on. Run `%s`.",
                alarm,
                code,
                time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(kept.expires_at)),
                LOGIN,
            )

    async def _failed(
        self, kept: Kept, pause: float, alarm: str = "", code: int | None = None
    ) -> None:
        await asyncio.to_thread(
            self._stored.failed, kept.generation, self._holder, pause, alarm, code
        )

    async def _save(self, generation: int, pair: Pair) -> None:
        """Store the pair before it is used. It exists nowhere else: a database that is away for a
        moment is waited for, and tried again with the next call.
        """
        self._unsaved = (generation, pair)
        for attempt in range(_STORE_TRIES):
            try:
                await asyncio.to_thread(self._stored.exchanged, generation, pair)
            except SQLAlchemyError as error:
                log.error("zalo-oa: the new token cannot be stored: %s", type(error).__name__)
                await self._sleep(min(8.0, 0.5 * 2**attempt))
            else:
                self._unsaved = None
                return
        raise LaterError("không lưu được token mới", 10.0)

    async def _saved_at_last(self, kept: Kept) -> bool:
        """Whether a pair of an earlier call was waiting, and is stored now."""
        if self._unsaved is None:
            return False
        generation, pair = self._unsaved
        if generation == kept.generation:
            await self._save(generation, pair)
        self._unsaved = None
        return True

    async def close(self) -> None:
        """Wait for an exchange that is under way: its pair would be lost."""
        if self._exchanging is not None:
            await asyncio.wait({self._exchanging})
