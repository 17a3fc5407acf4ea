"""What the mock server hears: when the user began and stopped speaking, on the server's clock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import RemoteProtocolError
from evalkit.media.activity import SpeechEnded, StreamingActivity
from evalkit.media.pcm import to_samples
from evalkit.protocol.messages import Blob

__all__ = ["INPUT_RATE_HZ", "Ears", "UserStarted", "UserStopped", "rate_of"]

INPUT_RATE_HZ = 16_000
"""Assumed where the MIME type names no rate (reference §5.1)."""
_SILENCE_MS = 500
_PREFIX_MS = 60
_LONGEST_MS = 60_000


@dataclass(frozen=True, slots=True)
class UserStarted:
    """Speech began at `t`, and has lasted long enough to count."""

    t: float


@dataclass(frozen=True, slots=True)
class UserStopped:
    """Speech really ended at `t`; silence has followed for as long as the setup asks."""

    t: float


class Ears:
    """Automatic voice detection over the audio of one connection, in frames of 10 ms.

    `silenceDurationMs` and `prefixPaddingMs` of the setup are obeyed; without them 500 ms (within the recommended 500
    to 800: reference §2.4) and 60 ms.

    Args:
        realtime_input_config: as in the setup, camelCase.

    Raises:
        RemoteProtocolError: a duration in it is not a number of milliseconds.
    """

    def __init__(self, realtime_input_config: Mapping[str, Any] | None) -> None:
        detection = (realtime_input_config or {}).get("automaticActivityDetection")
        config = detection if isinstance(detection, Mapping) else {}
        self._silence_ms = _milliseconds(config, "silenceDurationMs", _SILENCE_MS)
        self._prefix_ms = _milliseconds(config, "prefixPaddingMs", _PREFIX_MS)
        self._listen(INPUT_RATE_HZ)

    def hear(self, blob: Blob, t: float) -> list[UserStarted | UserStopped]:
        """Takes one chunk of PCM16 whose last sample arrived at `t`; another rate than before starts anew."""
        rate_hz = rate_of(blob)
        if rate_hz != self._rate_hz:
            self._listen(rate_hz)
        samples = to_samples(blob.data)
        self._samples += len(samples)
        found: list[UserStarted | UserStopped] = []
        for change in self._activity.feed(samples):
            moment = t - (self._samples - change.sample) / rate_hz
            found.append(UserStopped(moment) if isinstance(change, SpeechEnded) else UserStarted(moment))
        return found

    def _listen(self, rate_hz: int) -> None:
        self._rate_hz, self._samples = rate_hz, 0
        self._activity = StreamingActivity(rate_hz, silence_ms=self._silence_ms, prefix_ms=self._prefix_ms)


def rate_of(blob: Blob) -> int:
    """Returns the sample rate of user audio."""
    return blob.rate_hz or INPUT_RATE_HZ


def _milliseconds(config: Mapping[str, Any], name: str, default: float) -> float:
    value = config.get(name)
    if value is None:
        return default
    try:
        # A whole number may come as a string (proto3 JSON).
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not 0 <= number <= _LONGEST_MS:
        where = f"setup.realtimeInputConfig.automaticActivityDetection.{name}"
        raise RemoteProtocolError(f"expected milliseconds from 0 to {_LONGEST_MS}, found {str(value)[:40]!r}", where)
    return number
