import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from evalkit.media.activity import speech_spans
from evalkit.media.noise import LEVEL_DBFS, LOOP, NoiseKind, make_noise, place_in
from evalkit.media.pcm import frame_levels_dbfs, level_dbfs

KINDS: list[NoiseKind] = ["white", "pink", "babble"]


def _octaves_db(kind: NoiseKind) -> NDArray[np.float64]:
    """Power in the octaves from 62.5 Hz to 8 kHz."""
    power = np.abs(np.fft.rfft(make_noise(kind, 1).astype(float))) ** 2
    hz = np.fft.rfftfreq(LOOP, 1 / 16_000)
    edges = 62.5 * 2.0 ** np.arange(8)
    return np.array([10 * np.log10(power[(hz >= low) & (hz < 2 * low)].sum()) for low in edges[:-1]])


@pytest.mark.parametrize(
    ("kind", "first", "digest"),
    [
        ("white", [-216, 697, -1864, 1423], "9d14e5af9d31501f"),
        ("pink", [302, 432, -633, 772], "a4eb7438fda646f8"),
        ("babble", [-930, -104, 27, 415], "90953d4e5c1f649d"),
    ],
)
def test_a_seed_gives_the_same_samples_everywhere(kind: NoiseKind, first: list[int], digest: str) -> None:
    samples = make_noise(kind, 1)
    assert samples[:4].tolist() == first
    assert hashlib.sha256(samples.astype("<i2").tobytes()).hexdigest()[:16] == digest


@pytest.mark.parametrize("kind", KINDS)
def test_another_seed_gives_other_noise(kind: NoiseKind) -> None:
    one, other = make_noise(kind, 1).astype(float), make_noise(kind, 2).astype(float)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02


@pytest.mark.parametrize("kind", KINDS)
def test_level_and_length_are_as_stated_and_nothing_is_clipped(kind: NoiseKind) -> None:
    samples = make_noise(kind, 3)
    assert samples.shape == (LOOP,)
    assert level_dbfs(samples) == pytest.approx(LEVEL_DBFS, abs=0.01)
    assert np.abs(samples.astype(int)).max() < 32_767
    assert abs(samples.mean()) < 1


def test_white_noise_has_equal_power_at_every_frequency() -> None:
    assert np.diff(_octaves_db("white")) == pytest.approx(np.full(6, 3.01), abs=0.05)


def test_pink_noise_has_equal_power_in_every_octave() -> None:
    assert np.diff(_octaves_db("pink")) == pytest.approx(np.zeros(6), abs=0.05)


def test_babble_has_the_spectrum_of_speech() -> None:
    octaves = _octaves_db("babble")
    assert octaves.argmax() in (2, 3)  # 250 to 1000 Hz
    assert -8 < octaves[-1] - octaves[-2] < -4  # 9 dB less a Hertz, twice as many of them


def _swing_db(kind: NoiseKind) -> float:
    return float(np.std(frame_levels_dbfs(make_noise(kind, 1), 800)))


def test_babble_rises_and_falls_as_voices_do() -> None:
    assert _swing_db("babble") > 1.5 * _swing_db("pink") > 2 * _swing_db("white")


@pytest.mark.parametrize("kind", KINDS)
def test_the_loop_has_no_seam(kind: NoiseKind) -> None:
    samples = make_noise(kind, 1).astype(int)
    steps = np.abs(np.diff(samples))
    assert abs(samples[0] - samples[-1]) <= steps.max()
    across = np.concatenate((samples[-800:], samples[:800])).astype(np.int16)
    assert abs(level_dbfs(across) - LEVEL_DBFS) < 6


@pytest.mark.parametrize("kind", ["white", "pink"])
def test_noise_is_no_speech(kind: NoiseKind) -> None:
    assert speech_spans(make_noise(kind, 1)[:80_000]) == ()


def test_where_a_loop_begins() -> None:
    assert place_in(1000, 0) == 0
    places = {place_in(1_000_000, seed) for seed in range(1, 20)}
    assert len(places) == 19
    assert place_in(1_000_000, 7) == place_in(1_000_000, 7)
    assert all(0 <= place_in(3, seed) < 3 for seed in range(50))
