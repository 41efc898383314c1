"""The Zalo Bot Platform as a channel."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence

import httpx

from bot.replies import Reply
from connectors.channels import (
    Arrival,
    Finding,
    ForgedError,
    Outgoing,
    Rates,
    RefusedError,
)
from connectors.settings import Settings
from connectors.zalo_bot import checks, events, render
from connectors.zalo_bot.api import Api

SECRET = "x-bot-api-secret-token"  # noqa: S105 - the header's name

_POLL_SECONDS = 30


class ZaloBot:
    """See connectors/channels/contract.py."""

    name = events.NAME

    def __init__(self, settings: Settings, client: httpx.AsyncClient | None = None) -> None:
        self._settings = settings
        self._secret = settings.zalo_bot_secret.get_secret_value()
        self._client = client or httpx.AsyncClient()
        self._api = Api(
            self._client,
            settings.zalo_bot_url,
            settings.zalo_bot_token.get_secret_value(),
            settings.zalo_timeout,
        )
        self.polls = settings.zalo_bot_polling
        self._polled = False
        self.rates = Rates(settings.zalo_bot_per_second, 0.2)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> None:
        """By the secret that was given with `setWebhook`."""
        given = headers.get(SECRET, "").encode("utf-8", "surrogatepass")
        if not self._secret or not hmac.compare_digest(given, self._secret.encode()):
            raise ForgedError("sai hoặc thiếu mã bí mật của webhook")

    def read(self, body: bytes) -> Sequence[Arrival]:
        """See `events.read`."""
        return events.read(body, self._settings.zalo_bot_name)

    def render(self, reply: Reply, conversation: str) -> Sequence[Outgoing]:
        """See `render.render`."""
        return render.render(reply, conversation, self._settings.citizens_url)

    def tapped(self, arrival: Arrival) -> Sequence[Outgoing]:
        """Nothing: there are no buttons."""
        return ()

    def typing(self, conversation: str) -> Outgoing | None:
        """`sendChatAction`."""
        return render.typing(conversation)

    async def call(self, outgoing: Outgoing) -> None:
        """Make one call. A picture that is refused is left out: the words stand in a call of
        their own.
        """
        try:
            await self._api.call(outgoing.method, outgoing.body)
        except RefusedError:
            if outgoing.method != render.PICTURE:
                raise

    def again(self, outgoing: Outgoing) -> Outgoing:
        """See `render.again`; the platform has no way to ask what arrived."""
        return render.again(outgoing)

    async def poll(self) -> Sequence[bytes]:
        """One update at most, since the platform hands out one at a time; a webhook that is still
        set is taken off first. Whether an update comes again when we die before storing it is not
        documented; a webhook is safer.
        """
        if not self._polled:
            await self._api.call("deleteWebhook", {})
            self._polled = True
        result = await self._api.call(
            "getUpdates", {"timeout": str(_POLL_SECONDS)}, longer=_POLL_SECONDS
        )
        if result is None:
            return ()
        updates = result if isinstance(result, list) else [result]
        return [json.dumps({"ok": True, "result": one}).encode() for one in updates]

    async def register(self, address: str) -> None:
        """Have deliveries brought to `address`.

        Raises:
            ChannelError: the platform does not take it, or a setting is missing.

        """
        missing = [one.words for one in checks.of_settings(self._settings) if not one.fine]
        if missing:
            raise RefusedError(missing[0])
        body = {"url": address, "secret_token": self._secret}
        await self._api.call("setWebhook", body)

    async def check(self) -> Sequence[Finding]:
        """See `checks.py`."""
        return await checks.check(self._settings, self._api)

    async def close(self) -> None:
        """Give back connections."""
        await self._client.aclose()
