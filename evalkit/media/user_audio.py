"""What a user turn sends: samples, and where in them somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evalkit.media.activity import Span, speech_spans
from evalkit.media.edges import energy_spans
from evalkit.media.pcm import Samples, duration_s, silence

__all__ = ["RATE_HZ", "UserAudio", "silence_audio", "spoken_audio"]

RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class UserAudio:
    """Audio of one user turn, 16 kHz mono."""

    samples: Samples
    speech: tuple[Span, ...]
    """Where the user's own speech is, in samples, in order; empty when the user does not speak."""
    tail: Samples = field(default_factory=lambda: np.zeros(0, np.int16))
    """What the microphone hears after `samples`, repeated as often as needed; empty: digital silence."""
    lowered_db: float = 0.0
    """By how much everything was made quieter because the mixture would not have fitted into 16 bits."""

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return duration_s(self.samples, RATE_HZ)


def spoken_audio(samples: Samples, *, synthesised: bool = False) -> UserAudio:
    """Finds the speech in 16 kHz mono samples.

    Args:
        samples: what the turn sends.
        synthesised: True for text-to-speech, which has no noise floor: energy alone then finds the same edges as the
            model does, in a hundredth of the time.
    """
    return UserAudio(samples, energy_spans(samples, RATE_HZ) if synthesised else speech_spans(samples, RATE_HZ))


def silence_audio(duration_s: float) -> UserAudio:
    """Digital silence."""
    return UserAudio(silence(duration_s, RATE_HZ), ())
