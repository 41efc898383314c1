"""A summary as a PDF: A4, large type, boxes to tick, a QR code that leads back into the guide."""

from __future__ import annotations

import io
import logging
from functools import cache
from pathlib import Path

import segno
from font_roboto import Roboto, RobotoBold
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from bot.summary.content import Line, Section, Summary

_MARGIN = 16.0
_BODY, _NOTE, _SMALL, _HEAD, _TITLE = 15.0, 12.5, 10.5, 17.0, 22.0
"""Sizes in points: an old pair of eyes reads 15 at arm's length."""
_LEADING = 0.47
"""Millimetres of a line for each point of its letters."""
_SCALES = (1.0, 0.96, 0.92, 0.88)
"""The smallest still has the body above 13 points."""
_ALMOST_EMPTY = 0.35
_QR = 38.0
_BOX = 5.0
_INDENT = 10.0
_BULLET = 6.0
# What a PDF embeds of a font is logged letter by letter.
logging.getLogger("fontTools").setLevel(logging.ERROR)


def to_pdf(content: Summary) -> bytes:
    """The bytes of the PDF: a little smaller where that spares a last page almost empty."""
    drafts = [_set(content, _SCALES[0])]
    spilt = drafts[0].page_no() > 1 and drafts[0].filled < _ALMOST_EMPTY
    for scale in _SCALES[1:] if spilt else ():
        drafts.append(_set(content, scale))
        if drafts[-1].page_no() < drafts[0].page_no():
            drafts.reverse()
            break
    chosen, *others = drafts
    for draft in others:
        draft.drop()
    return bytes(chosen.output())


def _set(content: Summary, scale: float) -> _Page:
    """The pages at a size: 1 for the sizes above."""
    pdf = _Page(content.title, scale)
    pdf.head(content)
    for section in content.sections:
        pdf.section(section)
    pdf.foot(content.help, content.foot)
    return pdf


@cache
def _fonts() -> dict[str, Path]:
    return {"": Path(Roboto), "B": Path(RobotoBold)}


class _Page(FPDF):
    def __init__(self, title: str, scale: float) -> None:
        super().__init__(format="A4")
        self.scale = scale
        self.filled = 1.0
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN + 3)
        for style, path in _fonts().items():
            self.add_font("Roboto", style, path)
        self.set_title(title)
        self.set_lang("vi")
        self.add_page()

    def drop(self) -> None:
        """Close the fonts of a draft that is never put out."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def head(self, content: Summary) -> None:
        """The title, what it is about, and the QR in the corner."""
        top = self.get_y()
        width = self.epw - (_QR + 26 if content.link else 0)
        self._write(content.title, _TITLE, bold=True, width=width)
        for text in content.under:
            self._write(text, _BODY, width=width)
        if content.link:
            bottom = self.get_y()
            self._qr(content, top)
            self.set_y(max(bottom, self.get_y()))
        self.ln(2)

    def _qr(self, content: Summary, top: float) -> None:
        picture = io.BytesIO()
        segno.make(content.link, error="m").save(picture, kind="png", scale=8, border=2)
        left = self.w - _MARGIN - _QR - 10
        self.image(picture, x=left + 5, y=top, w=_QR, alt_text=content.scan)
        self.set_xy(left - 6, top + _QR)
        self.set_font("Roboto", "", 10.5)
        self.multi_cell(_QR + 16, 4.6, content.scan, align="C", new_x=XPos.LEFT, new_y=YPos.NEXT)
        self.set_font("Roboto", "B", _HEAD)
        self.cell(_QR + 16, 8, content.code, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def section(self, section: Section) -> None:
        """A heading with its lines; a heading never stands alone at the foot of a page."""
        if self.will_page_break(26):
            self.add_page()
        self.ln(2)
        self._write(section.heading, _HEAD, bold=True)
        for line in section.lines:
            self._line(line)

    def _line(self, line: Line) -> None:
        indent = _BULLET if line.ticked is None and line.number is None else _INDENT
        if self.will_page_break(self._height(line, indent)):
            self.add_page()
        top = self.get_y()
        if line.ticked is not None:
            self._box(top, ticked=line.ticked)
        else:
            self.set_font("Roboto", "B", _BODY * self.scale)
            self.set_xy(_MARGIN, top)
            mark = f"{line.number}." if line.number is not None else "•"
            self.cell(indent, _BODY * self.scale * _LEADING, mark)
        self._write(line.text, _BODY, indent=indent)
        if line.note:
            self._write(line.note, _NOTE, indent=indent)
        self.ln(1.2 * self.scale)

    def _height(self, line: Line, indent: float) -> float:
        """How high a line stands with its note, in millimetres: the two are never torn apart."""
        found = 0.0
        for text, size in ((line.text, _BODY), (line.note, _NOTE)):
            if text:
                self.set_font("Roboto", "", size * self.scale)
                lines = self.multi_cell(
                    self.epw - indent, None, text, dry_run=True, output=MethodReturnValue.LINES
                )
                assert isinstance(lines, list)
                found += len(lines) * size * self.scale * _LEADING
        return found

    def _box(self, top: float, *, ticked: bool) -> None:
        self.set_line_width(0.5)
        self.rect(_MARGIN + 0.5, top + 1.2, _BOX, _BOX)
        if ticked:
            self.set_line_width(0.9)
            x, y = _MARGIN + 0.5, top + 1.2
            self.line(x + 1, y + 2.7, x + 2.2, y + 4)
            self.line(x + 2.2, y + 4, x + 4.4, y + 0.9)

    def foot(self, whom: str, lines: tuple[str, ...]) -> None:
        """Whom to ask, in large letters; sources and the day, in small ones."""
        self.ln(3)
        if self.will_page_break(30):
            self.add_page()
        self.set_line_width(0.3)
        self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
        self.ln(2)
        self._write(whom, _BODY, bold=True)
        self.ln(1)
        for text in lines:
            self._write(text, _SMALL)
        self.filled = (self.get_y() - _MARGIN) / self.eph

    def footer(self) -> None:
        """The page's number, so that a printed heap can be put in order."""
        self.set_y(-_MARGIN + 2)
        self.set_font("Roboto", "", _SMALL)
        self.cell(0, 6, f"{self.page_no()}/{{nb}}", align="C")

    def _write(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        width: float = 0,
        indent: float = 0,
    ) -> None:
        size *= self.scale
        self.set_font("Roboto", "B" if bold else "", size)
        self.set_x(_MARGIN + indent)
        self.multi_cell(
            width or self.epw - indent,
            size * _LEADING,
            text,
            align="L",
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
