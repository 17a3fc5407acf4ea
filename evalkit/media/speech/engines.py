"""The text-to-speech engines there are, in the order in which they are asked."""

from __future__ import annotations

from evalkit.media.speech.command import CommandEngine
from evalkit.media.speech.engine import Engine
from evalkit.media.speech.espeak import EspeakEngine
from evalkit.media.speech.espeak_library import EspeakLibraryEngine
from evalkit.media.speech.flite import FliteEngine

__all__ = ["default_engines"]


def default_engines(command: str = "") -> tuple[Engine, ...]:
    """Returns the user's command, when one is given, then flite, espeak-ng, and the library of the `tts` extra.

    Raises:
        UsageError: The command is not one that can be run; see `CommandEngine`.
    """
    own: tuple[Engine, ...] = (CommandEngine(command),) if command else ()
    return (*own, FliteEngine(), EspeakEngine(), EspeakLibraryEngine())
