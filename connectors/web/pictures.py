"""Our drawings as PNG, for platforms that fetch pictures themselves and take no SVG."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bot.pictures import png
from connectors.web.errors import ApiError

router = APIRouter(include_in_schema=False)

_A_DAY = "public, max-age=86400"


@router.get("/pictures/{name}.png")
def picture(name: str) -> Response:
    """One drawing. It is drawn once and kept."""
    try:
        drawn = png(name)
    except KeyError:
        raise ApiError(404, "not_found") from None
    return Response(drawn, media_type="image/png", headers={"Cache-Control": _A_DAY})
