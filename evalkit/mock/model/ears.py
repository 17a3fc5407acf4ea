"""What the mock server hears: when the user began and stopped speaking, on the server's clock."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evalkit.errors import RemoteProtocolError
from evalkit.media.activity import SpeechEnded, StreamingActivity
from evalkit.media.pcm import Samples, resample, to_samples
from evalkit.protocol.messages import Blob

__all__ = ["INPUT_RATE_HZ", "Ears", "UserStarted", "UserStopped", "rate_of"]

INPUT_RATE_HZ = 16_000
"""Assumed where the MIME type names no rate (reference §5.1)."""
_SILENCE_MS = 500
_PREFIX_MS = 60
_LONGEST_MS = 60_000
_KEPT_S = 120
"""Of longer speech the end is remembered."""


@dataclass(frozen=True, slots=True)
class UserStarted:
    """Speech began at `t`, and has lasted long enough to count."""

    t: float
    offset_s: float = field(default=0.0, compare=False)
    """The same moment, in seconds of audio since the stream began."""


@dataclass(frozen=True, slots=True)
class UserStopped:
    """Speech really ended at `t`; silence has followed for as long as the setup asks."""

    t: float
    offset_s: float = field(default=0.0, compare=False)
    samples: Samples = field(default_factory=lambda: np.zeros(0, np.int16), compare=False, repr=False)
    """The speech, 16 kHz."""


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
        self._earlier_s = 0.0
        self._rate_hz, self._samples = INPUT_RATE_HZ, 0
        self._kept: Samples = np.zeros(0, np.int16)
        self._began: int | None = None
        self._activity = self._detection()

    def hear(self, blob: Blob, t: float) -> list[UserStarted | UserStopped]:
        """Takes one chunk of PCM16 whose last sample arrived at `t`; another rate than before starts anew."""
        rate_hz = rate_of(blob)
        if rate_hz != self._rate_hz:
            self._listen(rate_hz)
        return self._feed(to_samples(blob.data), t)

    def stream_ends(self, t: float) -> list[UserStarted | UserStopped]:
        """Takes the news that the microphone pauses: speech that goes on has ended with its last audible frame."""
        quiet = np.zeros(math.ceil(self._silence_ms / 1000 * self._rate_hz) + self._rate_hz // 50, np.int16)
        found = self._feed(quiet, t + len(quiet) / self._rate_hz)
        self._listen(self._rate_hz)
        return found

    def _feed(self, samples: Samples, t: float) -> list[UserStarted | UserStopped]:
        self._samples += len(samples)
        self._kept = np.concatenate((self._kept, samples))[-_KEPT_S * self._rate_hz :]
        found: list[UserStarted | UserStopped] = []
        for change in self._activity.feed(samples):
            moment = t - (self._samples - change.sample) / self._rate_hz
            offset_s = self._earlier_s + change.sample / self._rate_hz
            if isinstance(change, SpeechEnded):
                found.append(UserStopped(moment, offset_s, self._speech(change.sample)))
                self._began = None
            else:
                self._began = change.sample
                found.append(UserStarted(moment, offset_s))
        if self._began is None:
            self._kept = self._kept[-self._rate_hz :]
        return found

    def _speech(self, end: int) -> Samples:
        """What is kept of the speech before sample `end` of the stream."""
        first = self._samples - len(self._kept)
        start = max(0, (self._began or 0) - first)
        return resample(self._kept[start : max(start, end - first)], self._rate_hz, INPUT_RATE_HZ)

    def _listen(self, rate_hz: int) -> None:
        self._earlier_s += self._samples / self._rate_hz
        self._rate_hz, self._samples = rate_hz, 0
        self._kept, self._began = np.zeros(0, np.int16), None
        self._activity = self._detection()

    def _detection(self) -> StreamingActivity:
        return StreamingActivity(self._rate_hz, silence_ms=self._silence_ms, prefix_ms=self._prefix_ms)


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
