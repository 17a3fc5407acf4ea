"""Pitch and reach, of made sounds and of speech at its own and at wrong rates."""

import numpy as np
import pytest

from evalkit.media.pcm import Samples, resample, silence
from evalkit.media.voice_rate import bandwidth_hz, pitch_hz
from tests.utterances import RATE_HZ, tone, utterances


def voice(hz: float, seconds: float = 1.0, rate_hz: int = RATE_HZ) -> Samples:
    """Pulses, as of a throat."""
    phase = np.arange(round(seconds * rate_hz)) * hz / rate_hz % 1
    return np.asarray((9000 * np.exp(-12 * phase)).astype(np.int16))


class TestPitch:
    @pytest.mark.parametrize("hz", [60, 100, 180, 300, 500])
    def test_of_pulses(self, hz: float) -> None:
        assert pitch_hz(voice(hz), RATE_HZ) == pytest.approx(hz, rel=0.03)

    def test_none_without_a_voice(self) -> None:
        noise = (np.random.default_rng(5).standard_normal(RATE_HZ) * 2000).astype(np.int16)
        for samples in (silence(0, RATE_HZ), silence(1, RATE_HZ), noise, voice(120, 0.05)):
            assert pitch_hz(samples, RATE_HZ) is None

    def test_of_every_utterance_is_an_adults(self) -> None:
        found = [pitch_hz(each.samples, RATE_HZ) or 0.0 for each in utterances()]
        assert min(found) > 80
        assert max(found) < 200

    @pytest.mark.parametrize("factor", [2 / 3, 1.5, 2])
    def test_moves_with_the_declared_rate(self, factor: float) -> None:
        for each in utterances()[::6]:
            own = pitch_hz(each.samples, RATE_HZ)
            assert own is not None
            assert pitch_hz(each.samples, round(RATE_HZ * factor)) == pytest.approx(own * factor, rel=0.06)


class TestBandwidth:
    @pytest.mark.parametrize("rate_hz", [8_000, 16_000, 24_000, 44_100, 48_000])
    def test_noise_reaches_to_the_end(self, rate_hz: int) -> None:
        noise = (np.random.default_rng(6).standard_normal(rate_hz) * 2000).astype(np.int16)
        assert bandwidth_hz(noise, rate_hz) == pytest.approx(rate_hz / 2, abs=260)

    def test_a_tone_reaches_to_itself(self) -> None:
        assert bandwidth_hz(tone(1.0, 3000), RATE_HZ) == pytest.approx(3000, abs=260)

    def test_none_of_nothing(self) -> None:
        for samples in (silence(0, RATE_HZ), silence(1, RATE_HZ), tone(0.05)):
            assert bandwidth_hz(samples, RATE_HZ) is None

    def test_what_was_kept_at_16_khz_stops_at_8_and_at_8_khz_at_4(self) -> None:
        for each in utterances():
            wide = bandwidth_hz(each.samples, RATE_HZ)
            narrow = bandwidth_hz(resample(resample(each.samples, RATE_HZ, 8_000), 8_000, RATE_HZ), RATE_HZ)
            assert wide is not None
            assert 7000 <= wide <= 8000
            assert narrow is not None
            assert 3500 <= narrow <= 4000
