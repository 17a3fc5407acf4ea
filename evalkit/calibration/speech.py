"""Where speech begins and ends: voices of known edges, clean and in each kind of noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, get_args, overload

from evalkit.calibration.trial import Bars, Trial, bars_of
from evalkit.calibration.voice import RATE_HZ, Utterance, speak
from evalkit.media.activity import SpeechEnded, StreamingActivity, speech_spans
from evalkit.media.conditions import Behind, heard
from evalkit.media.noise import NoiseKind, make_noise
from evalkit.media.pcm import Samples
from evalkit.media.span import Span
from evalkit.media.user_audio import UserAudio

__all__ = ["SNRS_DB", "edges", "in_noise", "server_ears"]

SNRS_DB = (20, 10, 5)
_KINDS: tuple[NoiseKind, ...] = get_args(NoiseKind)
_CHUNK = RATE_HZ // 50


class _Found(NamedTuple):
    """Both edges of one utterance."""

    start: Trial
    end: Trial


def edges(voices: Mapping[str, Sequence[Utterance]], size: int) -> Iterator[Bars]:
    """Measures the end and the onset of speech, as the anchor of latency is found in a scenario's own audio.

    Args:
        voices: more material, by its name; the edges of the clean audio are its truth.
        size: how many times seven utterances in each noise at 20 dB, and four at 10 and at 5 dB.
    """
    yield from _bars("made voice, clean", [_found(each, each.samples) for each in map(speak, range(24 * size))])
    made = [speak(seed) for seed in range(7 * size)]
    for name, utterances in {"made voice": made, **voices}.items():
        for snr_db in SNRS_DB:
            chosen = utterances[: (7 if snr_db == SNRS_DB[0] else 4) * size]
            every: list[_Found] = []
            for kind in _KINDS:
                found = [_found(each, in_noise(each, kind, snr_db, place)) for place, each in enumerate(chosen)]
                yield from _bars(f"{name}, {kind} {snr_db} dB", found)
                every += found
            yield from _bars(f"{name}, any noise {snr_db} dB", every)


def in_noise(utterance: Utterance, kind: NoiseKind, snr_db: float, place: int) -> Samples:
    """Returns the utterance with noise that lies `snr_db` below the level of its speech; pauses inside count to it."""
    loop = _loop(kind)
    audio = UserAudio(utterance.samples, (Span(utterance.start, utterance.end),))
    return heard(audio, Behind(loop, snr_db, place * 9000 % len(loop))).samples


def server_ears(size: int) -> Iterator[Bars]:
    """Measures the end of speech as the mock server hears it, chunk by chunk."""
    clean = [speak(seed) for seed in range(24 * size)]
    yield bars_of("server_ears", "made voice, clean", "ms", (_ears(each, each.samples) for each in clean))


def _ears(utterance: Utterance, samples: Samples) -> Trial:
    ears = StreamingActivity(RATE_HZ, silence_ms=500)
    pieces = (samples[start : start + _CHUNK] for start in range(0, len(samples), _CHUNK))
    ends = [change.sample for piece in pieces for change in ears.feed(piece) if isinstance(change, SpeechEnded)]
    return Trial(_ms(utterance.end), _ms(ends[-1] if ends else None))


def _found(utterance: Utterance, samples: Samples) -> _Found:
    spans = speech_spans(samples)
    start, end = (spans[0].start, spans[-1].end) if spans else (None, None)
    return _Found(Trial(_ms(utterance.start), _ms(start)), Trial(_ms(utterance.end), _ms(end)))


def _bars(material: str, found: Sequence[_Found]) -> Iterator[Bars]:
    yield bars_of("end_of_speech", material, "ms", (each.end for each in found))
    yield bars_of("onset", material, "ms", (each.start for each in found))


@cache
def _loop(kind: NoiseKind) -> Samples:
    return make_noise(kind, 3)


@overload
def _ms(sample: int) -> float: ...
@overload
def _ms(sample: int | None) -> float | None: ...
def _ms(sample: int | None) -> float | None:
    return None if sample is None else sample / RATE_HZ * 1000
