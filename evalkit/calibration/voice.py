"""A voice made in code, of which every edge is known: syllables of formant waves, hissing and closures, from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evalkit.media.edges import energy_spans
from evalkit.media.noise import make_noise
from evalkit.media.pcm import FULL_SCALE, Samples

__all__ = ["RATE_HZ", "Utterance", "speak", "spoken"]

RATE_HZ = 16_000
_Wave: TypeAlias = NDArray[np.float64]
_Ending: TypeAlias = Literal["vowel", "nasal", "hiss", "stop"]
_ENDINGS: tuple[_Ending, ...] = ("vowel", "nasal", "hiss", "stop")

_BEFORE_S, _AFTER_S = 0.5, 0.7
_PEAK_DBFS = -3.0
"""To this peak evalkit brings synthesised speech as well (`evalkit.media.speech.loudness`)."""
_VOWELS_HZ = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))
"""The first three formants of /a i u e o/, men (Peterson and Barney, JASA 24, 1952)."""
_NASAL_HZ = (280, 1100, 2300)
_HIGHER_HZ = (3500, 4500)
_WIDTHS_HZ = (70, 90, 120, 180, 250)
_GAINS = (1.0, 0.5, 0.25, 0.1, 0.05)
_RESPONSE_S = 0.025
_EDGE_DB = 20.0
"""Where a sound has risen to, and fallen by, this much under its own level is its edge."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Speech with half a second of silence before and 0.7 s after it, 16 kHz mono."""

    name: str
    samples: Samples
    start: int
    """The first sample of the speech."""
    end: int
    """The sample after the last."""


@cache
def speak(seed: int) -> Utterance:
    """Returns the utterance of a seed: three to six syllables, in a voice of 90 to 240 Hz; the same on every platform.

    Each pitch period of a vowel is a sum of damped sines, one a formant (Rodet's formant wave functions, 1984); hissing
    is noise in a band, a stop a closure and a burst. A last vowel dies away in 40 to 120 ms. The speech ends where the
    envelope the voice was made with is 20 dB below the sound it belongs to: no detector has a say in it.
    """
    dice = Random(seed)
    pitch_hz, formant_scale = dice.uniform(90, 240), dice.uniform(1.0, 1.15)
    ending = _ENDINGS[seed % len(_ENDINGS)]
    parts = [part for place in range(dice.randint(3, 6)) for part in _syllable(dice, pitch_hz, formant_scale, place)]
    parts += list(_last(dice, pitch_hz, formant_scale, ending))
    wave = np.zeros(round(sum(part.length_s for part in parts) * RATE_HZ) + 2 * RATE_HZ)
    at = round(_BEFORE_S * RATE_HZ)
    start = at + parts[0].rise
    for part in parts:
        wave[at : at + len(part.wave)] += part.wave
        at += round(part.length_s * RATE_HZ)
    end = at - parts[-1].fall
    wave = wave[: at + round(_AFTER_S * RATE_HZ)]
    scale = 10 ** (_PEAK_DBFS / 20) * FULL_SCALE / np.abs(wave).max()
    return Utterance(f"voice {seed}", np.rint(wave * scale).astype(np.int16), start, end)


def spoken(name: str, samples: Samples) -> Utterance | None:
    """Returns speech of another voice, 16 kHz and clean, with the same silences around it; None where there is none.

    Its edges are those of its level (`evalkit.media.edges`): the first and the last 10 ms of at least -50 dBFS.
    """
    before, after = (np.zeros(round(seconds * RATE_HZ), np.int16) for seconds in (_BEFORE_S, _AFTER_S))
    whole = np.concatenate((before, samples, after))
    spans = energy_spans(whole, RATE_HZ)
    return Utterance(name, whole, spans[0].start, spans[-1].end) if spans else None


@dataclass(frozen=True, slots=True)
class _Sound:
    """One phone: its wave may ring on after its length."""

    wave: _Wave
    length_s: float
    rise: int = 0
    """Samples from its beginning to its audible start."""
    fall: int = 0
    """Samples from its audible end to its end."""


def _syllable(dice: Random, pitch_hz: float, scale: float, place: int) -> Iterator[_Sound]:
    onset = dice.choice(("hiss", "stop", "nasal", "none")) if place else dice.choice(("hiss", "stop", "none"))
    pitch_hz *= 1.1 - 0.05 * place
    if onset == "hiss":
        yield _hiss(dice, dice.uniform(0.06, 0.11))
    elif onset == "stop":
        yield from _stop(dice, closed_s=dice.uniform(0.03, 0.06) if place else 0.0)
    elif onset == "nasal":
        yield _voiced(dice, pitch_hz, _NASAL_HZ, scale, 0.07, loud=0.4)
    yield _voiced(dice, pitch_hz, dice.choice(_VOWELS_HZ), scale, dice.uniform(0.11, 0.22))


