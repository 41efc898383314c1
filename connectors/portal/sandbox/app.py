"""The twin as a FastAPI app; each family of the portal's API is a router of its own."""

from __future__ import annotations

from fastapi import FastAPI

from connectors.portal.sandbox import control, igate, ndxp, procedures
from connectors.portal.sandbox.dossiers import TwinClock, TwinDossiers, demonstration_scripts
from connectors.portal.sandbox.moods import behave
from connectors.portal.sandbox.twin import Twin


def create_sandbox(twin: Twin, dossiers: TwinDossiers | None = None) -> FastAPI:
    """The app. Everything a portal has follows the twin's mode, /_twin never does."""
    if dossiers is None:
        dossiers = TwinDossiers(demonstration_scripts(), TwinClock())
    app = FastAPI(title="Cổng thử nghiệm", description="Bản sinh đôi của Cổng, chỉ để thử.")
    app.state.twin = twin
    app.middleware("http")(behave(twin))
    app.include_router(procedures.router(twin), prefix="/api/v1")
    app.include_router(ndxp.router(dossiers), prefix="/XrdAdapter/RestService/forward/mapi")
    app.include_router(igate.router(dossiers), prefix="/pa")
    app.include_router(control.router(twin, dossiers), prefix="/_twin")
    return app
