"""A card in words: one message, at most sixty words, then the choices."""

from __future__ import annotations

from bot.guide.card import Card, Option, Part
from bot.replies import Choice, Link, Message, Progress, SourceNote
from bot.sections.pages import MAX_WORDS
from bot.wording import Speaker
from bot.wording.numbers import lower_first
from knowledge.schema import Procedure

_MOST_SOURCES = 3
_MOST_CONDITION = 20
_COUNTED = {"case": "case", "paper": "paper", "step": "step", "visit": "step", "post": "step"}
"""First word of a template that counts → whose words its progress is told in."""
_PAGES = {
    "search": ("link_search", "https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach"),
    "status": ("link_status", "https://dichvucong.gov.vn/tra-cuu-ho-so"),
}


def render(made: Card, procedure: Procedure, speaker: Speaker) -> Message:
    """The message of a card. Spare parts are left out, last first, until it is short enough."""
    text = _text(made.parts, speaker)
    by_id = {source.id: source for source in procedure.sources}
    named = [by_id[name] for name in made.quoted if name in by_id] or procedure.sources[:1]
    notes = tuple(
        SourceNote(title=source.title, url=source.url, checked_on=procedure.checked_on)
        for source in (named[:_MOST_SOURCES] if made.sourced else ())
    )
    return Message(
        text=text,
        speak=text.replace("\n", " "),
        choices=tuple(_choice(option, speaker) for option in made.options),
        image=f"/pictures/{made.picture}.svg" if made.picture else None,
        image_alt=speaker.say(f"guide.picture_{made.picture}") if made.picture else "",
        links=_links(made, procedure, speaker),
        sources=notes,
        progress=_progress(made.parts, speaker),
    )


def _progress(parts: tuple[Part, ...], speaker: Speaker) -> Progress | None:
    """The “Bước 3/9” that a card begins with, as numbers."""
    for part in parts:
        given = dict(part.facts)
        counted = _COUNTED.get(part.template.removeprefix("guide.").split("_")[0])
        if counted and {"number", "count"} <= given.keys():
            number, count = given["number"], given["count"]
            label = speaker.say(f"guide.progress_{counted}", number=number, count=count)
            return Progress(label=label, number=number, count=count)
    return None


def _text(parts: tuple[Part, ...], speaker: Speaker) -> str:
    said = [(_say(part, speaker), part.spare) for part in parts]
    said = [(text, spare) for text, spare in said if text]
    while _words(said) > MAX_WORDS and any(spare for _, spare in said):
        last = max(at for at, (_, spare) in enumerate(said) if spare)
        del said[last]
    return "\n".join(text for text, _ in said)


def _words(said: list[tuple[str, bool]]) -> int:
    return sum(len(text.split()) for text, _ in said)


def _say(part: Part, speaker: Speaker) -> str:
    given = dict(part.facts)
    if "when" in given:
        when = given.pop("when")
        given["when_said"] = _when(when, speaker) + " " if when else ""
        for name in ("name", "do"):
            if when and name in given:
                given[name] = lower_first(given[name])
    if part.template == "guide.changed":
        given["parts"] = [speaker.say(f"guide.changed_{name}") for name in given["parts"]]
    return " ".join(speaker.say(part.template, **given).split())


def _when(when: tuple[tuple[str, ...], ...], speaker: Speaker) -> str:
    """“Nếu …:”; a condition too long to follow only says that there is one."""
    said = speaker.say("guide.when", when=when)
    return said if len(said.split()) <= _MOST_CONDITION else speaker.say("guide.when_long")


def _choice(option: Option, speaker: Speaker) -> Choice:
    title = option.title or speaker.say(option.template)
    return Choice(title=title, value=option.value)


def _links(made: Card, procedure: Procedure, speaker: Speaker) -> tuple[Link, ...]:
    if made.link == "portal":
        return (Link(title=speaker.say("link_portal"), url=procedure.portal.url),)
    if made.link in _PAGES:
        title, url = _PAGES[made.link]
        return (Link(title=speaker.say(title), url=url),)
    return ()
