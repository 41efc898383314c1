"""Deliveries of Zalo's platforms, as written down here and with anything in their fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from connectors.channels import Arrival, MalformedError

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def deliveries(beside: str) -> dict[str, dict[str, Any]]:
    """By name, out of the file beside a test."""
    found: dict[str, dict[str, Any]] = json.loads(
        Path(beside).with_name("deliveries.json").read_text("utf-8")
    )
    return found


def fields(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these fields, with anything in them."""
    return st.dictionaries(st.sampled_from(names), _JSON, max_size=4)


def read_or_malformed(read: Callable[[], Sequence[Arrival]]) -> None:
    """What is read can be stored; what cannot be read says so."""
    try:
        arrivals = read()
    except MalformedError:
        return
    for arrival in arrivals:
        assert 0 < len(arrival.key) <= 80
        assert len(arrival.conversation) <= 80
        arrival.text.encode()
        arrival.conversation.encode()
