"""What a user turn sends: samples, and where in them somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Where speech is, in samples, in order; empty when nobody speaks."""

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
