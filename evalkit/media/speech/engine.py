"""What a text-to-speech engine is, and how a speaker's name becomes one of its voices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Engine", "choose_voice"]


class Engine(Protocol):
    """Speaks text; an engine that is not there or does not know a language says so and is passed over."""

    @property
    def name(self) -> str:
        """What the engine is called, for the stored file's tags."""
        ...

    @property
    def version(self) -> str:
        """The engine's own version, empty when it does not tell."""
        ...

    def available(self) -> bool:
        """True when the engine is installed here; never raises."""
        ...

    def speaks(self, language: str) -> bool:
        """True when there is a voice for this BCP-47 language; asked of an available engine only."""
        ...

    def voice_of(self, speaker: str, language: str) -> str:
        """The voice of a speaker: "" is the first user, "model" the model; equal names get equal voices."""
        ...

    def speak(self, text: str, voice: str, language: str) -> tuple[NDArray[np.int16], int]:
        """Speaks the text with a voice that `voice_of` gave.

        Returns:
            Mono samples, shape (samples,), and their rate in Hz.

        Raises:
            MediaError: The engine failed.
        """
        ...


def choose_voice(speaker: str, voices: Sequence[str]) -> str:
    """Gives the first voice to the speaker "", the second to "model", and one of the rest to any other name.

    Names that differ by one step in one letter ("A" and "B", "guest 1" and "guest 2") never share a voice when
    the rest holds two or more; other names may.
    """
    if not speaker:
        return voices[0]
    if speaker == "model":
        return voices[min(1, len(voices) - 1)]
    others = voices[2:] or voices
    return others[sum(map(ord, speaker)) % len(others)]
