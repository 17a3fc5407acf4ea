"""What a user turn sends: samples, and where in them somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.media.activity import Span, speech_spans
from evalkit.media.pcm import Samples

__all__ = ["RATE_HZ", "UserAudio", "silence_audio", "spoken_audio"]

RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class UserAudio:
    """Audio of one user turn, 16 kHz mono."""

    samples: Samples
    speech: tuple[Span, ...]
    """Where speech is, in samples, in order; empty when nobody speaks."""

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / RATE_HZ


def spoken_audio(samples: Samples) -> UserAudio:
    """Finds the speech in 16 kHz mono samples."""
    return UserAudio(samples, speech_spans(samples, RATE_HZ))


def silence_audio(duration_s: float) -> UserAudio:
    """Digital silence."""
    return UserAudio(np.zeros(round(duration_s * RATE_HZ), np.int16), ())
