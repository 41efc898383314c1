"""What troubles, glossary, dossier states and systems may not say.

Each rule is a function `rule(context) -> Iterator[Problem]`, listed in `LASTING` or in `TIMED` as
the rules for records are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from knowledge.aids import Aids
from knowledge.checks import told, trees
from knowledge.errors import Problem
from knowledge.freshness import MAX_AGE
from knowledge.glossary import folded
from knowledge.hotlines import Hotlines
from knowledge.statuses import NATIONAL, UNKNOWN
from knowledge.troubles import Ask
from knowledge.yaml_file import Location, YamlFile

MIN_SIGNS = 20


@dataclass(frozen=True)
class Context:
    """What a rule may look at."""

    aids: Aids
    hotlines: Hotlines
    today: date


Rule = Callable[[Context], Iterator[Problem]]


def texts_can_be_told(context: Context) -> Iterator[Problem]:
    """No district office, household book, unknown number, secret given away or reader addressed."""
    numbers = frozenset(line.number for _, line in context.hotlines)
    for file, at, text in _told(context.aids):
        for reason in told.wrong(text, numbers):
            yield file.problem(at, reason)


def trees_are_sound(context: Context) -> Iterator[Problem]:
    """Every rule about a tree."""
    for entry in context.aids.troubles.entries:
        for rule in trees.RULES:
            yield from rule(entry)


def enough_signs(context: Context) -> Iterator[Problem]:
    """What people say decides whether a trouble is recognised at all."""
    for entry in context.aids.troubles.entries:
        if (count := len(entry.trouble.signs)) < MIN_SIGNS:
            reason = f"{entry.trouble.id}: mới có {count} câu, cần ít nhất {MIN_SIGNS}"
            yield entry.file.problem((*entry.at, "signs"), reason)


def no_sign_twice(context: Context) -> Iterator[Problem]:
    """What people say belongs to one trouble, once."""
    seen: dict[str, str] = {}
    for entry in context.aids.troubles.entries:
        for index, sign in enumerate(entry.trouble.signs):
            if owner := seen.get(folded(sign)):
                at = (*entry.at, "signs", index)
                yield entry.file.problem(at, f"câu “{sign}” đã có ở {owner}")
            seen[folded(sign)] = entry.trouble.id


def sources_are_named(context: Context) -> Iterator[Problem]:
    """Everything that is told names sources its file has."""
    for file, at, used, known in _sources(context.aids):
        if not used:
            yield file.problem(at, "không ghi nguồn (sources)")
        for source in used:
            if source not in known:
                yield file.problem((*at, "sources"), f"không có nguồn tên {source}")


def terms_are_unique(context: Context) -> Iterator[Problem]:
    """A name, without accents, means one thing."""
    seen: dict[str, str] = {}
    glossary = context.aids.glossary
    for index, term in enumerate(glossary):
        for name in term.names:
            if owner := seen.get(folded(name)):
                reason = f"“{name}” trùng với “{owner}” (so không dấu)"
                yield glossary.file.problem((index,), reason)
            seen[folded(name)] = term.term


def statuses_are_complete(context: Context) -> Iterator[Problem]:
    """The ten national states with their words, the unknown one, and none twice."""
    statuses = context.aids.statuses
    codes = [status.code for status in statuses]
    for code in (*NATIONAL, UNKNOWN):
        if code not in codes:
            yield statuses.file.problem(("statuses",), f"thiếu trạng thái {code}")
    for index, status in enumerate(statuses):
        at = ("statuses", index)
        if codes.count(status.code) > 1:
            yield statuses.file.problem((*at, "code"), f"trạng thái {status.code} bị trùng")
        if (status.code in NATIONAL) != (status.official is not None):
            reason = (
                f"trạng thái {status.code}: official chỉ có ở mười trạng thái của bảng quốc gia"
            )
            yield statuses.file.problem((*at, "code"), reason)


def systems_are_unique(context: Context) -> Iterator[Problem]:
    """An id, and a name without accents, mean one system."""
    systems = context.aids.systems
    ids: set[str] = set()
    names: dict[str, str] = {}
    for index, system in enumerate(systems):
        at = ("systems", index)
        if system.id in ids:
            yield systems.file.problem((*at, "id"), f"hệ thống {system.id} bị trùng")
        ids.add(system.id)
        for name in (system.name, *system.also):
            if owner := names.get(folded(name)):
                yield systems.file.problem(at, f"“{name}” trùng với {owner}")
            names[folded(name)] = system.id


def checked_recently(context: Context) -> Iterator[Problem]:
    """Somebody must have looked at a trouble within the limit."""
    for entry in context.aids.troubles.entries:
        at, checked_on = (*entry.at, "checked_on"), entry.trouble.checked_on
        if checked_on > context.today:
            yield entry.file.problem(at, "checked_on ở tương lai")
        elif context.today - checked_on > MAX_AGE:
            reason = f"chưa kiểm tra lại từ {checked_on} (hạn {MAX_AGE.days} ngày)"
            yield entry.file.problem(at, reason)


LASTING: tuple[Rule, ...] = (
    texts_can_be_told,
    trees_are_sound,
    enough_signs,
    no_sign_twice,
    sources_are_named,
    terms_are_unique,
    statuses_are_complete,
    systems_are_unique,
)
TIMED: tuple[Rule, ...] = (checked_recently,)


def find_problems(
    aids: Aids, hotlines: Hotlines, today: date, rules: Sequence[Rule] = (*LASTING, *TIMED)
) -> list[Problem]:
    """Everything these rules find, sorted by file and line."""
    context = Context(aids, hotlines, today)
    return sorted(chain.from_iterable(rule(context) for rule in rules))


def _told(aids: Aids) -> Iterator[tuple[YamlFile, Location, str]]:
    """Every text a citizen may be told, with its place."""
    for entry in aids.troubles.entries:
        yield entry.file, (*entry.at, "title"), entry.trouble.title
        if entry.trouble.doubt:
            yield entry.file, (*entry.at, "doubt"), entry.trouble.doubt
        for index, node in enumerate(entry.trouble.tree):
            at = (*entry.at, "tree", index)
            if not isinstance(node, Ask):
                yield entry.file, (*at, "do"), node.do
                continue
            yield entry.file, (*at, "ask"), node.ask
            for place, answer in enumerate(node.answers):
                yield entry.file, (*at, "answers", place, "title"), answer.title
    for index, term in enumerate(aids.glossary):
        yield aids.glossary.file, (index, "plain"), term.plain
    for index, status in enumerate(aids.statuses):
        for key in ("title", "meaning", "do_now", "if_nobody_acts", "clock"):
            yield aids.statuses.file, ("statuses", index, key), getattr(status, key)
    for index, system in enumerate(aids.systems):
        for key in ("now", "go"):  # `was` tells of the past
            yield aids.systems.file, ("systems", index, key), getattr(system, key)


def _sources(aids: Aids) -> Iterator[tuple[YamlFile, Location, list[str], set[str]]]:
    for entry in aids.troubles.entries:
        yield entry.file, entry.at, entry.trouble.sources, set(entry.sources)
    for index, status in enumerate(aids.statuses):
        known = set(aids.statuses.known_sources)
        yield aids.statuses.file, ("statuses", index), status.sources, known
    for index, system in enumerate(aids.systems):
        known = set(aids.systems.known_sources)
        yield aids.systems.file, ("systems", index), system.sources, known
