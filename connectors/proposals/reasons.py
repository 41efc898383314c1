"""Why a change is refused, for an editor: plain Vietnamese, no file and no line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.amend.spots import field_name, value_name
from knowledge.errors import Problem
from knowledge.evaluation.beside import MOST_SHOWN, Fall, Taken
from knowledge.library import Library

_DOTTED = re.compile(r"^([a-z][a-z_0-9]*(?:\.[a-z_0-9]+)*): ")
_FIGURES = {
    "accuracy_at_1": "tìm đúng ngay",
    "accuracy_at_3": "đúng trong ba gợi ý đầu",
    "answered": "trả lời được",
    "answered_wrong": "trả lời nhầm thủ tục",
    "false_answers": "trả lời câu không phải thủ tục",
    "asked_rightly": "hỏi lại đúng chỗ",
}


def figure_name(name: str) -> str:
    """A figure in plain words."""
    return _FIGURES.get(name, name)


class Reasons:
    """Words for one change. known: the records as they are, if they can be read."""

    def __init__(self, known: Library | None, procedure: str) -> None:
        self._procedure = procedure
        self._names = {p.code: p.short_name for p in known.records} if known else {}
        self._files = {r.file.path.name: r.procedure for r in known.records.all} if known else {}

    def of(self, problem: Problem) -> str:
        """What the check says, with the place in words; of another record its name too."""
        said = _DOTTED.sub(lambda found: f"{_place(found[1])}: ", problem.reason)
        record = self._files.get(problem.file.name)
        if record is not None and record.code != self._procedure:
            return f"Bản ghi {record.short_name}: {said}"
        return said if "://" in said.split(" ")[0] else said[:1].upper() + said[1:]

    def near_copy(self) -> str:
        """The question is not told: who knew it could write towards it."""
        return (
            "Câu này gần như trùng với một câu trong bộ câu hỏi dùng để đo. Đưa vào thì số đo "
            "không còn thật. Viết theo lời người khác nói."
        )

    def taken(self, stolen: Sequence[Taken]) -> list[str]:
        """Which questions would go wrong."""
        here = self._name(self._procedure)
        lines = [
            f"Câu “{one.text}” đang ra đúng {self._name(one.right)}; có thay đổi này thì ra {here}."
            if one.right
            else f"Câu “{one.text}” không phải việc này; có thay đổi này thì bị trả lời là {here}."
            for one in stolen[:MOST_SHOWN]
        ]
        if len(stolen) > MOST_SHOWN:
            lines.append(f"Và {len(stolen) - MOST_SHOWN} câu khác cũng bị kéo sang {here}.")
        return lines

    def fallen(self, fall: Fall) -> str:
        """A figure that fell."""
        return (
            f"Phần “{fall.part}”: {figure_name(fall.figure)} từ {_percent(fall.before)} thành "
            f"{_percent(fall.after)}, kém hơn trước quá một điểm."
        )

    def _name(self, code: str) -> str:
        return self._names.get(code, code)


def _place(dotted: str) -> str:
    """fees.0.amount → Lệ phí › 1 › số tiền."""
    names = []
    section = dotted.split(".")[0]
    for part in dotted.split("."):
        if part.isdecimal():
            names.append(str(int(part) + 1))
        else:
            known = field_name(part, section if part != section else "")
            names.append(known if known != part else value_name(part))
    return " › ".join(names)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%".replace(".", ",")
