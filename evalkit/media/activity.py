"""Where speech is: spans in a whole file, changes in a stream, and the first sample anybody can hear."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from evalkit.media.edges import CLICK_FRAMES, LINK_FRAMES, SPEECH_DBFS, energy_spans, is_clean, place_edges
from evalkit.media.noise_floor import NoiseFloor
from evalkit.media.pcm import FULL_SCALE, Samples, frame_levels_dbfs, resample
from evalkit.media.silero import model_spans
from evalkit.media.span import Span

__all__ = [
    "AUDIBLE_DBFS",
    "Change",
    "Span",
    "SpeechEnded",
    "SpeechStarted",
    "StreamingActivity",
    "audible",
    "first_audible",
    "speech_spans",
]

AUDIBLE_DBFS = -60.0
"""A 10 ms frame below this level counts as inaudible: speech sits 30 to 45 dB above it, dither far below."""

_MODEL_RATE_HZ = 16_000
_FRAME_S = 0.01
_SILENT_FRAMES = 10
"""Frames below the level of speech in a row, which no noise at that level has."""


class SpeechStarted(NamedTuple):
    """Speech began at this sample of the stream."""

    sample: int


class SpeechEnded(NamedTuple):
    """The last speech so far ended before this sample of the stream."""

    sample: int


Change: TypeAlias = SpeechStarted | SpeechEnded


def speech_spans(samples: Samples, rate_hz: int = _MODEL_RATE_HZ) -> tuple[Span, ...]:
    """Finds speech; pauses up to 300 ms belong to it, stretches under 50 ms (clicks) do not count.

    On clean audio, such as synthesised speech, energy alone decides: there it places ends as well as a model does and
    costs nothing. With a noise floor the Silero model decides and energy places the edges (median error of the end on
    clean audio 10 ms, see the tests for noise and a real recording).

    Args:
        samples: mono.
        rate_hz: their rate; edges are given in samples of it.
    """
    if is_clean(samples, rate_hz):
        return energy_spans(samples, rate_hz)
    heard = resample(samples, rate_hz, _MODEL_RATE_HZ)
    placed = place_edges(heard, model_spans(heard))
    scale = rate_hz / _MODEL_RATE_HZ
    return tuple(Span(round(span.start * scale), min(len(samples), round(span.end * scale))) for span in placed)


def first_audible(samples: Samples, rate_hz: int, threshold_dbfs: float = AUDIBLE_DBFS) -> int | None:
    """Returns the first sample somebody can hear, None when there is none.

    The first 10 ms frame whose level reaches `threshold_dbfs` tells that there is sound; it begins with the first
    sample, of this frame or of the one before, whose own amplitude does. So hard edges are exact, a quiet stray sample
    does not count, and a loud click does. Levels and amplitudes are measured around a constant offset.
    """
    frame = max(1, round(rate_hz * _FRAME_S))
    loud = np.flatnonzero(frame_levels_dbfs(samples, frame, centred=True) >= threshold_dbfs)
    if not len(loud):
        return None
    start = int(loud[0]) * frame
    # Nothing before the frame can be heard, so its mean is the offset alone.
    offset = round(float(samples[:start].mean())) if start else 0
    low = max(0, start - frame)
    amplitude = FULL_SCALE * 10 ** (threshold_dbfs / 20)
    inside = np.flatnonzero(np.abs(samples[low : start + frame].astype(np.int32) - offset) >= amplitude)
    return low + int(inside[0]) if len(inside) else start


def audible(samples: Samples, rate_hz: int) -> bool:
    """True when anything in the samples can be heard."""
    return first_audible(samples, rate_hz) is not None


@dataclass(slots=True)
class _Hearing:
    """What one way of telling active frames from others has heard."""

    speaking: bool = False
    active_run: int = 0
    quiet_run: int = 0
    first_active: int = 0
    last_active_end: int = 0

    def take(self, active: bool, start: int, end: int, prefix: int) -> bool:
        """Takes the frame of these samples; True when speech has begun with it, `prefix` frames after its first."""
        if not active:
            self.active_run = 0
            self.quiet_run += 1
            return False
        self.active_run += 1
        self.quiet_run = 0
        if self.active_run == 1:
            self.first_active = start
        if self.speaking:
            if self.active_run > CLICK_FRAMES or start - self.last_active_end <= LINK_FRAMES * (end - start):
                self.last_active_end = end
        elif self.active_run >= prefix:
            self.speaking, self.last_active_end = True, end
            return True
        return False


class StreamingActivity:
    """Voice detection on a stream, by energy: what a server's ears do while somebody speaks to it.

    On clean audio the end it reports is the one `speech_spans` finds in the whole file. Steady noise is told from
    speech once it has been heard for more than a second: before, its beginning may count as that of speech.

    Args:
        rate_hz: of the stream.
        silence_ms: how long it must be quiet before speech counts as ended.
        prefix_ms: how long speech must last before it counts as begun.
        threshold_dbfs: level of a 10 ms frame from which on it counts as speech, where there is no noise.
    """

    def __init__(
        self, rate_hz: int, *, silence_ms: float = 500, prefix_ms: float = 60, threshold_dbfs: float = SPEECH_DBFS
    ) -> None:
        self._frame = max(1, round(rate_hz * _FRAME_S))
        self._silence = round(rate_hz * silence_ms / 1000)
        self._prefix = max(1, round(prefix_ms / 1000 / _FRAME_S))
        self._threshold_dbfs = threshold_dbfs
        self._floor = NoiseFloor(threshold_dbfs)
        self._rest: Samples = np.zeros(0, np.int16)
        self._position = 0
        self._above_noise = _Hearing()
        self._above_silence = _Hearing()

    def feed(self, samples: Samples) -> tuple[Change, ...]:
        """Takes the next chunk, of any length; returns what became certain with it, in order."""
        stream = np.concatenate((self._rest, samples)) if len(self._rest) else samples
        whole = len(stream) // self._frame * self._frame
        self._rest = stream[whole:]
        levels = frame_levels_dbfs(stream[:whole], self._frame, centred=True)
        return tuple(change for level in levels if (change := self._hear(float(level))))

    def _hear(self, level_dbfs: float) -> Change | None:
        start, self._position = self._position, self._position + self._frame
        self._above_silence.take(level_dbfs >= self._threshold_dbfs, start, self._position, self._prefix)
        speech = self._above_noise
        if speech.take(self._floor.stands_out(level_dbfs), start, self._position, self._prefix):
            return SpeechStarted(speech.first_active)
        end = self._last_speech_end()
        if not speech.speaking or self._position - end < self._silence:
            return None
        self._above_noise.speaking = self._above_silence.speaking = False
        return SpeechEnded(end)

    def _last_speech_end(self) -> int:
        """What falls into silence was clean, and what seemed to be its noise were the softer sounds of the speech."""
        clean = self._above_silence.speaking and self._above_silence.quiet_run >= _SILENT_FRAMES
        return (self._above_silence if clean else self._above_noise).last_active_end
