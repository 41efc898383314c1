"""An imported procedure: the portal's own words, in parts that a reply can quote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

PAGE = "https://dichvucong.gov.vn/dich-vu-cong-truc-tuyen/{code}"
"""The procedure's page for people. It answers 200 for any code: no proof that one exists."""

Level = Literal["commune", "province", "ministry"]
PortalWay = Literal["online", "counter", "post", "counter_and_online"]
TimeUnit = Literal["working_day", "day", "hour", "month", "year", "other"]
"""`other`: the portal gives a number without saying of what."""

MarkKind = Literal[
    "district",
    "household_book",
    "stale_word",
    "repealed_law",
    "expired_fee",
    "fee_mismatch",
    "impossible_year",
    "merged_code",
    "reused_code",
    "glued_number",
    "wrong_content",
    "test_record",
]
Part = Literal["documents", "fee", "time", "where", "how", "eligibility", "result", "legal"]


class ImportedModel(BaseModel):
    """Strict and frozen, like the curated schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(ImportedModel):
    """Something in a record that cannot be taken at its word.

    found: the record's own words. part: the section they stand in, None for the whole record.
    why: one sentence for an editor. since, until: the days between which it holds (both
    inclusive; None is open). grave: the record is not to be served at all.
    """

    kind: MarkKind
    found: str
    part: Part | None = None
    why: str
    grave: bool = False
    since: date | None = None
    until: date | None = None

    def holds_on(self, today: date) -> bool:
        """Whether the mark holds on that day."""
        return (self.since is None or self.since <= today) and (
            self.until is None or today <= self.until
        )


class PortalTime(ImportedModel):
    """How long it takes, as far as the portal says; half days occur."""

    amount: int | float
    unit: TimeUnit


class PortalFee(ImportedModel):
    """One fee. value: in `currency`; 0 and None both mean that no amount was entered, not that
    it is free: only `text` can say that.
    """

    kind: str = "FEE"
    value: int | None = None
    currency: str = "VND"
    text: str = ""


class Method(ImportedModel):
    """One way to hand in, with its time and fees. time_text: words where the portal should have a
    number ("không quá 35 ngày kể từ …"): some provinces write there.
    """

    way: PortalWay
    time: PortalTime | None = None
    time_text: str = ""
    text: str = ""
    fees: list[PortalFee] = []


class PortalPaper(ImportedModel):
    """One line of the checklist. note: both quantities are 0, so it explains and is no paper.
    forms: file names of the templates attached.
    """

    name: str
    code: str = ""
    originals: int = 0
    copies: int = 0
    note: bool = False
    forms: list[str] = []


class ProcedureCase(ImportedModel):
    """A checklist; `name` says for whom (empty: for everybody)."""

    name: str = ""
    papers: list[PortalPaper] = []


class CaseTime(ImportedModel):
    """The time of one variant of the e-service."""

    name: str
    code: str = ""
    time: PortalTime


class PortalStep(ImportedModel):
    """One part of the portal's "trình tự thực hiện"."""

    name: str = ""
    text: str = ""


class LegalText(ImportedModel):
    """A law as the record names it."""

    number: str = ""
    name: str = ""


class ImportedProcedure(ImportedModel):
    """One record of the portal, keyed by `id`: provinces re-use national codes.

    province: name as it is now, None for a national record; province_code: two digits.
    whole: its detail was read, not only its line of the list. updated_at: the portal's own.
    fetched_on: the day we read it. marks: what the linter found, of any day; see `marks_on`.
    """

    id: str
    code: str
    name: str
    fields: list[str] = []
    agencies: list[str] = []
    addresses: str = ""
    promulgated_by: str = ""
    province: str | None = None
    province_code: str | None = None
    level: Level | None = None
    levels: list[Level] = []
    subjects: list[str] = []
    cases: list[ProcedureCase] = []
    methods: list[Method] = []
    case_times: list[CaseTime] = []
    steps: list[PortalStep] = []
    conditions: str = ""
    results: list[str] = []
    legal: list[LegalText] = []
    state: str = "ACTIVE"
    kind: str = ""
    decision: str = ""
    whole: bool = False
    fetched_on: date
    updated_at: datetime | None = None
    marks: list[Mark] = []

    @property
    def url(self) -> str:
        """The portal's page."""
        return PAGE.format(code=self.code)

    def marks_on(self, today: date) -> list[Mark]:
        """The marks that hold on that day."""
        return [mark for mark in self.marks if mark.holds_on(today)]

    def withheld_on(self, today: date) -> bool:
        """Whether a mark is so grave that nothing of the record may be served."""
        return any(mark.grave for mark in self.marks_on(today))
