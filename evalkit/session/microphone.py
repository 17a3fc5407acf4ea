"""A microphone: user audio leaves in chunks, in real time, as if somebody spoke."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalkit.clock import Stopwatch
from evalkit.media.user_audio import UserAudio
from evalkit.scenario.model import Scenario
from evalkit.scenario.setup_check import field_of

__all__ = ["RATE_HZ", "Microphone", "tail_ms"]

RATE_HZ = 16_000
_SERVER_SILENCE_MS = 800.0
_TAIL_MARGIN_MS = 400.0
_STALL_MS = 40.0
"""A chunk that leaves later than this was held up by us, and what is measured after it is tainted."""


def tail_ms(scenario: Scenario) -> float:
    """How much silence follows speech so that the server's voice detection can end the turn (reference §4.6).

    The scenario's own `audio.tail_ms`, else 400 ms more than the silence the setup asks for (800 ms by default).
    """
    if scenario.tail_ms is not None:
        return scenario.tail_ms
    detection = field_of(field_of(scenario.setup, "realtimeInputConfig"), "automaticActivityDetection")
    asked_ms = field_of(detection, "silenceDurationMs")
    return float(asked_ms or _SERVER_SILENCE_MS) + _TAIL_MARGIN_MS


class Microphone:
    """Sends audio at the speed of speech; a chunk leaves once its last sample has been spoken.

    Args:
        send: sends one chunk of PCM16 at 16 kHz.
        mark: takes a mark's name, time and details.
        clock: the session's.
        chunk_ms: 20 to 40 (reference §5.1).
    """

    def __init__(
        self,
        send: Callable[[bytes], Awaitable[None]],
        mark: Callable[[str, float, Mapping[str, Any]], None],
        clock: Stopwatch,
        chunk_ms: int,
    ) -> None:
        self._send, self._mark, self._clock = send, mark, clock
        self._chunk = RATE_HZ * chunk_ms // 1000

    async def speak(self, audio: UserAudio) -> None:
        """Sends speech and marks when its first and last spoken samples left; the last chunk is filled with silence."""
        marks = {}
        if audio.speech:
            marks = {"speech_started": audio.speech[0].start, "speech_ended": audio.speech[-1].end}
        await self._stream(audio.samples, marks)

    async def silence(self, duration_s: float, in_time: Callable[[float], bool] = lambda _: True) -> None:
        """Sends digital silence.

        Args:
            duration_s: how much.
            in_time: asked for each chunk whether the moment it would leave at is still in time; ends at the first no.
        """
        await self._stream(np.zeros(round(duration_s * RATE_HZ), np.int16), {}, in_time)

    async def _stream(
        self, samples: NDArray[np.int16], marks: Mapping[str, int], in_time: Callable[[float], bool] = lambda _: True
    ) -> None:
        began_t = self._clock()
        for start in range(0, len(samples), self._chunk):
            chunk = samples[start : start + self._chunk]
            end = start + self._chunk
            if not in_time(began_t + end / RATE_HZ):
                return
            await self._clock.until(began_t + end / RATE_HZ)
            await self._send(np.pad(chunk, (0, self._chunk - len(chunk))).astype("<i2").tobytes())
            sent_t = self._clock()
            late_ms = round((sent_t - began_t - end / RATE_HZ) * 1000, 3)
            if late_ms > _STALL_MS:
                self._mark("stalled", sent_t, {"late_ms": late_ms})
            for name, sample in marks.items():
                if start < sample <= end or sample == start == 0:
                    self._mark(name, round(sent_t - (end - sample) / RATE_HZ, 9), {"sample": sample})
