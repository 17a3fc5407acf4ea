"""The promise: a server that answers 800 ms after the end of speech is measured as 800 ms, through the whole chain."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from evalkit.media.pcm import Samples
from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.recording.store import read_recording, write_recording
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Complete, Hear, Say, Script, ScriptTurn, Step
from evalkit.scoring import score_recording
from tests.conversations import SETUP, a_scenario, converse, sound, tone_voice

DETECTION = {"realtimeInputConfig": {"automaticActivityDetection": {"silenceDurationMs": 500}}}


def speech(seconds: float) -> Samples:
    """A sound with pauses as close as those of speech: what goes on for longer is taken for a hum."""
    words = max(2, round(seconds / 0.5))
    ends = [round(seconds * 16_000 * word / words) for word in range(words + 1)]
    return np.concatenate([sound((end - start) / 16_000) for start, end in pairwise(ends)])


def measured(
    tmp_path: Path, scenario: Scenario, *steps: Step, speech_s: float = 1.0, speed: float = 4.0
) -> dict[str, float | None]:
    """Plays a one-turn scenario, stores the recording, reads it back, scores it: metric to value."""
    script = Script(turns=(ScriptTurn(steps),), speed=speed)
    responder = ScriptedResponder(script, tone_voice, "exact")
    recording = converse(scenario, audio=speech(speech_s), responder=responder)
    write_recording(tmp_path / "attempt", recording)
    result = score_recording(read_recording(tmp_path / "attempt"))
    assert result.failure is None
    return {score.metric: score.value for score in result.scores}


@pytest.mark.parametrize("speed", [1.0, 4.0, 20.0])
@pytest.mark.parametrize("speech_s", [0.5, 1.0, 1.24, 2.86])
@pytest.mark.parametrize("chunk_ms", [20, 25, 32, 40])
def test_an_answer_800_ms_after_the_speech_with_200_ms_of_silence_in_it(
    tmp_path: Path, chunk_ms: int, speech_s: float, speed: float
) -> None:
    scenario = a_scenario({"say": "hello there"}, audio={"chunk_ms": chunk_ms})
    answer = Say("good morning", after_ms=800, lead_silence_ms=200)
    values = measured(tmp_path, scenario, answer, Complete(), speech_s=speech_s, speed=speed)
    assert values["first_event_ms"] == 800.0
    assert values["first_audio_ms"] == 800.0
    assert values["first_audible_ms"] == 1000.0
    assert values["voice_to_voice_ms"] == 1000.0


@pytest.mark.parametrize("speech_s", [1.003, 1.237, 2.001])
def test_speech_that_ends_within_a_frame_of_the_servers_ears_is_ended_with_that_frame(
    tmp_path: Path, speech_s: float
) -> None:
    """The mock hears in frames of 10 ms, and counts its 800 ms from the end of the last one that held speech."""
    values = measured(tmp_path, a_scenario({"say": "hello there"}), Say("good", after_ms=800), speech_s=speech_s)
    frame_end_ms = -(-round(speech_s * 1000) // 10) * 10
    assert values["first_audio_ms"] == 800.0 + frame_end_ms - round(speech_s * 1000)


def test_a_transcription_is_an_event_of_its_own_and_no_answer(tmp_path: Path) -> None:
    steps = (Hear("hello there", after_ms=600), Say("good morning", after_ms=200, lead_silence_ms=200), Complete())
    values = measured(tmp_path, a_scenario({"say": "hello there"}), *steps)
    assert (values["first_event_ms"], values["first_audio_ms"], values["first_audible_ms"]) == (800.0, 800.0, 1000.0)


def test_the_turn_ends_when_the_audio_has_been_heard(tmp_path: Path) -> None:
    answer = Say("good morning", after_ms=800, lead_silence_ms=200)
    values = measured(tmp_path, a_scenario({"say": "hello there"}), answer, Complete())
    assert values["turn_ms"] == 800.0 + 200.0 + 60.0 * len("good morning")


@pytest.mark.parametrize("chunk_ms", [20, 25, 32, 40])
def test_an_answer_earlier_than_the_server_can_know_is_measured_as_it_came(tmp_path: Path, chunk_ms: int) -> None:
    """Speech is known to be over after 500 ms of silence, with the chunk that completes them: not at 100 ms."""
    scenario = a_scenario({"say": "hello there"}, setup={**SETUP, **DETECTION}, audio={"chunk_ms": chunk_ms})
    values = measured(tmp_path, scenario, Say("good morning", after_ms=100, lead_silence_ms=200), Complete())
    known_ms = -(-(1000 + 500) // chunk_ms) * chunk_ms - 1000
    assert values["first_audio_ms"] == known_ms
    assert values["first_audible_ms"] == known_ms + 200.0


def test_a_typed_turn_is_measured_from_its_end(tmp_path: Path) -> None:
    values = measured(tmp_path, a_scenario({"text": "hello"}), Say("good morning", after_ms=800), Complete())
    assert (values["first_audio_ms"], values["first_audible_ms"]) == (800.0, 800.0)
