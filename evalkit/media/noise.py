"""Noise from a seed: the same samples on every platform, in a loop without a seam."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evalkit.media.pcm import FULL_SCALE, Samples

__all__ = ["LEVEL_DBFS", "LOOP", "NoiseKind", "make_noise", "place_in"]

NoiseKind: TypeAlias = Literal["white", "pink", "babble"]

LOOP = 1 << 18
"""Samples in a loop: 16.4 s at 16 kHz."""

LEVEL_DBFS = -26.0
"""RMS level of a loop; far enough from full scale that no noise of these kinds is clipped."""

_RATE_HZ = 16_000
_TALKERS = 12
_SPEECH_HZ = (80.0, 500.0)
_SYLLABLES_HZ = 4.0
_Wave: TypeAlias = NDArray[np.float64]
_Draw: TypeAlias = Callable[[int], _Wave]


def make_noise(kind: NoiseKind, seed: int) -> Samples:
    """Makes one loop of noise, 16 kHz mono, shape (262144,); its last sample leads into its first.

    White and pink noise are sums of cosines, one for each frequency of the loop, with random phases: their spectrum is
    exact (pink: 3 dB less an octave, from 20 Hz up), and their samples are normally distributed. Babble is twelve
    voices without words: noise with the long-term spectrum of speech, each voice rising and falling at the rate of
    syllables, about four a second. It does not depend on what the user says: it sounds the same in every turn.

    The phases come straight from the generator PCG64 (numpy promises that its raw numbers never change), and what the
    platforms' arithmetic adds lies far below the step of a sample.

    Args:
        kind: of noise.
        seed: 0 or more; equal seeds give equal samples.
    """
    wave = _KINDS[kind](_drawer(seed))
    scale = 10 ** (LEVEL_DBFS / 20) * FULL_SCALE / np.sqrt(np.mean(wave * wave))
    samples: Samples = np.rint(wave * scale).astype(np.int16)
    return samples


def place_in(length: int, seed: int) -> int:
    """Returns where in a loop of `length` samples to begin; 0 for the seed 0."""
    return int(np.random.PCG64(seed).random_raw()) % length if seed else 0


def _drawer(seed: int) -> _Draw:
    """Numbers from 0 up to 1; a method of numpy's Generator could give others in a later version."""
    generator = np.random.PCG64(seed)
    return lambda count: np.asarray((generator.random_raw(count) >> np.uint64(11)) * 2.0**-53)


def _white(draw: _Draw) -> _Wave:
    return _with_spectrum(np.ones(LOOP // 2 + 1), draw)


def _pink(draw: _Draw) -> _Wave:
    return _with_spectrum(1 / np.sqrt(np.maximum(_hz(), 20.0)), draw)


def _babble(draw: _Draw) -> _Wave:
    """The long-term average spectrum of speech (Byrne et al. 1994): level to 500 Hz, then about 9 dB less an octave."""
    low, high = _SPEECH_HZ
    speech = (_hz() >= low) / (1 + (_hz() / high) ** 2) ** 0.75
    syllables = (_hz() < 4 * _SYLLABLES_HZ) * _hz() / (1 + (_hz() / _SYLLABLES_HZ) ** 4)
    babble = np.zeros(LOOP)
    for _ in range(_TALKERS):
        voice, rising = _with_spectrum(speech, draw), _with_spectrum(syllables, draw)
        babble += voice * np.maximum(1 + rising / rising.std(), 0)
    return babble


def _with_spectrum(magnitudes: _Wave, draw: _Draw) -> _Wave:
    """A wave of these magnitudes, one a frequency of the loop, and random phases; neither offset nor Nyquist."""
    spectrum = magnitudes * np.exp(2j * np.pi * draw(len(magnitudes)))
    spectrum[0] = spectrum[-1] = 0
    return np.asarray(np.fft.irfft(spectrum, LOOP), np.float64)


def _hz() -> _Wave:
    return np.asarray(np.fft.rfftfreq(LOOP, 1 / _RATE_HZ), np.float64)


_KINDS: Mapping[NoiseKind, Callable[[_Draw], _Wave]] = {"white": _white, "pink": _pink, "babble": _babble}
