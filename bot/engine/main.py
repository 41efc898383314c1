"""`python -m bot.engine.main train|run …`: the rasa command with our fixes applied."""

from __future__ import annotations

import sys
import warnings

# Rasa's own dependencies are years older than each other: hundreds of lines at every start.
warnings.showwarning = lambda *_, **__: None

from rasa.__main__ import main  # noqa: E402 (warns while it is loaded)

from bot.engine import fixes  # noqa: E402 (loads Rasa)

if __name__ == "__main__":
    fixes.apply()
    sys.argv[0] = "rasa"
    main()
