"""The portal's records that are most easily taken for one of ours, and what tells them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.evaluation import Question
from knowledge.imported import ImportedProcedure
from knowledge.retrieval import Retriever
from knowledge.schema import Procedure
from nlu.text import fold, words

MANY = 5
_COMMON = {"thu", "tuc", "va", "cua", "cho", "doi", "voi", "cac", "tai", "hoac", "theo", "tu", "de"}


@dataclass(frozen=True)
class Neighbour:
    """One of the portal's records beside one of ours.

    own_words: what its name has and no name of ours, folded, in order. asked_by_name: whether its
    official name, without accents, finds it. taken: of the published questions about our record,
    how many put it first.
    """

    code: str
    name: str
    levels: tuple[str, ...]
    own_words: tuple[str, ...]
    asked_by_name: bool
    taken: int


@dataclass(frozen=True)
class Row:
    """One of our records, the number of published questions about it, and its neighbours."""

    procedure: Procedure
    questions: int
    neighbours: tuple[Neighbour, ...]


def neighbours(
    retriever: Retriever,
    records: Iterable[Procedure],
    imported: Sequence[ImportedProcedure],
    questions: Sequence[Question],
) -> list[Row]:
    """For each record of ours the five of the portal's that its own names come nearest to.

    retriever: over an index that holds the imported records too.
    """
    firsts = [retriever.search(question.text, 1).candidates for question in questions]
    levels: dict[str, set[str]] = {}
    for procedure in imported:
        levels.setdefault(procedure.code, set()).add(procedure.level or "")
    rows = []
    for ours in records:
        about = [at for at, question in enumerate(questions) if ours.code in question.labels]
        taken = Counter(firsts[at][0].code for at in about if firsts[at])
        found = [
            Neighbour(
                code=codes[0],
                name=name,
                levels=tuple(sorted({lv for c in codes for lv in levels.get(c, ()) if lv})),
                own_words=own_words(name, (ours.name, ours.short_name, *ours.names)),
                asked_by_name=_first(retriever, fold(name)) == codes[0],
                taken=taken[codes[0]],
            )
            for codes, name in _nearest(retriever, ours)
        ]
        rows.append(Row(ours, len(about), tuple(found)))
    return rows


def own_words(name: str, others: Sequence[str]) -> tuple[str, ...]:
    """The words of `name` that none of the others has, as they stand, each once."""
    known = {word for other in others for word in words(fold(other))} | _COMMON
    return tuple(dict.fromkeys(word for word in words(name) if fold(word) not in known))


def _nearest(retriever: Retriever, ours: Procedure) -> list[tuple[tuple[str, ...], str]]:
    """Codes and name of the nearest imported groups, the likeliest first."""
    said = dict.fromkeys((ours.name, ours.short_name, *ours.names))
    asked = [retriever.normalise(text) for text in said]
    views = [retriever.views(text, retriever.vector(text)) for text in asked if text]
    scores = np.sum([retriever.fuse(view) for view in views], axis=0)
    imported = np.array(retriever.imported)
    best = imported[np.argsort(-scores[imported])[:MANY]]
    return [(retriever.codes(int(at)), retriever.name(int(at))) for at in best]


def _first(retriever: Retriever, text: str) -> str | None:
    found = retriever.search(text, 1).candidates
    return found[0].code if found else None


def render_page(rows: Sequence[Row], store: str) -> str:
    """docs/neighbours.md."""
    asked = sum(row.questions for row in rows)
    taken = sum(item.taken for row in rows for item in row.neighbours)
    named = [item.asked_by_name for row in rows for item in row.neighbours]
    lines = [
        "# Năm bản ghi của Cổng dễ lẫn nhất với mỗi thủ tục của ta",
        "",
        "Do lệnh `tungbuoc knowledge neighbours --store … --md` viết ra; đừng sửa tay. "
        f"Kho: {store}.",
        "",
        f"Trong {asked} câu hỏi đã công bố về các thủ tục của ta, {taken} câu bị một bản ghi dưới "
        f"đây giành mất. Gõ tên chính thức không dấu thì {sum(named)} trên {len(named)} bản ghi "
        "của Cổng được tìm ra đúng.",
        "",
        "Phân biệt bằng: **mã** (bản ghi cùng mã, hay mã cũ, nhập vào bản ghi của ta, không đứng "
        "riêng); **tên** (gõ đúng tên chính thức thì ra đúng bản ghi đó); **chữ riêng** (chữ chỉ "
        "tên kia có); **cấp** (xã trước tỉnh, tỉnh trước bộ khi cùng tên). Khi các dấu hiệu ấy "
        "không đủ, trợ lý hỏi lại.",
    ]
    for row in rows:
        lines += [
            "",
            f"## {row.procedure.code} {row.procedure.short_name}",
            "",
            f"{row.questions} câu hỏi đã công bố.",
            "",
            "| mã | tên trên Cổng | cấp | chữ riêng | gõ tên ra đúng | giành mất |",
            "|---|---|---|---|---|---|",
            *(_line(item) for item in row.neighbours),
        ]
    return "\n".join(lines) + "\n"


_LEVELS = {"commune": "xã", "province": "tỉnh", "ministry": "bộ"}


def _line(item: Neighbour) -> str:
    level = ", ".join(_LEVELS.get(level, level) for level in item.levels) or "không ghi"
    own = " ".join(item.own_words) or "không có"
    named = "có" if item.asked_by_name else "không"
    return f"| {item.code} | {item.name} | {level} | {own} | {named} | {item.taken} |"
