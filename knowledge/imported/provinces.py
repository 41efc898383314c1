"""Which province an agency's name belongs to."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import Field, RootModel

from knowledge.schema.base import Model, Text
from knowledge.yaml_file import read
from nlu.text import fold

FILE = Path(__file__).with_name("provinces.yaml")
_KIND = re.compile(r"^(?:tinh|thanh pho) ")


class Province(Model):
    """One of the 34; `former`: provinces merged into it."""

    code: str = Field(pattern=r"^\d\d$")
    name: Text
    former: list[Text] = Field(default_factory=list)


class _Provinces(RootModel[list[Province]]):
    pass


@cache
def provinces() -> list[Province]:
    """All of them.

    Raises:
        RecordError: the file is broken.

    """
    return read(FILE).parse(_Provinces).root


@cache
def _named() -> list[tuple[re.Pattern[str], Province]]:
    named = [
        (_KIND.sub("", fold(name)), province)
        for province in provinces()
        for name in (province.name, *province.former)
    ]
    # Longest first: no name may be found inside another.
    named.sort(key=lambda pair: -len(pair[0]))
    return [(re.compile(rf"\b{re.escape(name)}\b"), province) for name, province in named]


def province_of(agency: str) -> Province | None:
    """The province whose authority an agency is; None for ministries and agencies of the state.

    A ministry is never a province's, whatever words follow ("Cục Thuế tỉnh …" is not asked here:
    only who promulgated a procedure is).
    """
    folded = " ".join(fold(agency).split())
    if re.match(r"(?:bo|ngan hang|tap doan|toa an|thanh tra|van phong chinh phu)\b", folded):
        return None
    for pattern, province in _named():
        if pattern.search(folded):
            return province
    return None
