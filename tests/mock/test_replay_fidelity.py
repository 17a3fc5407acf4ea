"""A replay is the recording over again: every message, in the same order, at the same time."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from evalkit.errors import ReplayMismatch
from evalkit.media.user_audio import spoken_audio
from evalkit.mock.reference import read_reference
from evalkit.mock.replay import ReplayResponder
from evalkit.mock.scripted import ScriptedResponder
from evalkit.recording.model import Entry, Item, Mark, Recording
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Complete, Say, Script, ScriptTurn
from tests.conversations import a_scenario, converse, marks, played, sound, tone_voice
from tests.scripts import Story, stories, told


def replayed(story: Story, recording: Recording) -> Recording:
    scenario = story[0]
    spoken = {turn.index: spoken_audio(sound()) for turn in scenario.turns if turn.spoken}
    return played(scenario, spoken, ReplayResponder(read_reference(recording)))


def what(item: Item) -> object:
    match item:
        case Entry(direction=direction, data=data):
            return direction, data
        case Mark(name=name, turn=turn):
            return name, turn
    return item.code, item.reason


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
def test_a_replay_has_the_same_messages_at_the_same_times(story: Story) -> None:
    recording = told(story)
    again = replayed(story, recording)
    assert [mark for mark in again.marks if mark.name == "session_failed"] == []
    assert [what(item) for item in again.entries] == [what(item) for item in recording.entries]
    assert [item.t for item in again.entries] == pytest.approx([item.t for item in recording.entries], abs=1e-6)
    assert [what(item) for item in again.marks] == [what(item) for item in recording.marks]


@pytest.mark.parametrize("audio", [{"chunk_ms": 32}, {"chunk_ms": 40}, {"tail_ms": 1100}, {"tail_ms": 1240}])
def test_other_chunks_and_tails_are_answered_in_every_turn(audio: dict[str, int]) -> None:
    turns = [{"say": word} for word in ("one", "two", "three")]
    answer = (Say("yes", after_ms=800.0), Complete())
    rng = np.random.default_rng(1)
    spoken = {turn: spoken_audio((sound() * rng.random(16_000)).astype(np.int16)) for turn in range(3)}
    server = ScriptedResponder(Script((ScriptTurn(answer),) * 3), tone_voice, "test")
    recording = played(a_scenario(*turns), spoken, server)
    again = played(a_scenario(*turns, audio=audio), spoken, ReplayResponder(read_reference(recording)))
    assert [mark.detail["reason"] for mark in marks(again, "turn_finished")] == ["turn_complete"] * 3
    assert marks(again, "session_failed") == []


# One that comes within the silence after the first turn's speech cuts that short, and is noticed as other audio.
@pytest.mark.parametrize(
    ("delay_ms", "found"),
    [(0, "found other audio"), (300, "found other audio"), (900, "found one that cuts in"), (20_000, "found one that")],
)
def test_a_barge_in_at_another_moment_is_a_mismatch(delay_ms: int, found: str) -> None:
    def barging(delay_ms: int) -> Scenario:
        second = {"say": "hello there", "start": {"after": "model_speech", "delay_ms": delay_ms}}
        return a_scenario({"say": "hello there"}, second)

    long = (Say("a very long answer indeed, and then some more", after_ms=700), Complete())
    recorded = converse(barging(600), long, (Say("yes", after_ms=600), Complete()))
    same = converse(barging(600), responder=ReplayResponder(read_reference(recorded)))
    for direction in ("sent", "received"):
        assert _one_way(same, direction) == _one_way(recorded, direction)
    with pytest.raises(ReplayMismatch, match=found):
        converse(barging(delay_ms), responder=ReplayResponder(read_reference(recorded)))


def _one_way(recording: Recording, direction: str) -> list[object]:
    return [what(entry) for entry in recording.entries if entry.direction == direction]
