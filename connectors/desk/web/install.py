"""Putting the desk into the app."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from connectors.desk.desk import Desk
from connectors.desk.web import (
    charts,
    manage,
    proposals,
    proposing,
    reviewing,
    seat,
    sign_in,
    switching,
    talks,
)
from connectors.desk.web.guard import DeskError, refused
from connectors.desk.web.pages import STATIC


def install(app: FastAPI, desk: Desk) -> None:
    """Routes, static files, the page that says no."""
    app.state.desk = desk
    app.add_exception_handler(DeskError, refused)
    for part in (sign_in, manage, seat, talks, switching, charts, reviewing, proposing, proposals):
        app.include_router(part.router)
    app.mount("/desk/static", StaticFiles(directory=STATIC), name="desk-static")
