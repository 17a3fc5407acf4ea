import numpy as np
import pytest

from evalkit.media.telephone import LOUDEST, Wave, as_telephoned, in_band

_TIMES = np.arange(16_000) / 16_000


def _tone(hz: float, amplitude: float = 8000.0) -> Wave:
    return np.asarray(np.sin(2 * np.pi * hz * _TIMES) * amplitude)


def _gain_db(hz: float) -> float:
    """Measured in the middle, where the beginning and the end are not heard."""
    inside = slice(2000, 14_000)
    return float(10 * np.log10(np.mean(in_band(_tone(hz))[inside] ** 2) / np.mean(_tone(hz)[inside] ** 2)))


@pytest.mark.parametrize("hz", [450, 1000, 2000, 3000, 3250])
def test_the_band_passes_unchanged(hz: float) -> None:
    assert _gain_db(hz) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("hz", [300, 3400])
def test_the_edges_pass_at_half_their_amplitude(hz: float) -> None:
    assert _gain_db(hz) == pytest.approx(-6.02, abs=0.3)


@pytest.mark.parametrize("hz", [50, 100, 3600, 4500, 7900])
def test_the_rest_is_taken_away(hz: float) -> None:
    assert _gain_db(hz) < -40


def _delay(before: Wave, after: Wave) -> int:
    """Samples by which `after` is late, where the two fit best."""
    shifts = range(-50, 51)
    return max(shifts, key=lambda shift: float(np.dot(before[100:-100], np.roll(after, -shift)[100:-100])))


def test_nothing_is_delayed() -> None:
    generator = np.random.default_rng(1)
    noise = generator.normal(0, 4000, 16_000)
    assert _delay(noise, in_band(noise)) == 0
    assert _delay(in_band(noise), as_telephoned(in_band(noise))) == 0


def test_a_click_stays_where_it_is() -> None:
    click = np.zeros(4001)
    click[1234] = 20_000
    assert np.abs(in_band(click)).argmax() == 1234
    assert np.abs(as_telephoned(in_band(click))).argmax() == 1234


def test_the_line_adds_the_noise_of_its_code_and_no_more() -> None:
    sent = in_band(_tone(1020))
    noise = (as_telephoned(sent) - sent)[2000:14_000]
    ratio_db = 10 * np.log10(np.mean(sent[2000:14_000] ** 2) / np.mean(noise**2))
    assert 33 < ratio_db < 45  # ITU-T G.712 §9: 33 dB at least


@pytest.mark.parametrize("length", [1, 2, 399, 400, 401, 1001])
def test_length_is_kept(length: int) -> None:
    assert len(as_telephoned(in_band(np.ones(length)))) == length


def test_silence_stays_silent() -> None:
    assert not as_telephoned(in_band(np.zeros(1000))).any()


def test_the_loudest_that_may_be_sent_comes_back_as_loud() -> None:
    sent = in_band(_tone(1000))
    sent *= LOUDEST / np.abs(sent).max()
    assert np.abs(as_telephoned(sent)[2000:14_000]).max() == pytest.approx(LOUDEST, rel=0.08)
