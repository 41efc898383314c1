"""All units, read from the tables of the package `vietnamadminunits`.

Only its data files are read: its code would bring a geocoder along.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from knowledge.errors import LocalitiesError
from knowledge.imported.provinces import provinces
from knowledge.localities.units import Commune, FormerUnit, Province

PACKAGE = "vietnamadminunits"
_KINDS = ("Thành phố", "Đặc khu", "Thị trấn", "Thị xã", "Phường", "Huyện", "Quận", "Tỉnh", "Xã")


@dataclass(frozen=True)
class Gazetteer:
    """Every unit of today and of before 1 July 2025."""

    provinces: tuple[Province, ...]
    communes: tuple[Commune, ...]
    former_provinces: tuple[FormerUnit, ...]
    former_districts: tuple[FormerUnit, ...]
    former_communes: tuple[FormerUnit, ...]

    def province(self, code: str) -> Province | None:
        """The province under a code of two digits."""
        return next((item for item in self.provinces if item.code == code), None)


@cache
def gazetteer() -> Gazetteer:
    """All units; read once.

    Raises:
        LocalitiesError: the package is not installed, or its tables are not what they were.

    """
    try:
        folder = Path(str(metadata.distribution(PACKAGE).locate_file(PACKAGE))) / "data"
        merged = json.loads((folder / "converter_2025.json").read_text("utf-8"))
        with closing(sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)) as tables:
            return _build(tables, merged)
    except (metadata.PackageNotFoundError, OSError, sqlite3.Error, KeyError, ValueError) as error:
        raise LocalitiesError(f"không đọc được bảng đơn vị hành chính: {error}") from error


def _build(tables: sqlite3.Connection, merged: dict[str, Any]) -> Gazetteer:
    by_code = {item.code: Province(item.code, *_split(item.name)) for item in provinces()}
    communes: dict[tuple[str, str], Commune] = {}
    province_keys: dict[str, Province] = {}
    for province_key, key, code, name, province_code in tables.execute(
        "select provinceKey, wardKey, wardCode, ward, provinceCode from admin_units"
    ):
        province = province_keys.setdefault(province_key, by_code[province_code])
        communes[province_key, key] = Commune(code, *_split(name), province)
    successors = _successors(merged, communes)
    now_of = {
        former: province_keys[now]
        for now, formers in merged["DICT_PROVINCE"].items()
        for former in formers
    }
    former_communes: list[FormerUnit] = []
    districts: dict[tuple[str, str], Counter[Commune]] = {}
    formers: dict[str, FormerUnit] = {}
    named: dict[tuple[str, str], FormerUnit] = {}
    for p_key, d_key, w_key, p_name, d_name, w_name in tables.execute(
        "select provinceKey, districtKey, wardKey, province, district, ward from admin_units_legacy"
    ):
        province = now_of[p_key]
        now = successors[f"{p_key}_{d_key}_{w_key or ''}"]
        # A commune that went to two counts whole for the one that took most of it.
        shares = districts.setdefault((p_key, d_key), Counter())
        shares.update({commune: 1 if index else 100 for index, commune in enumerate(now)})
        formers.setdefault(p_key, FormerUnit("province", *_split(p_name), p_name, None, province))
        named.setdefault(
            (p_key, d_key), FormerUnit("district", *_split(d_name), p_name, d_name, province)
        )
        if w_name:
            former_communes.append(
                FormerUnit("commune", *_split(w_name), p_name, d_name, province, now)
            )
    return Gazetteer(
        tuple(by_code.values()),
        tuple(communes.values()),
        tuple(formers.values()),
        tuple(
            FormerUnit(
                "district", unit.name, unit.kind, unit.former_province, unit.former_district,
                unit.province, tuple(commune for commune, _ in districts[key].most_common()),
            )
            for key, unit in named.items()
        ),
        tuple(former_communes),
    )  # fmt: skip


def _successors(
    merged: dict[str, Any], communes: dict[tuple[str, str], Commune]
) -> dict[str, tuple[Commune, ...]]:
    """What each former commune became, by its three keys; the greatest part first."""
    found: dict[str, tuple[Commune, ...]] = {}
    for province, whole in merged["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for key, formers in whole.items():
            found.update(dict.fromkeys(formers, (communes[province, key],)))
    for province, divided in merged["DICT_PROVINCE_WARD_DIVIDED"].items():
        for former, parts in divided.items():
            first = sorted(parts, key=lambda part: not part["isDefaultNewWard"])
            found[former] = tuple(communes[province, part["newWardKey"]] for part in first)
    return found


def _split(full: str) -> tuple[str, str]:
    """("7", "Quận") of "Quận 7"."""
    for kind in _KINDS:
        if full.lower().startswith(f"{kind.lower()} "):
            return full[len(kind) + 1 :], kind
    raise ValueError(f"không rõ loại đơn vị: {full}")
