"""The file somebody begins a new record with: every part named, explained, and left open."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from string import Template

from pydantic import TypeAdapter, ValidationError

from knowledge.errors import TemplateError
from knowledge.imported.model import PAGE
from knowledge.records import Records
from knowledge.schema.procedure import Code
from nlu.text import fold

FILE = Path(__file__).with_name("template.yaml")
_LONGEST = 60


def write(folder: Path, code: str, name: str, field: str, today: date, known: Records) -> Path:
    """Write the template of one procedure under `folder`/`field`, and return its path.

    Raises:
        TemplateError: no such code or field, the code has a record, or the file is there.

    """
    try:
        TypeAdapter(Code).validate_python(code)
    except ValidationError:
        raise TemplateError(f"mã {code} phải có dạng 1.001193, hoặc tb-ten-viec") from None
    for procedure in known:
        if code in (procedure.code, *procedure.former_codes):
            raise TemplateError(f"mã {code} đã có bản ghi: {procedure.short_name}")
    fields = sorted(path.name for path in folder.iterdir() if path.is_dir())
    if field not in fields:
        raise TemplateError(f"không có lĩnh vực {field}; đang có: {', '.join(fields)}")
    path = folder / field / f"{_file_name(name)}.yaml"
    if path.exists():
        raise TemplateError(f"đã có tệp {path}")
    # JSON's quotes are YAML's.
    quoted = json.dumps(name, ensure_ascii=False)
    text = Template(FILE.read_text("utf-8")).substitute(
        code=code, name=quoted, field=field, today=today, url=_url(code)
    )
    path.write_text(text, "utf-8")
    return path


def _url(code: str) -> str:
    return "…" if code.startswith("tb-") else PAGE.format(code=code)


def _file_name(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", fold(name))
    if words[:2] == ["thu", "tuc"]:
        words = words[2:]
    if not words:
        raise TemplateError("tên thủ tục phải có chữ")
    return "_".join(words)[:_LONGEST].rstrip("_")