def _last(dice: Random, pitch_hz: float, scale: float, ending: _Ending) -> Iterator[_Sound]:
    fade_s = dice.uniform(0.04, 0.12)
    if ending == "vowel":
        vowel = dice.choice(_VOWELS_HZ)
        yield _voiced(dice, 0.85 * pitch_hz, vowel, scale, dice.uniform(0.15, 0.25), fade_s=fade_s)
    elif ending == "nasal":
        yield _voiced(dice, 0.85 * pitch_hz, _NASAL_HZ, scale, dice.uniform(0.1, 0.16), loud=0.5, fade_s=fade_s)
    elif ending == "hiss":
        yield _hiss(dice, dice.uniform(0.1, 0.16), fade_s=0.03)
    else:
        yield from _stop(dice, closed_s=dice.uniform(0.04, 0.07), burst_s=0.03)


def _voiced(
    dice: Random,
    pitch_hz: float,
    formants_hz: tuple[int, int, int],
    scale: float,
    length_s: float,
    *,
    loud: float = 1.0,
    fade_s: float = 0.01,
) -> _Sound:
    """Pulses of a voice, each ringing in the formants; pitch falls by a tenth and shivers by a hundredth."""
    t = np.arange(round(_RESPONSE_S * RATE_HZ)) / RATE_HZ
    rings = zip((*formants_hz, *_HIGHER_HZ), _WIDTHS_HZ, _GAINS, strict=True)
    ring = sum(
        gain * np.exp(-np.pi * width * t) * np.sin(2 * np.pi * hz * scale * t) for hz, width, gain in rings
    ) * np.minimum(1, t / 0.001)
    length = round(length_s * RATE_HZ)
    envelope = _envelope(length, 0.01, fade_s)
    wave = np.zeros(length + len(t))
    at = 0.0
    while at < length:
        place = int(at)
        wave[place : place + len(t)] += loud * envelope[place] * ring
        at += RATE_HZ / (pitch_hz * (1 - 0.1 * at / length) * dice.uniform(0.99, 1.01))
    return _Sound(wave, length_s, _edge(0.01), _edge(fade_s))


def _hiss(dice: Random, length_s: float, *, fade_s: float = 0.02) -> _Sound:
    """Noise around 3 to 6 kHz, as /s/ and /f/ are."""
    length, low_hz = round(length_s * RATE_HZ), dice.uniform(2500, 4500)
    noise = _noise(dice, length)
    spectrum = np.fft.rfft(noise) * (np.fft.rfftfreq(length, 1 / RATE_HZ) >= low_hz)
    wave = np.fft.irfft(spectrum, length)
    wave *= 0.12 / max(1e-9, float(np.sqrt(np.mean(wave**2)))) * _envelope(length, 0.01, fade_s)
    return _Sound(wave, length_s, _edge(0.01), _edge(fade_s))


def _stop(dice: Random, *, closed_s: float, burst_s: float = 0.015) -> Iterator[_Sound]:
    if closed_s:
        yield _Sound(np.zeros(0), closed_s)
    length = round(burst_s * RATE_HZ)
    burst = _noise(dice, length) * _envelope(length, 0.001, burst_s * 0.8)
    yield _Sound(0.25 * burst / np.abs(burst).max(), burst_s, _edge(0.001), _edge(burst_s * 0.8))


def _noise(dice: Random, length: int) -> _Wave:
    loop = _white()
    return np.take(loop, np.arange(length) + dice.randrange(len(loop)), mode="wrap").astype(np.float64)


@cache
def _white() -> Samples:
    return make_noise("white", 1)


def _envelope(length: int, rise_s: float, fade_s: float) -> _Wave:
    places = np.arange(length)
    rise, fall = max(1.0, rise_s * RATE_HZ), max(1.0, fade_s * RATE_HZ)
    return np.asarray(np.clip(np.minimum((places + 1) / rise, (length - places) / fall), 0, 1))


def _edge(ramp_s: float) -> int:
    """Samples of a straight ramp that lie 20 dB below its top."""
    return round(ramp_s * RATE_HZ * 10 ** (-_EDGE_DB / 20))
