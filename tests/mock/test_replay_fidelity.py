"""A replay is the recording over again: every message, in the same order, at the same time."""

import pytest
from hypothesis import HealthCheck, given, settings

from evalkit.media.user_audio import spoken_audio
from evalkit.mock.reference import read_reference
from evalkit.mock.replay import ReplayResponder
from evalkit.recording.model import Entry, Item, Mark, Recording
from tests.conversations import played, sound
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
