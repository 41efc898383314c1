"""From a dossier to a few short texts. Facts come from the dossier, the table of states and the
clocks; words from bot/wording/status.yaml.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.wording import Speaker
from knowledge.dossiers import VIETNAM, Dossier
from knowledge.dossiers import clock as clocks
from knowledge.hotlines import Hotlines
from knowledge.schema import Procedure
from knowledge.statuses import Status, Statuses

_MOST_ITEMS = 4
_LONGEST_NAME = 90


def explain(
    dossier: Dossier,
    table: Statuses,
    procedure: Procedure | None,
    speaker: Speaker,
    hotlines: Hotlines,
    now: datetime,
) -> list[str]:
    """Three texts or four: the state and whose turn it is; what to do; the clock and what happens
    if nobody acts; how fresh this is.
    """
    state = table.of(dossier.status_code)
    meant = _state(dossier, state, speaker)
    clock = _clock(dossier, procedure, speaker, hotlines, now)
    texts = [
        meant,
        _to_do(dossier, state, procedure, speaker),
        clock,
        f"{speaker.say('status.if_nobody_acts', text=state.if_nobody_acts)} "
        f"{freshness(dossier, speaker, now)}",
    ]
    if dossier.demonstration:
        texts[0] = f"{speaker.say('status.demonstration')} {texts[0]}"
    return [text for text in texts if text]


def explain_state(status: Status, speaker: Speaker, hotlines: Hotlines) -> list[str]:
    """A state the citizen read on the portal: its meaning, without any dossier."""
    turn = speaker.say(f"status.turn_{status.whose_turn}", agency="")
    meaning = speaker.say(
        "status.explained", words=status.official or status.title, meaning=status.meaning
    )
    return [
        f"{meaning} {turn}".strip(),
        speaker.say("status.do_now", text=status.do_now),
        f"{status.clock} {speaker.say('status.if_nobody_acts', text=status.if_nobody_acts)}",
    ]


def words_of(dossier: Dossier, table: Statuses) -> str:
    """The state in the source's own words, else in the table's."""
    state = table.of(dossier.status_code)
    return dossier.status_text or state.official or state.title


def freshness(dossier: Dossier, speaker: Speaker, now: datetime) -> str:
    """When and where this was seen."""
    at = dossier.fetched_at.astimezone(VIETNAM)
    if not dossier.stale:
        return speaker.say("status.fetched", at=at, source=dossier.source)
    return speaker.say(
        "status.last_known", at=at, age=_age(now - at, speaker), source=dossier.source
    )


def _age(span: timedelta, speaker: Speaker) -> str:
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes < 60:
        return speaker.say("status.age_minutes", number=minutes)
    if minutes < 48 * 60:
        return speaker.say("status.age_hours", number=minutes // 60)
    return speaker.say("status.age_days", number=minutes // (24 * 60))


def _state(dossier: Dossier, state: Status, speaker: Speaker) -> str:
    name = "status.state" if dossier.status_code is not None else "status.state_not_read"
    text = speaker.say(
        name,
        code=dossier.code,
        procedure=_short(dossier.procedure),
        words=dossier.status_text or state.official or state.title,
        meaning=state.meaning,
    )
    turn = speaker.say(f"status.turn_{state.whose_turn}", agency=_short(dossier.agency))
    return f"{text} {turn}".strip()


def _short(name: str) -> str:
    """A name short enough for one message."""
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rsplit(" ", 1)[0] + "…"


def _to_do(dossier: Dossier, state: Status, procedure: Procedure | None, speaker: Speaker) -> str:
    """What the citizen does now; for a supplement the very papers and the last day."""
    do_now = speaker.say("status.do_now", text=state.do_now)
    if dossier.note:
        do_now = f"{speaker.say('status.note', text=_short(dossier.note))}\n{do_now}"
    asked = dossier.supplements[-1] if dossier.supplements else None
    if dossier.status_code != 5 or asked is None:
        return do_now
    lines = [f"• {_short(item)}" for item in asked.items[:_MOST_ITEMS]]
    head = [speaker.say("status.asked_for")] if lines else []
    due = clocks.supplement_due(dossier, procedure)
    last = (
        speaker.say("status.supplement_due", due=due)
        if due
        else speaker.say("status.supplement_due_unknown")
    )
    return "\n".join([*head, *lines, f"{last} {do_now}"])


def _clock(
    dossier: Dossier,
    procedure: Procedure | None,
    speaker: Speaker,
    hotlines: Hotlines,
    now: datetime,
) -> str:
    """How the time stands: the gap before reception, the appointed day, or how it ended."""
    if waiting := clocks.gap(dossier, now):
        return speaker.say(
            "status.gap_over" if waiting.over else "status.gap_soon",
            submitted=waiting.submitted_at.astimezone(VIETNAM).date(),
            waited=waiting.waited,
            call_from=waiting.call_from,
            code=dossier.code,
            hotline=hotlines.portal,
        )
    if dossier.status_code in (1, 3, 7, 8):
        return ""
    late = clocks.lateness(dossier, now, procedure)
    if late is None:
        return "" if clocks.is_done(dossier) else speaker.say("status.due_unknown")
    if clocks.is_done(dossier):
        return _ended(dossier, late, speaker)
    if late.late_days:
        return speaker.say(
            "status.late", due=late.due, days=late.late_days, hotline=hotlines.portal
        )
    parts = [_ahead(dossier, late.due, speaker, now)]
    if late.again:
        parts.append(speaker.say("status.late_again", times=len(dossier.supplements)))
    return " ".join(parts)


def _ahead(dossier: Dossier, due: date, speaker: Speaker, now: datetime) -> str:
    today = now.astimezone(VIETNAM).date()
    if dossier.due_at is None:
        return speaker.say("status.due_by_record", due=due)
    if due <= today:
        return speaker.say("status.due_today" if due == today else "status.due_passed", due=due)
    days = [today + timedelta(days=shift) for shift in range(1, (due - today).days + 1)]
    off = dict.fromkeys(
        name for day in days if day.weekday() < 5 and (name := clocks.holiday_name(day))
    )
    return speaker.say(
        "status.due_ahead",
        due=due,
        left=clocks.working_days_between(today, due),
        holidays=list(off)[:2],
    )


def _ended(dossier: Dossier, late: clocks.Lateness, speaker: Speaker) -> str:
    if dossier.finished_at is None:
        return ""
    return speaker.say(
        "status.done_late" if late.late_days else "status.done_in_time",
        finished=dossier.finished_at.astimezone(VIETNAM).date(),
        due=late.due,
        days=late.late_days,
    )
