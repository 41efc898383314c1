"""The command `tungbuoc`. Errors are one clear line and a non-zero exit, never a traceback."""

from __future__ import annotations

import sys

from bot.training import TrainingError
from bot.wording import WordingError
from connectors.channels.registry import ChannelSettingsError
from connectors.cli.commands import app
from connectors.cli.errors import CliError
from connectors.dossiers.build import DossierSettingsError
from connectors.portal.errors import PortalError
from connectors.serve.supervisor import ChildError
from knowledge.errors import KnowledgeError


def main() -> None:
    """Run the command line."""
    try:
        app()
    except (
        ChannelSettingsError,
        ChildError,
        CliError,
        DossierSettingsError,
        KnowledgeError,
        PortalError,
        TrainingError,
        WordingError,
    ) as error:
        print(f"tungbuoc: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
