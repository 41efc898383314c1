"""Steering the twin: its mode, and its rows. No portal has this."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from connectors.portal.sandbox.dossiers import Script, TwinDossiers
from connectors.portal.sandbox.twin import Json, Mode, Row, Twin


class Patch(BaseModel):
    """Keys to replace in a row."""

    model_config = ConfigDict(extra="forbid")

    listing: Json = Field(default_factory=dict)
    detail: Json = Field(default_factory=dict)


class Turn(BaseModel):
    """Hours to move the twin's clock by."""

    model_config = ConfigDict(extra="forbid")

    hours: float = Field(ge=-100_000, le=100_000)


def router(twin: Twin, dossiers: TwinDossiers) -> APIRouter:
    """Everything below /_twin."""
    routes = APIRouter()

    @routes.get("/state")
    def state() -> dict[str, Any]:
        return {
            "mode": twin.mode.model_dump(),
            "requests": twin.requests,
            "rows": len(twin),
            "dossiers": len(dossiers),
            "now": dossiers.clock.now().isoformat(),
        }

    @routes.post("/mode")
    def set_mode(mode: Mode) -> Mode:
        twin.set_mode(mode)
        return mode

    @routes.put("/rows/{record_id}")
    def put(record_id: str, row: Row) -> Row:
        if row.listing.get("id") != record_id:
            raise HTTPException(422, "listing.id khác với địa chỉ")
        twin.put(record_id, row)
        return row

    @routes.patch("/rows/{record_id}")
    def patch(record_id: str, changed: Patch) -> Row:
        if (row := twin.patch(record_id, changed.listing, changed.detail)) is None:
            raise HTTPException(404, "không có dòng này")
        return row

    @routes.delete("/rows/{record_id}")
    def remove(record_id: str) -> dict[str, bool]:
        return {"removed": twin.remove(record_id)}

    @routes.post("/clock")
    def turn(by: Turn) -> dict[str, str]:
        return {"now": dossiers.clock.turn(by.hours).isoformat()}

    @routes.put("/dossiers/{code}")
    def put_dossier(code: str, script: Script) -> Script:
        if script.code != code:
            raise HTTPException(422, "code khác với địa chỉ")
        dossiers.put(script)
        return script

    return routes
