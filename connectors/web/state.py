"""What the routes share, put together once at start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bot.talk import Assistant
from connectors.channels.front_door import FrontDoor
from connectors.chat import ChatService, Inbox
from connectors.desk.desk import Desk
from connectors.dossiers.build import Office
from connectors.metrics import Meters
from connectors.proposals.follow import Current
from connectors.proposals.workshop import Workshop
from connectors.rasa.client import RasaClient
from connectors.rasa.trackers import Trackers
from connectors.resume import ResumeStore
from connectors.settings import Settings
from connectors.switches import SwitchGate
from connectors.web.limits import Limits


@dataclass(frozen=True)
class State:
    """One per app."""

    settings: Settings
    current: Current
    inbox: Inbox
    trackers: Trackers
    rasa: RasaClient
    chat: ChatService
    codes: ResumeStore
    limits: Limits
    dossiers: Office
    desk: Desk
    switches: SwitchGate
    meters: Meters
    door: FrontDoor
    workshop: Workshop | None

    @property
    def assistant(self) -> Assistant:
        """The one that answers now: with other records from one message to the next."""
        return self.current()


def _state(request: Request) -> State:
    state: State = request.app.state.tungbuoc
    return state


StateDep = Annotated[State, Depends(_state)]
