"""The audio of an answer as one piece."""

import numpy as np
import pytest

from evalkit.media.pcm import to_samples
from evalkit.scorers.answer_audio import answer_audio
from evalkit.trace.events import AudioReceived
from tests.traces import a_trace, a_turn, audio, turn_complete


def test_chunks_are_joined_and_their_places_known() -> None:
    trace = a_trace(a_turn("Well?", audio(1.5, 0.2), audio(1.7, 0.3), audio(2.0, 0.1), turn_complete(2.2)))
    heard = answer_audio(trace.turns[0])
    assert heard is not None
    assert heard.length_s == pytest.approx(0.6)
    assert heard.rate_hz == 24_000
    assert heard.at(0.0) == (0,)
    assert heard.at(0.45, 0.1) == (0, 1)
    assert heard.at(0.55, 0.6, 9.0) == (2,)


def test_another_rate_is_brought_to_the_first() -> None:
    trace = a_trace(a_turn("Well?", audio(1.5, 0.5), audio(2.0, 0.5, rate_hz=16_000), turn_complete(2.6)))
    heard = answer_audio(trace.turns[0])
    assert heard is not None
    assert heard.length_s == pytest.approx(1.0)
    assert heard.at(0.7) == (1,)
    # The tone keeps its pitch and its level.
    spectrum = np.abs(np.fft.rfft(heard.samples[12_000:]))
    assert np.argmax(spectrum) * 2 == pytest.approx(440, abs=2)


def test_chunks_without_a_sample_are_none() -> None:
    empty = AudioReceived(seq=0, t=1.5, pcm=b"", rate_hz=24_000, offset=0)
    assert answer_audio(a_trace(a_turn("Well?", empty, turn_complete(2.0))).turns[0]) is None
    heard = answer_audio(a_trace(a_turn("Well?", empty, audio(1.7, 0.1), turn_complete(2.0))).turns[0])
    assert heard is not None
    assert len(heard.samples) == len(to_samples(audio(0, 0.1).pcm))


@pytest.mark.parametrize("rate_hz", [100, 7_999, 96_001, 9_999_999])
def test_rates_no_voice_is_sent_at_are_not_measured(rate_hz: int) -> None:
    strange = AudioReceived(seq=0, t=1.6, pcm=b"\x00" * 100, rate_hz=rate_hz, offset=0)
    assert answer_audio(a_trace(a_turn("Well?", audio(1.5, 0.2), strange, turn_complete(2.0))).turns[0]) is None
