"""A server that is there again at once when it is killed: everything is imported before it forks.

On a busy machine the imports of the app take longer than the pause between two kills.
"""

from __future__ import annotations

import os
from collections.abc import Callable


def reborn(run: Callable[[], None]) -> None:
    """Run in a child, and in the next one when that has died; never returns."""
    while True:
        child = os.fork()
        if child == 0:
            try:
                run()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
