"""The tables of Zalo's errors."""

from __future__ import annotations

import re

import pytest

from bot.training import ROOT
from connectors.channels import ChannelError
from connectors.zalo import Failures
from connectors.zalo_bot.api import FAILURES as BOT
from connectors.zalo_oa.api import FAILURES as OA

PAGES = {"zalo-oa": OA, "zalo-bot": BOT}


@pytest.mark.parametrize("table", [OA, BOT])
def test_every_code_becomes_an_error_of_a_channel(table: Failures) -> None:
    for code in [*table.by_code, 123456]:
        error = table.error(code)
        assert isinstance(error, ChannelError)
        assert str(code) in str(error)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_lists_the_table_as_it_is(name: str) -> None:
    page = (ROOT / f"docs/kenh/{name}.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(-?\d+)` \| (.+?) \|", page, re.MULTILINE))
    assert told == {str(code): one.means for code, one in PAGES[name].by_code.items()}
