import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from evalkit.media.speech.loudness import even_out

RATE_HZ = 16_000


def padded(loud: NDArray[np.int16], before: int, after: int) -> NDArray[np.int16]:
    return np.concatenate([np.zeros(before, np.int16), loud, np.zeros(after, np.int16)])


@pytest.mark.parametrize("level", [100, 5_000, 32_767, -32_768])
def test_the_peak_is_three_decibels_below_full_scale(level: int) -> None:
    samples = even_out(np.array([level, level // 2], np.int16), RATE_HZ)
    assert abs(int(samples[0])) == 23_198


@pytest.mark.parametrize(
    ("before", "after", "length"), [(8_000, 8_000, 100 + 1_600), (0, 0, 100), (300, 8_000, 100 + 300 + 800)]
)
def test_silence_is_cut_to_50_ms_and_never_added(before: int, after: int, length: int) -> None:
    assert len(even_out(padded(np.full(100, 9_000, np.int16), before, after), RATE_HZ)) == length


def test_silence_between_words_stays() -> None:
    words = padded(np.array([9_000], np.int16), 0, 32_000)
    assert len(even_out(np.concatenate([words, words[:1]]), RATE_HZ)) == 32_002


def test_noise_below_the_threshold_is_silence() -> None:
    hiss = np.full(8_000, 20, np.int16)
    assert len(even_out(np.concatenate([hiss, np.full(100, 20_000, np.int16), hiss]), RATE_HZ)) == 1_700


@pytest.mark.parametrize("samples", [[], [0, 0, 0], [20, -20]])
def test_nothing_but_silence_is_nothing(samples: list[int]) -> None:
    assert len(even_out(np.array(samples, np.int16), RATE_HZ)) == 0


@given(st.lists(st.integers(-32_768, 32_767), max_size=50))
def test_it_takes_any_samples_and_changes_its_own_result_no_more(values: list[int]) -> None:
    once = even_out(np.array(values, np.int16), RATE_HZ)
    assert once.dtype == np.int16
    np.testing.assert_array_equal(even_out(once, RATE_HZ), once)
