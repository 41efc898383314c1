"""How many messages a guide takes from the first word to the dossier code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import cast

from bot.guide import facts
from bot.guide.route import route
from bot.guide.state import UNKNOWN, GuideWay, State
from knowledge.records import Records
from knowledge.schema import Procedure

_FIRST_WORD = 1


def answer_sets(procedure: Procedure) -> Iterator[dict[str, str]]:
    """Every way to answer the questions that are asked, "không rõ" included."""
    listed = [[*(answer.id for answer in case.answers), UNKNOWN] for case in procedure.cases]
    return _asked(procedure, listed)


def telling_answers(procedure: Procedure) -> Iterator[dict[str, str]]:
    """One set of answers for each that the guide's way can tell apart.

    Two answers that stand in the same conditions of cases, channels, papers and steps lead the
    same way; "không rõ" stands for itself.
    """
    facts_of = (
        procedure.cases, procedure.channels, procedure.papers, procedure.steps, procedure.visit
    )  # fmt: skip
    conditions = [item.when for group in facts_of for item in group if item.when]
    listed: list[list[str]] = []
    for case in procedure.cases:
        kinds: dict[tuple[bool, ...], str] = {}
        for answer in case.answers:
            kind = tuple(answer.id in when.get(case.id, ()) for when in conditions)
            kinds.setdefault((answer.leads_to is not None, answer.stop, *kind), answer.id)
        listed.append([*kinds.values(), UNKNOWN])
    return _asked(procedure, listed)


def _asked(procedure: Procedure, listed: Sequence[Sequence[str]]) -> Iterator[dict[str, str]]:
    """Each choice of one answer a case, without the cases that are then not asked; each once."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    for given in product(*listed):
        full = dict(zip((case.id for case in procedure.cases), given, strict=True))
        asked = {
            case.id: full[case.id]
            for case in procedure.cases
            if facts.holds(procedure, full, case.when)
        }
        key = tuple(asked.items())
        if key not in seen:
            seen.add(key)
            yield asked


def leads_away(procedure: Procedure, answers: dict[str, str]) -> bool:
    """Whether one of the answers means that another procedure is needed, or none."""
    return any(
        facts.lead_of(procedure, answers, case) or facts.stop_of(procedure, answers, case)
        for case in answers
    )


def messages(procedure: Procedure, answers: dict[str, str], way: str, papers: str) -> int:
    """Messages a citizen sends: the first word, one for each position, the code last.

    papers: "have" for all of them there, "missing" for none: then each takes one message more.
    """
    state = State(code=procedure.code, answers=answers)
    if way in facts.ways(procedure, answers):
        state = State(code=procedure.code, answers=answers, way=_way(way))
    asked = facts.asked_papers(procedure, answers, _way(way))
    told = state.but(papers={paper.id: papers for paper in asked})
    positions = [at for at in route(procedure, told) if at != "end"]
    hows = [p for p in asked if papers == "missing" and not facts.given_there(p, _way(way))]
    return _FIRST_WORD + len(positions) + len(hows)


def extremes(procedure: Procedure) -> tuple[int, int, int]:
    """(shortest, longest, cases) over every set of answers that stays with this procedure."""
    short, long = 10**6, 0
    count = sum(not leads_away(procedure, answers) for answers in answer_sets(procedure))
    for answers in telling_answers(procedure):
        if leads_away(procedure, answers):
            continue
        for way in facts.ways(procedure, answers):
            short = min(short, messages(procedure, answers, way, "have"))
            long = max(long, messages(procedure, answers, way, "missing"))
    return short, long, count


def _way(name: str) -> GuideWay:
    return cast(GuideWay, name)


def table(known: Records) -> str:
    """The table of docs/guide-figures.md."""
    lines = [
        "# Messages from the first word to the dossier code",
        "",
        "Written by `tungbuoc guide lengths --out docs/guide-figures.md` from the records; a test",
        "keeps it current. A message is what the citizen sends: the first word, one answer to each",
        "question, one for each paper and step, the code last. Shortest: every paper is there.",
        "Longest: none is, and each takes one message more; trouble and questions in between are",
        "not counted. Cases: sets of answers (“không rõ” included) that stay with the procedure.",
        "",
        "| code | procedure | cases | shortest | longest |",
        "|---|---|--:|--:|--:|",
    ]
    rows = [(procedure, extremes(procedure)) for procedure in known]
    lines += [
        f"| {procedure.code} | {procedure.short_name} | {count} | {short} | {long} |"
        for procedure, (short, long, count) in rows
    ]
    shortest = sorted(short for _, (short, _, _) in rows)
    longest = sorted(long for _, (_, long, _) in rows)
    lines += [
        "",
        f"Over {len(rows)} procedures: shortest {shortest[0]}–{shortest[-1]}, median "
        f"{shortest[len(rows) // 2]}; longest {longest[0]}–{longest[-1]}, median "
        f"{longest[len(rows) // 2]}.",
    ]
    return "\n".join(lines) + "\n"
