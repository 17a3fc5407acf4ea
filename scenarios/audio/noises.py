"""Makes the noises the scenarios play: `python scenarios/audio/noises.py`. No microphone, nobody's cough."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE_HZ = 16_000
HERE = Path(__file__).parent
BURSTS = ((0.0, 0.19, 1.0), (0.25, 0.12, 0.6))
"""When each burst of a cough begins, how long it is heard, and how loud it is."""
LENGTH_S = 0.5


def cough() -> NDArray[np.int16]:
    """Two bursts of breath, each sudden and dying away: noise without a pitch, below 3 kHz."""
    samples = np.zeros(round(LENGTH_S * RATE_HZ))
    source = np.random.default_rng(7)
    for begins_s, length_s, loudness in BURSTS:
        count = round(length_s * RATE_HZ)
        breath = np.convolve(source.standard_normal(count), np.hanning(9) / np.hanning(9).sum(), "same")
        envelope = np.minimum(1, np.arange(count) / 80) * np.exp(-3 * np.arange(count) / count)
        start = round(begins_s * RATE_HZ)
        samples[start : start + count] = loudness * breath * envelope
    return np.asarray(np.rint(samples / np.abs(samples).max() * 12_000), dtype=np.int16)


if __name__ == "__main__":
    soundfile.write(HERE / "cough.flac", cough(), RATE_HZ, subtype="PCM_16")
