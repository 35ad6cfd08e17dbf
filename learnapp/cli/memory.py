"""How a process that has loaded everything it needs spends less on looking for garbage."""

from __future__ import annotations

import gc

#: New objects before the young ones are looked through; then how many times that until the older ones are.
_YOUNG, _OLDER, _OLD = 20_000, 20, 20


def settle() -> None:
    """Keep what was loaded out of the collector's way from now on, and let it look less often.

    The word lists and weights are some hundred thousand objects that stay; looking through them again and again took a
    third of the time of judging a message.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _OLD)
    gc.enable()
