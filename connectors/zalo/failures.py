"""Zalo's error codes as data: what each means, how sure that is, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from connectors.channels import (
    BlockedError,
    ChannelError,
    LaterError,
    RefusedError,
    WindowClosedError,
)

Becomes = Literal["token", "shape", "later", "window", "blocked", "refused"]
Sure = Literal["read", "one_source", "background", "guess"]


class Failure(BaseModel):
    """One code. means and do: for a person, Vietnamese. seconds: the pause of the whole channel
    with `later`; without, only this call is tried again, later and later.

    becomes: `token` is renewed and tried once more, `shape` is tried in another form; the others
    are the channel's errors. sure: where the meaning comes from (docs/kenh/zalo-oa.md).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: int
    means: str
    becomes: Becomes
    sure: Sure
    do: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class Failures:
    """The table of one platform; a code that is not in it gets `unknown`."""

    by_code: dict[int, Failure]
    unknown: Becomes

    @classmethod
    def load(cls, path: Path) -> Failures:
        """Read the table."""
        given: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        listed = [Failure.model_validate(item) for item in given["codes"]]
        return cls({failure.code: failure for failure in listed}, given["unknown"])

    def of(self, code: int) -> Failure:
        """What this code means."""
        return self.by_code.get(code) or Failure(
            code=code, means="mã chưa biết", becomes=self.unknown, sure="guess"
        )

    def told(self, error: ChannelError) -> str:
        """An error for a person, with what to do about it where that is known."""
        head = str(error).split(":")[0]
        do = self.of(int(head)).do if head.lstrip("-").isdigit() else ""
        if head.isidentifier():  # the name of an error of HTTP
            do = "Không gọi được Zalo: xem lại mạng của máy chủ."
        if not do and isinstance(error, LaterError):
            do = "Thử lại sau."
        return f"{error}. {do}".strip()

    def error(self, code: int, seconds: float | None = None) -> ChannelError:
        """The channel's error for this code. seconds: the pause that the platform asked for."""
        failure = self.of(code)
        reason = f"{code}: {failure.means}"
        match failure.becomes:
            case "window":
                return WindowClosedError(reason)
            case "blocked":
                return BlockedError(reason)
            case "refused" | "shape":
                return RefusedError(reason)
            case "later" | "token":
                return LaterError(reason, seconds if seconds is not None else failure.seconds)
