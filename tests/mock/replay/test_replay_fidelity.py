"""A replay is the recording over again: every message, in the same order, at the same time."""

import asyncio
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from evalkit.errors import ReplayMismatch
from evalkit.media.frames import Frame
from evalkit.media.user_audio import spoken_audio
from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.mock.replay.reference import read_references
from evalkit.mock.replay.responder import ReplayResponder
from evalkit.profiles.profile import Dialect, Profile
from evalkit.recording.model import Entry, Item, Mark, Recording
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Complete, Say, ScriptTurn
from evalkit.scenario.script import Script as MockScript
from tests.conversations import a_scenario, converse, marks, played, sound, tone_voice
from tests.scripts import Story, stories, told
from tests.session.servers import DONE, Peer, Script, called, closing, handle, resuming, says, served


def replayed(story: Story, recording: Recording) -> Recording:
    scenario = story[0]
    spoken = {turn.index: spoken_audio(sound()) for turn in scenario.turns if turn.spoken}
    return played(scenario, spoken, ReplayResponder(read_references(recording)[0]))


def what(item: Item) -> object:
    match item:
        case Entry(direction=direction, data=data):
            return direction, data
        case Mark(name=name, turn=turn):
            return name, turn
    return item.code, item.reason


BARGING = {"say": "hello there", "start": {"after": "model_speech", "delay_ms": 0}}


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
# The frame that follows the second chunk of a turn which began 60 ms after the microphone had closed.
@example(
    story=(
        a_scenario({"say": "hello there"}, BARGING),
        ((Say("good morning", after_ms=1260), Complete()), (Complete(),)),
    )
)
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
    server = ScriptedResponder(MockScript((ScriptTurn(answer),) * 3), tone_voice, "test")
    recording = played(a_scenario(*turns), spoken, server)
    again = played(a_scenario(*turns, audio=audio), spoken, ReplayResponder(read_references(recording)[0]))
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
    same = converse(barging(600), responder=ReplayResponder(read_references(recorded)[0]))
    for direction in ("sent", "received"):
        assert _one_way(same, direction) == _one_way(recorded, direction)
    with pytest.raises(ReplayMismatch, match=found):
        converse(barging(delay_ms), responder=ReplayResponder(read_references(recorded)[0]))


@pytest.mark.parametrize("lead_s", [0.1, 0.3, 0.7])
def test_a_barge_in_that_begins_with_digital_silence_is_the_same_barge_in(lead_s: float) -> None:
    second = {"say": "wait", "start": {"after": "model_speech", "delay_ms": 600}}
    scenario = a_scenario({"say": "hello there"}, second)
    quiet_first = np.concatenate((np.zeros(round(lead_s * 16_000), np.int16), sound()))
    spoken = {0: spoken_audio(sound()), 1: spoken_audio(quiet_first)}
    long = (Say("a very long answer indeed, and then some more", after_ms=700), Complete())
    server = ScriptedResponder(MockScript((ScriptTurn(long), ScriptTurn((Complete(),)))), tone_voice, "test")
    recording = played(scenario, spoken, server)
    again = played(scenario, spoken, ReplayResponder(read_references(recording)[0]))
    assert marks(again, "session_failed") == []
    assert [what(item) for item in again.entries] == [what(item) for item in recording.entries]


SHOWN = tuple(Frame(0.1 + second / 2, f"picture {second}".encode()) for second in range(4))


async def _goes_away(peer: Peer) -> None:
    await peer.set_up(handle("h1"))
    for _ in range(70):
        await peer.hears("audio")
    await peer.sends({"goAway": {"timeLeft": "2s"}}, says("hm"))


async def _answers(peer: Peer) -> None:
    await peer.set_up(handle("h2"))
    await asyncio.sleep(0.5)
    await peer.sends(says("here I am again"), DONE)
    await peer.hears("clientContent")
    await asyncio.sleep(0.7)
    await peer.sends(says("and goodbye"), DONE)


async def _refuses(peer: Peer) -> None:
    await peer.hears("setup")
    await asyncio.sleep(0.5)
    await peer.closes(1011, "Internal error encountered.")


@pytest.mark.parametrize(
    ("first", "scripts"),
    [
        ({"say": "hello"}, (_goes_away, _answers)),
        ({"text": "hello"}, (closing(1011), _answers)),
        ({"text": "hello"}, (closing(1006, before=(says("well"),)), _refuses, _refuses, _answers)),
    ],
)
def test_a_session_of_several_connections_is_replayed_on_as_many(
    first: dict[str, Any], scripts: tuple[Script, ...]
) -> None:
    scenario = resuming(first, {"text": "goodbye"})
    frames = {0: SHOWN} if "say" in first else {}
    recorded, _ = served(scenario, *scripts, frames=frames)
    references = read_references(recorded)
    assert len(references) == len(scripts)
    spoken = {0: spoken_audio(sound())}
    again = played(scenario, spoken, *map(ReplayResponder, references), frames=frames)
    assert marks(again, "session_failed") == []
    assert again.items == recorded.items


@pytest.mark.parametrize("heard", [10, 40, 55])
def test_a_session_that_kept_quiet_for_a_call_is_replayed(heard: int) -> None:
    async def calls(peer: Peer) -> None:
        await peer.set_up()
        for _ in range(heard):
            await peer.hears("audio")
        await asyncio.sleep(0.007)
        await peer.sends(called("f", "1"))
        await peer.hears("toolResponse")
        await asyncio.sleep(0.031)
        await peer.sends(says("one"))
        await asyncio.sleep(1.503)
        await peer.sends(says("two"), DONE)

    profile = Profile("test", "a model of the tests", dialect=Dialect(pause_audio_for_calls=True))
    setup = {"tools": [{"function_declarations": [{"name": "f"}]}]}
    following = {"say": "hello", "start": {"after": "tool_call", "delay_ms": 50}}
    tools = {"f": {"return": {}, "after_ms": 900}}
    scenario = a_scenario({"say": "hello"}, following, {"text": "bye"}, setup=setup, tools=tools)
    recorded, _ = served(scenario, calls, profile=profile)
    responders = map(ReplayResponder, read_references(recorded))
    again = played(scenario, dict.fromkeys((0, 1), spoken_audio(sound())), *responders, profile=profile)
    assert marks(again, "session_failed") == []
    assert again.marks == recorded.marks
    assert _one_way(again, "sent") == _one_way(recorded, "sent")


def test_a_session_that_leaves_its_first_connection_too_early_is_a_mismatch() -> None:
    async def answers(peer: Peer) -> None:
        await peer.set_up(handle("h1"))
        for _ in range(2):
            await peer.hears("clientContent")
            await peer.sends(says("yes"), DONE)

    together, apart = ({"text": "two"}, {"text": "two", "start": {"reconnect": True}})
    recorded, _ = served(resuming({"text": "one"}, together), answers)
    (reference,) = read_references(recorded)
    with pytest.raises(ReplayMismatch, match="turn 2: expected text 'two', found the end of the session"):
        played(resuming({"text": "one"}, apart), {}, ReplayResponder(reference), ReplayResponder(reference))


def _one_way(recording: Recording, direction: str) -> list[object]:
    return [what(entry) for entry in recording.entries if entry.direction == direction]
