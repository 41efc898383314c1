"""What one app process does about proposals: tries those that wait, and serves those that live."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.proposals.deployed import Deployed
from connectors.proposals.follow import Current, Follower, Opener, opener, working
from connectors.proposals.launch import Processes
from connectors.proposals.trials import Launcher, Trials
from connectors.settings import Settings
from knowledge.amend import Change

if TYPE_CHECKING:
    from connectors.desk.desk import Desk


@dataclass
class Workshop:
    """follower: once it works; what it could not serve is told on the desk's page."""

    launcher: Launcher
    opened: Opener
    follower: Follower | None = None
    trials: Trials | None = None

    @classmethod
    def of(cls, settings: Settings) -> Workshop:
        """With processes of their own for what is dear."""
        processes = Processes(settings)
        return cls(processes, opener(settings, processes))

    @asynccontextmanager
    async def working(
        self, desk: Desk, current: Current, live: Sequence[Change]
    ) -> AsyncIterator[None]:
        """While open. live: what the assistant was loaded with."""
        proposals = desk.proposals
        self.follower = Follower(proposals, self.opened, current, live)
        self.follower.left = Deployed(desk.settings).left(live)
        self.trials = Trials(desk.engine, self.launcher, desk.now, proposals.package)
        async with working(self.follower, self.trials):
            yield
