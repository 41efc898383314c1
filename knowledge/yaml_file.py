"""Reading a YAML content file so that a mistake can be reported by file and line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import Problem, RecordError

Location = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)

# The same loader in C, where PyYAML was built with it: a tenth of the time.
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)

_REASONS = {
    "missing": "thiếu trường này",
    "extra_forbidden": "không có trường nào tên như vậy",
    "string_type": "phải là chữ (đặt trong dấu ngoặc kép nếu trông như số)",
    "list_type": "phải là một danh sách",
    "date_from_datetime_parsing": "phải là ngày dạng 2026-11-22",
    "date_type": "phải là ngày dạng 2026-11-22",
    "bool_parsing": "phải là true hoặc false",
    "bool_type": "phải là true hoặc false",
    "int_parsing": "phải là số nguyên, không dấu chấm",
    "int_type": "phải là số nguyên, không dấu chấm",
    "int_from_float": "phải là số nguyên, không dấu chấm",
    "string_too_short": "không được để trống",
    "dict_type": "phải có các trường bên trong",
    "model_type": "phải có các trường bên trong",
}


class YamlFile:
    """A parsed YAML file: `data`, and `line(location)` for each place in it.

    The same object is given to everybody who reads the same file: nobody changes `data`.
    """

    def __init__(self, path: Path, data: Any, lines: dict[Location, int]) -> None:
        self.path = path
        self.data = data
        self._lines = lines
        self._parsed: dict[type[BaseModel], BaseModel] = {}

    def line(self, location: Location) -> int:
        """The line (from 1) of the innermost part of `location` that the file has. Parts that no
        file has (pydantic's names for the members of a union) are passed over.
        """
        here: Location = ()
        for part in location:
            if (*here, part) in self._lines:
                here = (*here, part)
        return self._lines.get(here, 1)

    def problem(self, location: Location, reason: str) -> Problem:
        """A problem at `location`."""
        return Problem(self.path, self.line(location), reason)

    def parse(self, model: type[M]) -> M:
        """The file as `model`.

        Raises:
            RecordError: with one problem for each thing the model refuses.

        """
        try:
            if model not in self._parsed:
                self._parsed[model] = model.model_validate(self.data)
            return cast(M, self._parsed[model])
        except ValidationError as error:
            raise RecordError(
                [
                    self.problem(item["loc"], f"{_dotted(item['loc'])}: {_reason(item)}")
                    for item in error.errors(include_url=False)
                ]
            ) from None


def read(path: Path) -> YamlFile:
    """Read a YAML file. A text that was read before is not parsed again.

    Raises:
        RecordError: not readable, not UTF-8, not YAML, or a key given twice.

    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError([Problem(path, 1, f"không đọc được: {error}")]) from error
    return _parse(path, text)


# Far more than there are content files: a process that loads them twice parses them once.
@lru_cache(maxsize=512)
def _parse(path: Path, text: str) -> YamlFile:
    lines: dict[Location, int] = {}
    twice: list[Problem] = []
    try:
        loader = _LOADER(text)
        try:
            node = loader.get_single_node()
            if node is not None:
                # Before the data are made of it: merging keys (`<<`) changes a node.
                _walk(path, node, (), lines, twice)
            data = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RecordError([Problem(path, line, f"sai cú pháp YAML: {error.problem}")]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise RecordError([Problem(path, 1, f"sai cú pháp YAML: {error}")]) from error
    if twice:
        raise RecordError(twice)
    return YamlFile(path, data, lines)


def _walk(
    path: Path, node: yaml.Node, at: Location, lines: dict[Location, int], twice: list[Problem]
) -> None:
    lines.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                twice.append(Problem(path, key.start_mark.line + 1, f"{name}: viết hai lần"))
            seen.add(name)
            lines[(*at, name)] = key.start_mark.line + 1
            _walk(path, value, (*at, name), lines, twice)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _walk(path, value, (*at, index), lines, twice)


def _dotted(location: Location) -> str:
    return ".".join(str(part) for part in location) or "cả tệp"


def _reason(item: Any) -> str:
    if item["type"] == "value_error":
        return str(item["ctx"]["error"])
    told = item.get("ctx", {})
    if item["type"] == "literal_error":
        return f"phải là một trong: {str(told['expected']).replace(' or ', ', ')}"
    if item["type"] == "too_short":
        return f"cần ít nhất {told['min_length']} mục, mới có {told['actual_length']}"
    if item["type"] == "greater_than":
        return f"phải lớn hơn {told['gt']}"
    if item["type"] == "string_pattern_mismatch":
        return f"“{item['input']}” không đúng dạng (chữ thường, số, gạch dưới; mã như 1.001193)"
    return _REASONS.get(item["type"], str(item["msg"]))
