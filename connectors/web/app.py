"""Putting the app together."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint

from bot.pictures import FOLDER as PICTURES
from bot.replies import Reply
from bot.talk import Assistant, Memory
from bot.talk.small_talk import apology
from connectors.assistant import load_with
from connectors.channels.contract import Channel
from connectors.channels.desk import ChannelDesk
from connectors.channels.registry import CHANNELS, open_channels
from connectors.chat import ChatService, Inbox
from connectors.chat.locks import open_locks
from connectors.desk.desk import Desk, open_desk
from connectors.desk.queue.bring import Bringer, bringing
from connectors.desk.web import install as install_desk
from connectors.dossiers.build import Office, open_office
from connectors.dossiers.delivery import Courier, running
from connectors.dossiers.words import news_reply
from connectors.learned import WatchGate
from connectors.metrics import Meters
from connectors.proposals.deployed import live_changes
from connectors.proposals.follow import Current
from connectors.proposals.workshop import Workshop
from connectors.rasa import actions
from connectors.rasa.client import RasaClient
from connectors.rasa.trackers import Trackers
from connectors.resume import ResumeStore
from connectors.settings import Settings
from connectors.switches import SwitchGate
from connectors.tally import Tally
from connectors.web import (
    api,
    dossier_api,
    errors,
    feedback,
    health,
    metrics,
    news,
    pages,
    pictures,
    summary,
    webhooks,
    widget,
)  # fmt: skip
from connectors.web.errors import failed
from connectors.web.limits import Limits
from connectors.web.state import State
from knowledge.amend import Change
from knowledge.dossiers import Arrived

STATIC = Path(__file__).with_name("static")
_MAX_BODY = 64 * 1024
_INTERNAL = "/internal/"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)

_SWITCH = 0.0005
"""Seconds a thread computes while others wait. With Python's 5 ms, forty answers being made kept
the loop from acknowledging a delivery for seconds."""


def create_app(
    settings: Settings | None = None,
    assistant: Assistant | None = None,
    office: Office | None = None,
    channels: Mapping[str, Channel] | None = None,
    desk: Desk | None = None,
    workshop: Workshop | None = None,
) -> FastAPI:
    """The app. channels: those that are written to; by default all that are configured. desk: the
    helper desk, opened here unless given. workshop: what tries and loads its changes; with an
    assistant that is given there is none unless it is given too.

    Raises:
        KnowledgeError: broken records, or no index; the server does not start with it.
        DossierSettingsError: the chosen provider of dossiers lacks a setting.
        ChannelSettingsError: a channel lacks a setting.
        RuntimeError: no secret for the loopback channel.

    """
    settings = settings or Settings()
    secret = settings.secret.get_secret_value()
    if not secret:
        raise RuntimeError("TUNGBUOC_SECRET chưa đặt: chạy bằng `tungbuoc serve` hoặc `make run`")
    settings.var.mkdir(parents=True, exist_ok=True)
    settings.tracker_path.parent.mkdir(parents=True, exist_ok=True)
    live: Sequence[Change] = ()
    if assistant is None:
        assistant, live = load_with(settings, live_changes(settings))
        workshop = workshop or Workshop.of(settings)
    current = Current(assistant)
    dossiers = office or open_office(
        settings, procedure_of=lambda code: current().records.get(code)
    )
    helpers = desk or open_desk(settings)
    codes, tally = ResumeStore(settings.inbox_url, secret), Tally(settings.inbox_url)
    assistant = replace(
        assistant,
        dossiers=dossiers.desk,
        resume_codes=codes,
        figures=tally,
        public_url=settings.citizens_url,
        people=helpers.queue,
    )
    current.put(assistant)
    switches = SwitchGate(helpers.switches, current)
    meters = Meters(helpers.engine, helpers.now)
    written_to = open_channels(settings) if channels is None else dict(channels)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(_SWITCH)
        async with AsyncExitStack() as stack:
            inbox = Inbox(settings.inbox_url)
            trackers = Trackers(settings.tracker_url)
            locks = open_locks(settings.inbox_url)
            for each in (inbox, trackers, dossiers, codes, tally, locks):
                stack.callback(each.close)
            talks = ChannelDesk(written_to, inbox, locks, settings)
            inbox.forget_older_than(settings.keep_days)
            trackers.forget_older_than(settings.keep_days)
            dossiers.forget_older_than(settings.keep_days)
            talks.forget_older_than(settings.keep_days)
            stack.callback(helpers.close)
            helpers.audit.forget_old()
            helpers.queue.forget_older_than(settings.keep_days)

            def forget(conversation: str) -> None:
                """What else is kept for a conversation."""
                dossiers.desk.forget(conversation)
                codes.forget(conversation)
                talks.forget(conversation)
                helpers.queue.forget(conversation)
                helpers.learned.forget(conversation)

            http = await stack.enter_async_context(httpx.AsyncClient())
            rasa = RasaClient(
                settings.rasa_url, secret, settings.rasa_timeout, settings.restart_patience, http
            )
            chat = ChatService(
                inbox, rasa, trackers, apology(assistant, Memory()), forget, locks,
                patience=settings.rasa_timeout, kept=talks.keep,
                # Also those that another app on this database speaks with: only that one can
                # bring what is answered there.
                written_to=tuple({*CHANNELS, *written_to}),
                gates=(switches, WatchGate(helpers.learned), meters),
            )  # fmt: skip
            app.state.tungbuoc = State(
                settings=settings,
                current=current,
                inbox=inbox,
                trackers=trackers,
                rasa=rasa,
                chat=chat,
                codes=codes,
                limits=Limits(
                    settings.rate_per_client,
                    settings.rate_per_conversation,
                    settings.dossier_per_client,
                ),
                dossiers=dossiers,
                desk=helpers,
                switches=switches,
                meters=meters,
                door=talks.door,
                workshop=workshop,
            )
            follows = dossiers.desk.follows

            def news(item: Arrived) -> Reply:
                return news_reply(current(), item)

            courier = Courier(follows, talks.deliveries, news, dossiers.desk.now)
            bringer = Bringer(helpers.queue, helpers.lines, talks.deliveries)
            await stack.enter_async_context(chat.worker())
            await stack.enter_async_context(bringing(bringer))
            await stack.enter_async_context(talks.running(chat, rasa))
            await stack.enter_async_context(
                running(dossiers.watcher, courier, settings.dossier_rate)
            )
            if workshop:
                await stack.enter_async_context(workshop.working(helpers, current, live))
            yield

    app = FastAPI(
        title="Từng Bước",
        version="1",
        description="Hỏi và làm thủ tục hành chính, từng bước một.",
        lifespan=lifespan,
    )
    errors.install(app)
    app.middleware("http")(_guard)
    app.add_middleware(widget.Origins, listed=settings.allowed_origins, own=settings.citizens_url)
    app.middleware("http")(metrics.measured)
    app.include_router(actions.router(current, secret))
    app.include_router(api.router)
    app.include_router(dossier_api.router)
    app.include_router(feedback.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(news.router)
    app.include_router(pages.router)
    app.include_router(summary.router)
    app.include_router(widget.router)
    app.include_router(webhooks.router)
    app.include_router(pictures.router)
    for channel in written_to.values():
        if hasattr(channel, "routes"):
            app.include_router(channel.routes())
    install_desk(app, helpers)
    app.mount("/pictures", StaticFiles(directory=PICTURES), name="pictures")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


async def _guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Refuse large bodies before they are read; say nothing about the page to others."""
    length = request.headers.get("content-length", "0")
    internal = request.url.path.startswith(_INTERNAL)
    unmeasured = "transfer-encoding" in request.headers
    if not internal and (unmeasured or not length.isdecimal() or int(length) > _MAX_BODY):
        return failed(413, "too_large")
    response = await call_next(request)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if not request.url.path.startswith(("/docs", "/redoc")):
        response.headers.setdefault("Content-Security-Policy", _POLICY)
    return response
