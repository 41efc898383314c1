"""The known slow and silent spots of Rasa 3.6.21, mended at start; no installed file is touched.

1. `RemoteAction` re-checks the schema of an action's answer on every call: 40-55 ms of CPU. The
   validator is built once.
2. `Event.resolve_by_type` walks every subclass for every stored event of every message. Cached.
3. When the tracker store fails, Rasa goes on in memory: a bot that forgot everything, and says
   so to nobody. A failing store fails the message instead, and the app tries it again.

docs/decisions/0001-two-environments.md says when this module can go.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, NoReturn

import jsonschema
from rasa.core import tracker_store
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event


def apply() -> None:
    """Patch the running process."""
    _validate_with_one_validator()
    _remember_event_types()
    _fail_when_the_store_fails()


def _validate_with_one_validator() -> None:
    specification = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(specification)
    kind.check_schema(specification)
    validator = kind(specification)

    def validate(self: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _remember_event_types() -> None:
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))


def _fail_when_the_store_fails() -> None:
    def fail(self: Any, error: Exception) -> NoReturn:
        raise error

    tracker_store.FailSafeTrackerStore.on_tracker_store_error = fail
    tracker_store.FailSafeTrackerStore.on_tracker_store_retrieve_error = fail

    stock = tracker_store.create_engine_kwargs

    def with_ping(url: Any) -> Dict[str, Any]:
        return {**stock(url), "pool_pre_ping": True}

    tracker_store.create_engine_kwargs = with_ping
