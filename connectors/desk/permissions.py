"""Which role may do what: `permissions.yaml`, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict

Role = Literal["volunteer", "officer", "editor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
_FILE = Path(__file__).with_name("permissions.yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Action(_Strict):
    """What can be done, in words, and by whom."""

    title: str
    roles: tuple[Role, ...]


class Permissions(_Strict):
    """The table. roles: their names for people."""

    roles: dict[Role, str]
    actions: dict[str, Action]

    def allow(self, role: Role, action: str) -> bool:
        """Whether this role may do it. An action that is not in the table nobody may do."""
        known = self.actions.get(action)
        return known is not None and role in known.roles


@cache
def permissions() -> Permissions:
    """The table as the file has it."""
    return Permissions.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))
