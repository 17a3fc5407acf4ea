"""A recogniser that hears what it is told to."""

from __future__ import annotations

from dataclasses import dataclass, field

from evalkit.media.pcm import Samples
from evalkit.recognition.engine import Recognised

__all__ = ["FakeRecogniser"]


@dataclass
class FakeRecogniser:
    """Knows English, and hears the same in everything."""

    hears: Recognised = field(default_factory=lambda: Recognised("Hello there."))
    name: str = "a fake engine 1.0"
    heard: list[tuple[int, int, str]] = field(default_factory=list)
    """Samples, rate and language of what it was given."""

    def knows(self, language: str) -> bool:
        return language.startswith("en")

    def recognise(self, samples: Samples, rate_hz: int, language: str) -> Recognised:
        self.heard.append((len(samples), rate_hz, language))
        return self.hears
