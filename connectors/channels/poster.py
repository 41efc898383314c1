"""Posters to hang up at the ward: a QR code each for the channels that are set up and the page."""

from __future__ import annotations

import io
from pathlib import Path

import segno
from font_roboto import Roboto, RobotoBold
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.wording import Speaker, Wording, pair_named
from connectors.channels.registry import ChannelSettingsError, open_channels
from connectors.settings import Settings

_MARGIN, _QR = 20.0, 125.0
_TITLE, _BODY, _SMALL = 40.0, 22.0, 17.0
_NAMED_BY = {"telegram": "TUNGBUOC_TELEGRAM_BOT", "zalo-oa": "TUNGBUOC_ZALO_OA_ID"}


def posters(settings: Settings, folder: Path, code: str = "") -> list[Path]:
    """Write one PDF a way to the assistant. code: the procedure that it begins with.

    Raises:
        ChannelSettingsError: a channel's address cannot be told from its settings.

    """
    folder.mkdir(parents=True, exist_ok=True)
    speaker = Speaker(Wording(), pair_named(None))
    written = []
    for name, link in links(settings, code).items():
        path = folder / f"{name}.pdf"
        path.write_bytes(poster(name, link, speaker))
        written.append(path)
    return written


def links(settings: Settings, code: str = "") -> dict[str, str]:
    """Where each way begins: the page, and the channels that say so (`link(code)`)."""
    found = {"web": settings.citizens_url}
    for name, channel in open_channels(settings).items():
        if hasattr(channel, "link"):
            found[name] = str(channel.link(code))
    for name in (name for name, link in found.items() if not link):
        raise ChannelSettingsError(
            f"chưa biết tên của {name}: đặt {_NAMED_BY[name]} (docs/kenh/{name}.md)"
        )
    return found


def poster(name: str, link: str, speaker: Speaker) -> bytes:
    """One page: what it is for, the code to scan, the address for those who type, the promise."""
    pdf = FPDF(format="A4")
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.add_font("Roboto", "", Path(Roboto))
    pdf.add_font("Roboto", "B", Path(RobotoBold))
    pdf.set_title(speaker.say("channels.poster_title"))
    pdf.set_lang("vi")
    pdf.add_page()

    def write(text: str, size: float, bold: bool = False) -> None:
        pdf.set_font("Roboto", "B" if bold else "", size)
        pdf.multi_cell(0, size * 0.5, text, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pdf.ln(3)

    write(speaker.say("channels.poster_title"), _TITLE, bold=True)
    way, scanner = (speaker.say(f"channels.{kind}_{_key(name)}") for kind in ("way", "scan"))
    write(speaker.say("channels.poster_how", way=way, scanner=scanner), _BODY)
    picture = io.BytesIO()
    segno.make(link, error="m").save(picture, kind="png", scale=16, border=2)
    pdf.image(picture, x=(pdf.w - _QR) / 2, w=_QR, alt_text=link)
    pdf.ln(4)
    write(link.removeprefix("https://"), _BODY, bold=True)
    write(speaker.say("channels.poster_promise"), _BODY)
    write(speaker.say("channels.poster_warning"), _SMALL)
    return bytes(pdf.output())


def _key(name: str) -> str:
    return name.replace("-", "_")
