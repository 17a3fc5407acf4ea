"""What the mock server hears: when the user began and stopped speaking, on the server's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evalkit.media.activity import SpeechEnded, StreamingActivity

__all__ = ["INPUT_RATE_HZ", "Ears", "UserStarted", "UserStopped"]

INPUT_RATE_HZ = 16_000
_SILENCE_MS = 500
_PREFIX_MS = 60


@dataclass(frozen=True, slots=True)
class UserStarted:
    """Speech began at `t`, and has lasted long enough to count."""

    t: float


@dataclass(frozen=True, slots=True)
class UserStopped:
    """Speech really ended at `t`; silence has followed for as long as the setup asks."""

    t: float


class Ears:
    """Automatic voice detection over the audio of one connection.

    `silenceDurationMs` and `prefixPaddingMs` of the setup are obeyed; without them 500 ms (within the recommended 500
    to 800: reference §2.4) and 60 ms.

    Args:
        realtime_input_config: as in the setup, camelCase.
    """

    def __init__(self, realtime_input_config: Mapping[str, Any] | None) -> None:
        config = (realtime_input_config or {}).get("automaticActivityDetection") or {}
        self._activity = StreamingActivity(
            INPUT_RATE_HZ,
            silence_ms=float(config.get("silenceDurationMs", _SILENCE_MS)),
            prefix_ms=float(config.get("prefixPaddingMs", _PREFIX_MS)),
        )
        self._samples = 0

    def hear(self, pcm: bytes, t: float) -> list[UserStarted | UserStopped]:
        """Takes one chunk of PCM16 at 16 kHz whose last sample arrived at `t`."""
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.int16)
        self._samples += len(samples)
        found: list[UserStarted | UserStopped] = []
        for change in self._activity.feed(samples):
            moment = t - (self._samples - change.sample) / INPUT_RATE_HZ
            found.append(UserStopped(moment) if isinstance(change, SpeechEnded) else UserStarted(moment))
        return found
