"""The documents name what there is."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from bot.replies.model import Outcome
from bot.training import ROOT
from connectors.cli.channels import channels as channel_commands
from connectors.cli.channels import dead as dead_commands
from connectors.cli.commands import app as commands
from connectors.cli.commands import knowledge as knowledge_commands
from connectors.cli.desk import desk as desk_commands
from connectors.cli.dossiers import dossiers as dossier_commands
from connectors.cli.guide import guide as guide_commands
from connectors.cli.keeping import keeping as keeping_commands
from connectors.cli.portal import portal as portal_commands
from connectors.cli.portal import review as review_commands
from connectors.cli.proposals import proposing as proposal_commands
from connectors.cli.zalo import zalo_oa as zalo_oa_commands
from connectors.settings import Settings
from connectors.web.errors import MESSAGES
from knowledge.encoder import EncoderSettings
from knowledge.imported import MarkKind
from knowledge.schema import Procedure
from knowledge.troubles import ENDS, Ask, Do, Trouble


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_setting_is_documented_and_nothing_else() -> None:
    fields = {*Settings.model_fields, *EncoderSettings.model_fields}
    documented = set(re.findall(r"^\| `TUNGBUOC_(\w+)`", _read("docs/settings.md"), re.MULTILINE))
    assert documented == {name.upper() for name in fields}


def test_every_outcome_is_documented() -> None:
    page = _read("docs/api.md")
    assert [outcome for outcome in get_args(Outcome) if f"`{outcome}`" not in page] == []


def test_every_error_is_documented() -> None:
    page = _read("docs/api.md")
    public = set(MESSAGES) - {"restarting"}
    assert [code for code in public if f"`{code}`" not in page] == []


def test_every_command_is_named_somewhere() -> None:
    pages = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "docs/channels.md")
    text = "".join(map(_read, pages))
    names = [
        command.callback.__name__ for command in commands.registered_commands if command.callback
    ]
    for group in (
        knowledge_commands, keeping_commands, portal_commands, review_commands, dossier_commands,
        guide_commands, desk_commands, channel_commands, dead_commands, zalo_oa_commands,
        proposal_commands,
    ):  # fmt: skip
        names += [c.callback.__name__ for c in group.registered_commands if c.callback]
    assert [name for name in names if name not in text] == []


def test_every_mark_is_explained() -> None:
    page = _read("docs/portal-import.md")
    assert [kind for kind in get_args(MarkKind) if f"| `{kind}` |" not in page] == []


def test_every_field_of_a_record_is_explained() -> None:
    page = _read("docs/procedure-record.md")
    assert [name for name in Procedure.model_fields if f"`{name}`" not in page] == []


def test_every_field_and_end_of_a_trouble_is_explained() -> None:
    page = _read("docs/troubles.md")
    words = [*Trouble.model_fields, *Ask.model_fields, *Do.model_fields, *ENDS]
    assert [word for word in words if f"`{word}`" not in page] == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/figures.md",
        "docs/portal-import.md",
        "docs/procedure-record.md",
        "docs/sua-ban-ghi.md",
        "docs/troubles.md",
        "docs/dossiers.md",
        "docs/desk.md",
        "docs/ban-tro-giup.md",
        "docs/channels.md",
        "docs/kenh/telegram.md",
        "docs/kenh/zalo-oa.md",
        "docs/kenh/zalo-bot.md",
    ],
)
def test_links_and_paths_lead_somewhere(name: str) -> None:
    text = _read(name)
    here = (ROOT / name).parent
    for link in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert (here / link).exists(), link
    for path in re.findall(r"`((?:bot|nlu|knowledge|connectors|tests|docs|ops)/[\w./*-]*)`", text):
        assert list(ROOT.glob(path.rstrip("/"))), path


def test_the_editors_page_explains_what_the_check_really_says() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", _read("docs/sua-ban-ghi.md"), re.MULTILINE
    )
    told = [part.strip() for row in rows[1:] for part in re.split(r"…|, |: ", row)]
    assert len(told) > 60
    code = " ".join(path.read_text("utf-8") for path in (ROOT / "knowledge").rglob("*.py"))
    code = re.sub(r"\s*\"\n\s*f?\"", "", code).lower()  # sentences that go over two lines
    assert [part for part in told if part.lower() not in code] == []


def test_every_make_recipe_has_its_line() -> None:
    makefile = _read("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    for target in phony.group(1).split():
        assert re.search(rf"^{target}:.*## \S", makefile, re.MULTILINE), target
