"""What speaks on this machine, as the command line and the environment say."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from evalkit.media.speech.engines import default_engines
from evalkit.media.speech.store import SpeechStore, default_cache
from evalkit.runner.preparation import speech_of

__all__ = ["speech_here"]


def speech_here(command: str, keep: bool = False) -> Callable[[Path], SpeechStore]:
    """Returns what finds or makes the spoken audio of `say` turns.

    Args:
        command: the user's own text-to-speech; empty: what is installed.
        keep: newly spoken audio becomes part of the scenarios.

    Raises:
        UsageError: the command is not one that can be run.
    """
    cache = default_cache(os.environ.get("XDG_CACHE_HOME", ""))
    return speech_of(keep, default_engines(command), cache)
