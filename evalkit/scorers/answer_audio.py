"""The audio of one answer as one piece, and what is known of where it should end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from evalkit.media.pcm import Samples, resample, to_samples
from evalkit.trace.answer import answer_of, asks_for_text
from evalkit.trace.events import AudioReceived, Interrupted
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["AnswerAudio", "answer_audio", "no_audio"]

_LOWEST_HZ, _HIGHEST_HZ = 8_000, 96_000


@dataclass(frozen=True, slots=True)
class AnswerAudio:
    """All the audio of one answer, chunks joined as they came."""

    samples: Samples = field(repr=False)
    rate_hz: int
    chunks: tuple[AudioReceived, ...] = field(repr=False)
    said: str
    """The output transcription."""
    cut_off: str
    """Why the audio need not hold all that was to be said; empty when the answer was over."""

    @property
    def length_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate_hz

    def at(self, *moments_s: float) -> tuple[int, ...]:
        """The `seq` of the chunks that hold these moments of the audio, in order and each once."""
        ends_s = np.cumsum([len(chunk.pcm) // 2 / chunk.rate_hz for chunk in self.chunks])
        places = np.minimum(np.searchsorted(ends_s, moments_s, side="right"), len(self.chunks) - 1)
        return tuple(dict.fromkeys(self.chunks[place].seq for place in sorted(places)))


def answer_audio(window: TurnWindow) -> AnswerAudio | None:
    """Returns the audio of a turn's answer at the rate of its first chunk; None when there is none to measure."""
    chunks = _chunks(window)
    if not chunks or _strange_rate_hz(chunks) is not None:
        return None
    rate_hz = chunks[0].rate_hz
    samples = np.concatenate([resample(part, part_hz, rate_hz) for part, part_hz in _parts(chunks)])
    return AnswerAudio(samples, rate_hz, chunks, window.said, _cut_off(window))


def no_audio(trace: Trace, window: TurnWindow) -> str:
    """Says why a turn has no audio to measure."""
    strange_hz = _strange_rate_hz(_chunks(window))
    if strange_hz is not None:
        return f"the audio claims {strange_hz} Hz, and can be measured from {_LOWEST_HZ} to {_HIGHEST_HZ} Hz"
    if asks_for_text(trace):
        return "the setup asks for TEXT, so no audio came"
    if window.turn is not None and window.turn.expects_silence:
        return "the turn expects silence, and no audio came"
    if answer_of(window).first_event is None:
        return f"the turn was never answered{f' ({window.finish})' if window.finish else ''}"
    return "the answer has no audio"


def _chunks(window: TurnWindow) -> tuple[AudioReceived, ...]:
    return tuple(chunk for chunk in window.of(AudioReceived) if chunk.pcm)


def _strange_rate_hz(chunks: Sequence[AudioReceived]) -> int | None:
    """The first rate that no voice is sent at; a server may name any (reference §3.2)."""
    return next((chunk.rate_hz for chunk in chunks if not _LOWEST_HZ <= chunk.rate_hz <= _HIGHEST_HZ), None)


def _parts(chunks: Sequence[AudioReceived]) -> Iterator[tuple[Samples, int]]:
    """The chunks joined as long as their rate stays, for a resampler needs what is before and after."""
    for rate_hz, group in groupby(chunks, key=lambda chunk: chunk.rate_hz):
        yield to_samples(b"".join(chunk.pcm for chunk in group)), rate_hz


def _cut_off(window: TurnWindow) -> str:
    end, interruptions = answer_of(window).end, window.of(Interrupted)
    # An interruption that comes after the end stops only what is still being played (reference §4.3).
    if window.finish == "barged_in" or (interruptions and (end is None or interruptions[0].seq < end.seq)):
        return "the answer was interrupted, so it need not be whole"
    if end is None and window.finish in ("", "closed"):
        closed = "the connection closed" if window.finish else "the recording ends"
        return f"{closed} before the answer was over"
    return ""
