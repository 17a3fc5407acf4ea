"""What a server hears in a scenario's turns, and in a recording of them."""

from pathlib import Path

import numpy as np
import pytest

from evalkit.errors import RecordingError
from evalkit.media.frames import Frame
from evalkit.media.span import Span
from evalkit.media.user_audio import UserAudio
from evalkit.mock.answers.recorded_script import script_of
from evalkit.protocol.messages import Blob, RealtimeInput
from evalkit.recording.model import Entry, Recording
from evalkit.recording.store import read_recording
from evalkit.runner.plan import Selection, select
from evalkit.runner.preparation import Prepared, prepare, speech_of
from evalkit.scenario.model import AudioInput, SayInput, Scenario, SilenceInput, TextInput, Turn
from evalkit.serving.heard import heard_in_recording, heard_in_scenario
from tests.recordings import a_recording, audio_chunk, mark, noise, sent, setup, text

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
PICTURE = Blob(mime_type="image/jpeg", data=b"\xff\xd8")


def scenario(*inputs: TextInput | SayInput | AudioInput | SilenceInput) -> Scenario:
    return Scenario("a", tuple(Turn(index, each) for index, each in enumerate(inputs)))


def test_turns_of_a_scenario() -> None:
    sound = np.arange(1000, dtype=np.int16)
    spoken = {1: UserAudio(sound, (Span(100, 200), Span(300, 400))), 3: UserAudio(sound, ())}
    prepared = Prepared(spoken, {0: (Frame(0.0, b"1"), Frame(1.0, b"2"))})
    asked = scenario(TextInput("Look."), SayInput("Hello."), SilenceInput(2.0), AudioInput("x.wav"))
    typed, said, muttered = heard_in_scenario(asked, prepared)
    assert (typed.text, typed.spoken, typed.pictures) == ("Look.", False, 2)
    assert (said.text, said.samples.tolist(), said.pictures) == ("Hello.", list(range(100, 400)), 0)
    assert (muttered.text, len(muttered.samples)) == ("", 1000)


def test_turns_of_a_recording() -> None:
    sound = noise(0.4)
    recording = a_recording(
        sent(0.0, setup()),
        sent(0.0, text("Before the first turn.")),
        mark(0.1, "turn_started", 0),
        sent(0.1, text("Look.")),
        sent(0.1, RealtimeInput(video=PICTURE)),
        mark(1.0, "turn_started", 1),
        sent(1.2, audio_chunk(sound)),
        mark(1.2, "speech_started", 1, sample=800),
        mark(1.3, "speech_started", 1, sample=2000),
        mark(1.4, "speech_ended", 1, sample=4000),
        sent(1.5, RealtimeInput(media_chunks=(PICTURE,))),
        mark(2.0, "turn_started", 2),
        sent(2.1, audio_chunk(sound * 0)),
        mark(2.1, "input_ended", 2),
    )
    typed, said = heard_in_recording(recording, scenario(TextInput("Look."), SayInput("Hello."), SilenceInput(1.0)))
    assert (typed.text, typed.spoken, typed.pictures) == ("Look.", False, 1)
    assert (said.text, said.samples.tolist(), said.pictures) == ("Hello.", sound[800:4000].tolist(), 1)


def test_audio_of_another_rate_is_resampled() -> None:
    blob = Blob(mime_type="audio/pcm;rate=8000", data=np.zeros(800, np.int16).tobytes())
    recording = a_recording(
        mark(0.0, "turn_started", 0),
        sent(0.1, RealtimeInput(audio=blob)),
        mark(0.1, "speech_ended", 0, sample=1600),
    )
    [said] = heard_in_recording(recording, scenario(SayInput("Hello.")))
    assert len(said.samples) == 1600


def test_message_that_does_not_decode_is_a_recording_error(tmp_path: Path) -> None:
    plain = a_recording(mark(0.0, "turn_started", 0), Entry(0.1, "sent", "[]"))
    recording = Recording(plain.header, plain.items, folder=tmp_path)
    with pytest.raises(RecordingError) as error:
        heard_in_recording(recording, scenario(TextInput("Look.")))
    assert str(error.value).startswith(f"{tmp_path}/events.jsonl: a sent message does not decode: ")
    assert str(error.value).endswith("; record the scenario again")


def test_built_in_scenarios_are_heard_as_their_recordings_and_answered_turn_by_turn() -> None:
    scenarios = select(Selection((SCENARIOS,)))
    prepared = prepare(scenarios, speech_of())
    for asked in scenarios:
        recording = read_recording(SCENARIOS / "recordings" / asked.id)
        recorded = heard_in_recording(recording, asked)
        written = heard_in_scenario(asked, prepared[asked.id])
        assert [turn.text for turn in recorded] == [turn.text for turn in written]
        lengths = zip((len(turn.samples) for turn in recorded), (len(turn.samples) for turn in written), strict=True)
        assert all(abs(one - other) < 1600 for one, other in lengths)
        assert len(script_of(recording).turns) == len(recorded)
