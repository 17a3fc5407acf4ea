"""A recording of a real voice, played through the mock like any scenario."""

import pytest

from evalkit.media.decode import load_audio
from evalkit.scenario.script import Complete, Hear, Say
from evalkit.scoring import score_recording
from tests.conversations import SETUP, a_scenario, converse, marks
from tests.shared_data import SHARED, needs_shared_data

WORDS = "And so my fellow Americans ask not what your country can do for you ask what you can do for your country"
END_S = 10.45
"""Read off the spectrogram: the glide of the last vowel fades here (see tests/media/test_activity.py)."""


@needs_shared_data
def test_a_speech_of_eleven_seconds_plays_and_its_end_is_found() -> None:
    # He pauses for more than a second after "Americans": a server that waits for less ends the turn there.
    patient = {"realtimeInputConfig": {"automaticActivityDetection": {"silenceDurationMs": 1400}}}
    scenario = a_scenario(
        {"audio": "jfk.flac", "transcript": WORDS, "expect": {"wer": {"input": {"max": 0}}}},
        setup={**SETUP, **patient},
    )
    heard = Hear(WORDS.replace("Americans", "Americans,"), after_ms=700)
    audio = load_audio(SHARED / "speech" / "jfk.flac")
    recording = converse(scenario, (heard, Say("I will ask that", after_ms=300), Complete()), audio=audio)
    started, ended = marks(recording, "turn_started")[0].t, marks(recording, "speech_ended")[0].t
    assert started is not None
    assert ended is not None
    assert ended - started == pytest.approx(END_S, abs=0.1)
    result = score_recording(recording)
    assert result.status == "passed"
    values = {score.metric: score.value for score in result.scores}
    assert values["input_wer"] == 0
    # The server's ears hear the crowd, which swells, until the file ends at 11.0 s; they are sure 1.4 s later.
    assert values["first_audio_ms"] == pytest.approx((11.0 - (ended - started) + 1.4 + 0.3) * 1000, abs=110)
