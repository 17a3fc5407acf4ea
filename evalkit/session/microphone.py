"""A microphone: user audio leaves in chunks, in real time, as if somebody spoke."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import numpy as np

from evalkit.clock import Stopwatch
from evalkit.media.pcm import Samples
from evalkit.media.user_audio import UserAudio
from evalkit.scenario.model import Scenario
from evalkit.scenario.setup_check import field_of
from evalkit.session.camera import Camera
from evalkit.session.marks import Marks

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
    """Sends a turn's audio at the speed of speech; a chunk leaves once its last sample has been spoken.

    Args:
        send: sends one chunk of PCM16 at 16 kHz; returns for how many seconds it was kept from it on purpose, as by
            a connection that had to be replaced: what follows is put off by as much.
        camera: shows its frames in between, each before the chunk of the same moment.
        marks: notes where the speech was, and chunks that left late.
        clock: the session's.
        chunk_ms: 20 to 40 (reference §5.1).
    """

    def __init__(
        self, send: Callable[[bytes], Awaitable[float]], camera: Camera, marks: Marks, clock: Stopwatch, chunk_ms: int
    ) -> None:
        self._send, self._camera, self._marks, self._clock = send, camera, marks, clock
        self._chunk = RATE_HZ * chunk_ms // 1000
        self._background: Samples = np.zeros(1, np.int16)
        self._background_at = 0

    async def speak(self, audio: UserAudio) -> None:
        """Sends a turn's audio and marks when its first and last spoken samples left.

        The last chunk is filled up with what the microphone hears then: the audio's tail, else silence.
        """
        if len(audio.tail):
            self._background, self._background_at = audio.tail, 0
        places: dict[str, Mapping[str, float]] = {}
        if audio.speech:
            lowered = {"lowered_db": round(audio.lowered_db, 1)} if audio.lowered_db >= 0.05 else {}
            places = {
                "speech_started": {"sample": audio.speech[0].start, **lowered},
                "speech_ended": {"sample": audio.speech[-1].end},
            }
        filling = self._heard(-len(audio.samples) % self._chunk)
        await self._stream(np.concatenate((audio.samples, filling)), places)

    async def silence(
        self,
        duration_s: float,
        in_time: Callable[[float], bool] = lambda _: True,
        halted: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Sends what is heard while nobody speaks: the tail of the audio that was spoken, else digital silence.

        Args:
            duration_s: how much.
            in_time: asked for each chunk whether the moment it would leave at is still in time; ends at the first no.
            halted: asked as each chunk leaves whether it may not; ends at the first yes.

        Returns:
            True when all of it was sent.
        """
        length = round(duration_s * RATE_HZ)
        return await self._stream(self._heard(length + -length % self._chunk), {}, in_time, halted)

    def _heard(self, length: int) -> Samples:
        places = np.arange(self._background_at, self._background_at + length) % len(self._background)
        self._background_at += length
        return self._background[places]

    async def _stream(
        self,
        samples: Samples,
        places: Mapping[str, Mapping[str, float]],
        in_time: Callable[[float], bool] = lambda _: True,
        halted: Callable[[], bool] = lambda: False,
    ) -> bool:
        """Sends whole chunks; `places` are marks to set, by name: their details, with the sample they stand at."""
        began_t = self._clock()
        for start in range(0, len(samples), self._chunk):
            end = start + self._chunk
            if not in_time(began_t + end / RATE_HZ):
                return False
            began_t += await self._camera.show_until(began_t + end / RATE_HZ)
            await self._clock.until(began_t + end / RATE_HZ)
            if halted():
                return False
            held_s = await self._send(samples[start:end].astype("<i2").tobytes())
            self._camera.hold(held_s)
            began_t += held_s
            self._note(places, start, end, began_t)
        return True

    def _note(self, places: Mapping[str, Mapping[str, float]], start: int, end: int, began_t: float) -> None:
        """Marks what the chunk of these samples held, and that it left too late."""
        sent_t = self._clock()
        late_ms = round((sent_t - began_t - end / RATE_HZ) * 1000, 3)
        if late_ms > _STALL_MS:
            self._marks.at("stalled", sent_t, {"late_ms": late_ms})
        for name, detail in places.items():
            sample = detail["sample"]
            if start < sample <= end or sample == start == 0:
                self._marks.at(name, round(sent_t - (end - sample) / RATE_HZ, 9), detail)
