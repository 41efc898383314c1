"""Lines quoted from an imported record: cut into pieces, never reworded."""

from __future__ import annotations

from bot.sections.quote import bullet, upper_first
from bot.wording import Speaker
from bot.wording.numbers import amount
from knowledge.imported import LegalText, PortalPaper, PortalTime, PortalWay
from knowledge.imported.readable import Piece, pieces
from knowledge.imported.said import FeeSaid, TimeSaid

_TITLE = 16
"""Words of a text that names a fee and can stand before its amount."""
_LONGEST = 34
"""Words of a piece: with a label and a heading it still fits a message."""


def listed(text: str) -> list[str]:
    """A text as lines of a list."""
    return [_line(piece) for piece in pieces(text, _LONGEST)]


def labelled(label: str, text: str) -> list[str]:
    """A text as lines, the first after a label."""
    found = pieces(text, _LONGEST)
    if not found:
        return listed(label)
    if len(label.split()) > 8:
        return [*listed(label), *(_line(piece) for piece in found)]
    first = bullet(f"{upper_first(label)}: {found[0].text}")
    return [first, *(_line(piece) for piece in found[1:])]


def _line(piece: Piece) -> str:
    return f"… {piece.text}" if piece.continues else bullet(upper_first(piece.text))


def paper(item: PortalPaper, speaker: Speaker) -> list[str]:
    """One line of the checklist; how many, after its last piece."""
    found = labelled(speaker.say("imported.note"), item.name) if item.note else listed(item.name)
    counts = speaker.say("imported.copies", originals=item.originals, copies=item.copies)
    if found and counts:
        found[-1] = f"{found[-1].rstrip(' .;,')} {counts}"
    return found


def fee(item: FeeSaid, speaker: Speaker) -> list[str]:
    """One fee: the amount, the portal's own words, or that it names no amount."""
    label = _ways(item.ways, speaker)
    if item.amount is None:
        text = item.text or speaker.say("imported.fee_unstated")
        return labelled(label, text) if label else listed(text)
    said = amount(item.amount) if item.currency == "VND" else f"{item.amount} {item.currency}"
    if amount(item.amount).removesuffix(" đồng") in item.text:
        return labelled(label, item.text) if label else listed(item.text)
    if item.text.startswith("/"):  # "/trang": of what it is the price
        return _labelled_line(label, f"{said}{item.text}")
    beside = pieces(item.text, _LONGEST)
    if len(beside) == 1 and len(beside[0].text.split()) <= _TITLE:
        said = f"{beside[0].text.rstrip(' .;,:')}: {said}"
    elif beside:
        said = speaker.say("imported.fee_beside", amount=said)
        first = bullet(f"{upper_first(label)}: {said}" if label else upper_first(said))
        return [first, *(_line(piece) for piece in beside)]
    return _labelled_line(label, said)


def time(item: TimeSaid, speaker: Speaker) -> list[str]:
    """One time limit, with its case or its way."""
    label = _ways(item.ways, speaker)
    if item.case:
        label = speaker.say("imported.time_case", case=item.case)
    texts = [line for text in item.texts for line in listed(text)]
    if item.time is None:
        return labelled(label, "\n".join(item.texts)) if label else texts
    return [*_labelled_line(label, _span(item.time, speaker)), *texts]


def _labelled_line(label: str, text: str) -> list[str]:
    return labelled(label, text) if label else listed(text)


def law(item: LegalText) -> list[str]:
    """A law by number and name; the name alone when it has the number."""
    if not item.name or not item.number:
        return listed(item.name or item.number)
    if item.number in item.name:
        return listed(item.name)
    return labelled(item.number, item.name)


def _span(value: PortalTime, speaker: Speaker) -> str:
    number = f"{value.amount:g}".replace(".", ",")
    return speaker.say(f"imported.span_{value.unit}", number=number)


def _ways(ways: tuple[PortalWay, ...], speaker: Speaker) -> str:
    return " hoặc ".join(speaker.say(f"imported.way_{way}") for way in ways)
