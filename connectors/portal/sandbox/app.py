"""The twin as a FastAPI app; each family of the portal's API is a router of its own."""

from __future__ import annotations

from fastapi import FastAPI

from connectors.portal.sandbox import control, procedures
from connectors.portal.sandbox.moods import behave
from connectors.portal.sandbox.twin import Twin


def create_sandbox(twin: Twin) -> FastAPI:
    """The app. Everything below /api/ follows the twin's mode, /_twin never does."""
    app = FastAPI(title="Cổng thử nghiệm", description="Bản sinh đôi của Cổng, chỉ để thử.")
    app.state.twin = twin
    app.middleware("http")(behave(twin))
    app.include_router(procedures.router(twin), prefix="/api/v1")
    app.include_router(control.router(twin), prefix="/_twin")
    return app
