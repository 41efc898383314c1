"""What a province charges, waives or offers of its own: one YAML file each in `policies/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from knowledge.errors import RecordError
from knowledge.schema import Fact, Fee, Source
from knowledge.schema.base import Line, Model, Short, Slug, Text, Title
from knowledge.schema.procedure import Code
from knowledge.yaml_file import YamlFile
from knowledge.yaml_folder import named_twice, read_each
from nlu.text import fold

FOLDER = Path(__file__).with_name("policies")
FIELDS: Mapping[str, str] = {
    "bao_tro_xa_hoi": "Bảo trợ xã hội",
    "chung_thuc": "Chứng thực",
    "dat_dai": "Đất đai",
    "ho_kinh_doanh": "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
    "ho_tich": "Hộ tịch",
    "xay_dung": "Hoạt động xây dựng",
}
"""Fields a policy may name, and what the portal calls each."""


class Resolution(Model):
    """What the provincial council passed. number: "09/2025/NQ-HĐND"; passed_on: where known."""

    number: Text
    title: Text
    passed_on: date | None = None


class Scope(Model):
    """What a policy is about: procedures by code, or all of some fields."""

    procedures: list[Code] = Field(default_factory=list)
    fields: list[Slug] = Field(default_factory=list)

    @model_validator(mode="after")
    def _something(self) -> Scope:
        if not self.procedures and not self.fields:
            raise ValueError("phải có procedures (mã thủ tục) hoặc fields (lĩnh vực)")
        return self

    def covers(self, code: str, field: str) -> bool:
        """Whether a procedure is meant. field: its slug, or the portal's name of it."""
        known = {name for slug in self.fields for name in (slug, FIELDS.get(slug))}
        return code in self.procedures or field in known


class LocalFee(Fee):
    """A fee of the province.

    replaces: how titles of national fees begin that it stands for; only those the record leaves
    to the province (`set_by: province`). resolution: an id of this file's. replaced_by: what took
    its place, for a fee that has ended and that people still speak of.
    """

    scope: Scope
    replaces: Annotated[list[Title], Field(min_length=1)]
    resolution: Slug
    valid_from: date
    replaced_by: Line | None = None

    def in_force(self, today: date) -> bool:
        """Whether it holds on that day."""
        return self.valid_from <= today and not self.ended(today)

    def ended(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.valid_until is not None and self.valid_until < today

    def stands_for(self, fee: Fee) -> bool:
        """Whether a national fee is the one it sets."""
        title = f"{fold(fee.title)} "
        return fee.set_by == "province" and any(
            title.startswith(f"{fold(begin)} ") for begin in self.replaces
        )

    def is_part_of(self, fee: Fee) -> bool:
        """Whether a national fee names it among others ("Phí thẩm định và lệ phí cấp sổ")."""
        title = f" {fold(fee.title).replace(',', ' ')} "
        return fee.set_by == "province" and any(
            f" {fold(begin)} " in title for begin in self.replaces
        )


class Service(Fact):
    """Something the province offers beside the national procedure."""

    id: Slug
    title: Title
    text: Short
    scope: Scope
    resolution: Slug
    valid_from: date
    valid_until: date | None = None

    def in_force(self, today: date) -> bool:
        """Whether it holds on that day."""
        ended = self.valid_until is not None and self.valid_until < today
        return self.valid_from <= today and not ended


class Policy(Model):
    """A province's file. notes: for editors, what was looked for and not found."""

    province: str
    resolutions: Mapping[Slug, Resolution]
    fees: list[LocalFee] = Field(default_factory=list)
    services: list[Service] = Field(default_factory=list)
    sources: Annotated[list[Source], Field(min_length=1)]
    checked_on: date
    checked_by: Text
    notes: list[Text] = Field(default_factory=list)


@dataclass(frozen=True)
class PolicyFile:
    """A policy and the file it was read from."""

    policy: Policy
    file: YamlFile


class Policies:
    """By province; iterating gives them by code."""

    def __init__(self, files: list[PolicyFile]) -> None:
        self.all = sorted(files, key=lambda item: item.policy.province)
        self._by_province = {item.policy.province: item.policy for item in self.all}

    def __iter__(self) -> Iterator[Policy]:
        return (item.policy for item in self.all)

    def get(self, province: str | None) -> Policy | None:
        """The policy of a province, by its two digits."""
        return self._by_province.get(province or "")


def load(folder: Path = FOLDER) -> Policies:
    """Read every file under `folder`.

    Raises:
        RecordError: naming file, line and reason of everything wrong in any file.

    """
    files, problems = read_each(
        folder.glob("*.yaml"), lambda file: [PolicyFile(file.parse(Policy), file)]
    )
    problems += named_twice(
        ((item.policy.province, item.file, ("province",)) for item in files), "tỉnh"
    )
    if problems:
        raise RecordError(problems)
    return Policies(files)
