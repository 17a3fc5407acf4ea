"""Answers damaged on purpose: what each check of the audio finds of it, and what it finds where nothing is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache

import numpy as np

from evalkit.calibration.trial import YES_OR_NO, Bars, Trial, bars_of
from evalkit.calibration.voice import RATE_HZ, Utterance, speak
from evalkit.media.activity import first_audible
from evalkit.media.integrity import active_speech, clipped_share, dropouts, end_drop_db, finds_voice
from evalkit.media.loops import longest_loop
from evalkit.media.noise import make_noise
from evalkit.media.pcm import FULL_SCALE, Samples, gain, resample, silence
from evalkit.media.tones import tones
from evalkit.media.voice_rate import bandwidth_hz, pitch_hz

__all__ = ["damage"]

_MODEL_HZ = 24_000
_CUT_DB = 6.0
"""Below this drop the `audio` scorer calls an end abrupt."""
_VOICE = "made voice"


def damage(size: int, wanted: Collection[str]) -> Iterator[Bars]:
    """Measures every instrument of the `audio` scorer, and the first audible sample, at the model's 24 kHz.

    Args:
        size: how many times 24 utterances.
        wanted: the instruments' names.
    """
    seeds = range(24 * size)
    for name, material, unit, trials in _INSTRUMENTS:
        if name in wanted:
            yield bars_of(name, material, unit, (trial for seed in seeds for trial in trials(seed)))


@cache
def _voice(seed: int) -> Utterance:
    """An utterance at the model's rate, with its silences."""
    made = speak(seed)
    scale = _MODEL_HZ / RATE_HZ
    samples = resample(made.samples, RATE_HZ, _MODEL_HZ)
    return Utterance(made.name, samples, round(made.start * scale), round(made.end * scale))


def _tone(seconds: float, hz: float, amplitude: float, rate_hz: int = _MODEL_HZ) -> Samples:
    wave = amplitude * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz)
    return np.asarray(np.rint(wave).astype(np.int16))


def _hard_edge(seed: int) -> Iterator[Trial]:
    start = 4800 + 97 * seed
    square = np.where(np.arange(2400) % 60 < 30, 3000, -3000).astype(np.int16)
    found = first_audible(np.concatenate((np.zeros(start, np.int16), square)), _MODEL_HZ)
    yield Trial(start / 24, None if found is None else found / 24)


def _first_audible(seed: int) -> Iterator[Trial]:
    voice = _voice(seed)
    found = first_audible(voice.samples, _MODEL_HZ)
    yield Trial(voice.start / 24, None if found is None else found / 24)
    dither = (make_noise("white", seed)[:_MODEL_HZ] * 0.003).astype(np.int16)
    yield Trial(None, first_audible(dither, _MODEL_HZ))


def _tone_level(seed: int) -> Iterator[Trial]:
    level_dbfs = -3.0 - 2 * (seed % 24)
    sound = _tone(1.0, 300 + 10 * seed, FULL_SCALE * 10 ** ((level_dbfs + 3.0103) / 20) - 1)
    found = active_speech(np.concatenate((sound, silence(2.0, _MODEL_HZ))), _MODEL_HZ)
    # One second of sound is held for 200 ms more, over which its power is spread.
    yield Trial(level_dbfs - 10 * np.log10(1.2), None if found is None else found.level_dbfs)


def _gain(seed: int) -> Iterator[Trial]:
    by_db = -1.5 * (1 + seed % 24)
    before = active_speech(_voice(seed).samples, _MODEL_HZ)
    after = active_speech(gain(_voice(seed).samples, by_db), _MODEL_HZ)
    if before is not None and after is not None:
        yield Trial(by_db, after.level_dbfs - before.level_dbfs)


def _length(seed: int) -> Iterator[Trial]:
    voice = _voice(seed)
    found = active_speech(voice.samples, _MODEL_HZ)
    # The sound is held for 200 ms, which belong to the definition (ITU-T P.56).
    yield Trial((voice.end - voice.start) / 24 + 200, None if found is None else found.seconds * 1000)


def _clipped(seed: int) -> Iterator[Trial]:
    voice, by_db = _voice(seed).samples, (6, 12, 20)[seed % 3]
    flat = float(np.mean(np.abs(np.rint(voice * 10 ** (by_db / 20))) >= 32767))
    yield Trial(100 * flat, 100 * clipped_share(gain(voice, by_db)))
    yield Trial(None, clipped_share(voice) or None)


def _dropout(seed: int) -> Iterator[Trial]:
    voice, length_ms = _voice(seed), (20, 40, 80, 160)[seed % 4]
    start = voice.start + (voice.end - voice.start) * (1 + seed % 3) // 4
    samples = voice.samples.copy()
    samples[start : start + 24 * length_ms] = 0
    holes = dropouts(samples, _MODEL_HZ)
    yield Trial(length_ms, sum(hole.end - hole.start for hole in holes) / 24 if holes else None)
    yield Trial(None, 1.0 if dropouts(voice.samples, _MODEL_HZ) else None)


