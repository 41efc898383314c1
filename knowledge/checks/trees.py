"""Rules about a trouble's tree: every way through it ends in something to do, and soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from knowledge.errors import Problem
from knowledge.troubles import ENDS, Ask, Do, Entry
from knowledge.troubles.tree import MAX_QUESTIONS, leads_to, paths
from knowledge.yaml_file import Location


def nodes_are_unique(entry: Entry) -> Iterator[Problem]:
    """Ids differ, and none is the word for an end."""
    seen = Counter(node.id for node in entry.trouble.tree)
    for at, node in _nodes(entry):
        if seen[node.id] > 1:
            yield entry.file.problem((*at, "id"), f"nút {node.id} bị trùng")
        if node.id in ENDS:
            reason = f"nút không được tên {node.id}: đó là tên một chỗ kết thúc"
            yield entry.file.problem((*at, "id"), reason)


def nodes_exist(entry: Entry) -> Iterator[Problem]:
    """Everything leads to a node of this tree or, from advice, to an end."""
    known = {node.id for node in entry.trouble.tree}
    for at, node in _nodes(entry):
        for place, target in leads_to(node):
            if target not in known | ENDS:
                yield entry.file.problem((*at, *place), f"nút {node.id} dẫn tới {target} không có")


def ways_end_in_action(entry: Entry) -> Iterator[Problem]:
    """An answer leads to advice or to another question, never straight to an end."""
    for at, node in _nodes(entry):
        for place, target in leads_to(node):
            if isinstance(node, Ask) and target in ENDS:
                reason = f"câu hỏi {node.id} kết thúc ở {target} mà chưa nói phải làm gì"
                yield entry.file.problem((*at, *place), reason)


def nodes_are_reached(entry: Entry) -> Iterator[Problem]:
    """No node is left that no answer leads to."""
    reached = {node.id for path in paths(entry.trouble) for node in path.nodes}
    for at, node in _nodes(entry):
        if node.id not in reached:
            yield entry.file.problem((*at, "id"), f"không câu nào dẫn tới nút {node.id}")


def no_loops(entry: Entry) -> Iterator[Problem]:
    """Nobody is asked the same thing twice."""
    loops = {
        (path.nodes[-1].id, path.stops_at)
        for path in paths(entry.trouble)
        if path.stops_at in {node.id for node in path.nodes}
    }
    for at, node in _nodes(entry):
        for place, target in leads_to(node):
            if (node.id, target) in loops:
                yield entry.file.problem((*at, *place), f"đi vòng: {node.id} quay lại {target}")


def few_questions(entry: Entry) -> Iterator[Problem]:
    """A way has at most four questions."""
    late = {
        asked[MAX_QUESTIONS].id
        for path in paths(entry.trouble)
        if len(asked := [node for node in path.nodes if isinstance(node, Ask)]) > MAX_QUESTIONS
    }
    for at, node in _nodes(entry):
        if node.id in late:
            reason = f"câu hỏi {node.id} là câu thứ {MAX_QUESTIONS + 1}, tối đa {MAX_QUESTIONS} câu"
            yield entry.file.problem(at, reason)


def questions_change_something(entry: Entry) -> Iterator[Problem]:
    """A question is asked only where its answers lead to different places."""
    for at, node in _nodes(entry):
        if isinstance(node, Ask) and len({answer.next for answer in node.answers}) == 1:
            yield entry.file.problem(at, f"câu hỏi {node.id} trả lời sao cũng tới một chỗ")


RULES = (
    nodes_are_unique,
    nodes_exist,
    ways_end_in_action,
    nodes_are_reached,
    no_loops,
    few_questions,
    questions_change_something,
)


def _nodes(entry: Entry) -> Iterator[tuple[Location, Ask | Do]]:
    for index, node in enumerate(entry.trouble.tree):
        yield (*entry.at, "tree", index), node
