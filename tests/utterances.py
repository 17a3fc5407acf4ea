"""The speech that comes with the built-in scenarios, as known-answer material: undamaged, and its words are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from evalkit.media.pcm import Samples, resample, to_bytes
from evalkit.trace.events import AudioReceived
from tests.traces import TurnDraft, a_turn, said, turn_complete

__all__ = ["CHUNK", "RATE_HZ", "Utterance", "answer", "chunks", "damaged", "story", "tone", "utterances"]

RATE_HZ = 24_000
"""The rate of model audio."""
CHUNK = RATE_HZ // 25
"""Samples of 40 ms, a chunk of an answer."""
_FOLDER = Path(__file__).resolve().parents[1] / "scenarios" / "audio" / "say"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One utterance at 24 kHz, made by flite or espeak-ng at 16 kHz."""

    name: str
    text: str
    samples: Samples


@cache
def utterances() -> tuple[Utterance, ...]:
    """Every utterance, by name; seventy at the least."""
    found = tuple(_read(path) for path in sorted(_FOLDER.glob("*.flac")))
    assert len(found) >= 70
    return found


def damaged(place: float, length_s: float) -> Iterator[tuple[Utterance, int, int]]:
    """Each utterance that is long enough, with the samples from `place` (a share of its length) on for `length_s`."""
    for each in utterances():
        start, length = round(len(each.samples) * place), round(length_s * RATE_HZ)
        if start + length <= len(each.samples):
            yield each, start, start + length


def tone(seconds: float, hz: float = 330.0, rate_hz: int = RATE_HZ, amplitude: float = 6000) -> Samples:
    """A sine."""
    wave = amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)
    return np.asarray(np.rint(wave).astype(np.int16))


def chunks(samples: Samples, rate_hz: int = RATE_HZ, start_t: float = 1.5) -> list[AudioReceived]:
    """The audio in chunks of 40 ms."""
    pieces = [samples[start : start + CHUNK] for start in range(0, len(samples), CHUNK)]
    return [
        AudioReceived(seq=0, t=start_t + 0.04 * place, pcm=to_bytes(piece), rate_hz=rate_hz, offset=0)
        for place, piece in enumerate(pieces)
    ]


def answer(samples: Samples, words: str = "", rate_hz: int = RATE_HZ, start_t: float = 1.5) -> TurnDraft:
    """A turn that is answered by these samples, in chunks of 40 ms, and by these words, if any."""
    events = chunks(samples, rate_hz, start_t)
    last = events[-1].t or 0.0
    transcript = [said(last, words)] if words else []
    return a_turn("Well?", *events, *transcript, turn_complete(last + 0.1))


def story() -> Utterance:
    """One of ten seconds."""
    return next(each for each in utterances() if each.name.startswith("once-upon-a-time"))


def _read(path: Path) -> Utterance:
    with soundfile.SoundFile(path) as sound:
        samples, rate_hz, text = sound.read(dtype="int16"), sound.samplerate, sound.comment
    return Utterance(path.stem, text, resample(samples, rate_hz, RATE_HZ))