def _click(seed: int) -> Iterator[Trial]:
    """A click is nobody's hole, tone or loop: whatever these find is a false alarm."""
    voice = _voice(seed)
    samples = voice.samples.copy()
    samples[voice.start + 2400 : voice.start + 2424] = 30_000
    yield Trial(None, 1.0 if dropouts(samples, _MODEL_HZ) or tones(samples, _MODEL_HZ) else None)


def _sustained(seed: int) -> Iterator[Trial]:
    voice, length_s = _voice(seed), 0.6 + 0.1 * (seed % 24)
    stuck = np.concatenate((voice.samples[: voice.end], _tone(length_s, 110 + 40 * seed, 6000)))
    yield Trial(length_s * 1000, _longest_ms(stuck))
    yield Trial(None, _longest_ms(voice.samples))


def _longest_ms(samples: Samples) -> float | None:
    return max(((span.end - span.start) / 24 for span in tones(samples, _MODEL_HZ)), default=None)


def _loop(seed: int) -> Iterator[Trial]:
    voice = _voice(seed)
    length = min(round(_MODEL_HZ * (0.5 + 0.02 * (seed % 24))), voice.end - voice.start)
    piece = voice.samples[voice.start : voice.start + length]
    found = longest_loop(np.concatenate((piece, piece, voice.samples[voice.start + length :])), _MODEL_HZ)
    yield Trial(length / 24, None if found is None else found.length_s * 1000)
    clean = longest_loop(voice.samples, _MODEL_HZ)
    yield Trial(None, None if clean is None else clean.length_s)


def _cut(seed: int) -> Iterator[Trial]:
    """Cut or not: found is the same as true, so only misses and false alarms say something."""
    voice = _voice(seed)
    for share in (0.3, 0.5, 0.7):
        yield Trial(1.0, _abrupt(voice.samples[: round(voice.start + share * (voice.end - voice.start))]))
    yield Trial(None, _abrupt(voice.samples))


def _abrupt(samples: Samples) -> float | None:
    drop_db = end_drop_db(samples, _MODEL_HZ)
    return 1.0 if drop_db is not None and drop_db < _CUT_DB else None


def _pitch(seed: int) -> Iterator[Trial]:
    hz = 80 + 7 * (seed % 24)
    t = np.arange(_MODEL_HZ) / _MODEL_HZ
    buzz = sum(np.sin(2 * np.pi * hz * number * t) / number for number in range(1, 12))
    for claimed_hz in (_MODEL_HZ, 16_000):
        found = pitch_hz(np.rint(6000 * np.asarray(buzz)).astype(np.int16), claimed_hz)
        yield Trial(hz * claimed_hz / _MODEL_HZ, found)


def _bandwidth(seed: int) -> Iterator[Trial]:
    was_hz = (8_000, 16_000)[seed % 2]
    noise = resample(make_noise("white", seed)[: was_hz * 2], was_hz, _MODEL_HZ)
    yield Trial(was_hz / 2, bandwidth_hz(noise, _MODEL_HZ))


def _finds(seed: int) -> Iterator[Trial]:
    if seed % 24 < 8:
        yield Trial(1.0, 1.0 if finds_voice(_voice(seed).samples, _MODEL_HZ) else None)
        kind = ("white", "pink")[seed % 2]
        noise = resample(make_noise("white" if kind == "white" else "pink", seed)[:24_000], RATE_HZ, _MODEL_HZ)
        yield Trial(None, 1.0 if finds_voice(noise, _MODEL_HZ) else None)
        yield Trial(None, 1.0 if finds_voice(_tone(1.0, 120 + 90 * seed, 6000), _MODEL_HZ) else None)


_INSTRUMENTS: tuple[tuple[str, str, str, Callable[[int], Iterator[Trial]]], ...] = (
    ("first_audible", "hard edge", "ms", _hard_edge),
    ("first_audible", f"{_VOICE}; dither", "ms", _first_audible),
    ("speech_level", "tone, -3 to -49 dBFS", "dB", _tone_level),
    ("speech_level", f"{_VOICE}, -1.5 to -36 dB", "dB", _gain),
    ("speech_length", _VOICE, "ms", _length),
    ("voice_found", f"{_VOICE}; noise, tones", YES_OR_NO, _finds),
    ("clipped_share", f"{_VOICE}, 6 to 20 dB over", "%", _clipped),
    ("dropouts", f"{_VOICE}, 20 to 160 ms holes", "ms", _dropout),
    ("click", f"{_VOICE}, a click of 1 ms", YES_OR_NO, _click),
    ("longest_tone", f"{_VOICE}, 0.6 to 2.9 s tone", "ms", _sustained),
    ("looped", f"{_VOICE}, 0.5 to 1 s twice", "ms", _loop),
    ("abrupt_end", f"{_VOICE}, cut at 30 to 70 %", YES_OR_NO, _cut),
    ("pitch", "buzz, at 24 and as if 16 kHz", "Hz", _pitch),
    ("bandwidth", "noise kept at 8 or 16 kHz", "Hz", _bandwidth),
)
