"""An engine for tests: it beeps, remembers what it was asked, and can be absent, ignorant or broken."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import MediaError
from evalkit.media.speech.engine import choose_voice

__all__ = ["FakeEngine"]


@dataclass
class FakeEngine:
    name: str = "fake"
    version: str = "1.0"
    languages: tuple[str, ...] = ("en", "de")
    there: bool = True
    failure: MediaError | None = None
    rate_hz: int = 24_000
    peak: int = 5_000
    lead_s: float = 0.3
    spoken: list[tuple[str, str, str]] = field(default_factory=list)

    def available(self) -> bool:
        return self.there

    def speaks(self, language: str) -> bool:
        return language in self.languages

    def voice_of(self, speaker: str, language: str) -> str:
        return choose_voice(speaker, ("one", "two", "three", "four"))

    def speak(self, text: str, voice: str, language: str) -> tuple[NDArray[np.int16], int]:
        self.spoken.append((text, voice, language))
        if self.failure:
            raise self.failure
        times = np.arange(self.rate_hz // 2) / self.rate_hz
        beep = np.rint(np.sin(2 * np.pi * 440 * times) * self.peak).astype(np.int16)
        silence = np.zeros(round(self.lead_s * self.rate_hz), np.int16)
        return np.concatenate([silence, beep, silence]), self.rate_hz
