"""What the garbage collector need not look at."""

from __future__ import annotations

import gc


def settle() -> None:
    """Leave what is loaded out of later collections.

    Records, index and wording are some million objects that stay: to look through all of them
    stopped every thread for a third of a second, and each delivery that was just coming in.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
