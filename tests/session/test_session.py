"""Scenarios played over a connection: who speaks when, and when a turn is over."""

import pytest

from evalkit.scenario.script import Call, Complete, Hear, Say
from tests.conversations import a_scenario, converse, marks, messages, sound
from tests.session.turns import ANSWER, SPOKEN, TYPED, finishes

BARGE_IN = {**SPOKEN, "start": {"after": "model_speech", "delay_ms": 500}}


class TestTurns:
    def test_a_spoken_turn_from_setup_to_close(self) -> None:
        recording = converse(a_scenario(SPOKEN), ANSWER)
        assert finishes(recording) == ["turn_complete"]
        assert [mark.name for mark in recording.marks] == [
            "turn_started",
            "speech_started",
            "speech_ended",
            "input_ended",
            "turn_finished",
        ]
        assert recording.close is not None
        assert (recording.close.code, recording.close.by) == (1000, "local")

    def test_audio_leaves_in_real_time_and_ends_with_silence(self) -> None:
        recording = converse(a_scenario(SPOKEN), ANSWER)
        chunks = messages(recording, "sent", "audio/pcm")
        times = [entry.t for entry in chunks]
        started = marks(recording, "turn_started")[0].t
        assert started is not None
        assert times == pytest.approx([started + 0.02 * (n + 1) for n in range(len(chunks))])
        assert len(chunks) == 50 + 60, "1 s of sound, then 1.2 s of silence: 800 ms that end a turn and 400 ms more"

    @pytest.mark.parametrize("chunk_ms", [20, 32, 40])
    def test_speech_is_marked_where_it_is_whatever_the_chunks(self, chunk_ms: int) -> None:
        recording = converse(a_scenario(SPOKEN, audio={"chunk_ms": chunk_ms}), ANSWER)
        started = marks(recording, "turn_started")[0].t
        assert started is not None
        assert marks(recording, "speech_started")[0].t == pytest.approx(started)
        assert marks(recording, "speech_ended")[0].t == pytest.approx(started + 1.0)
        assert marks(recording, "speech_ended")[0].detail == {"sample": 16_000}

    def test_the_tail_follows_the_setup(self) -> None:
        setup = {"realtimeInputConfig": {"automaticActivityDetection": {"silenceDurationMs": 200}}}
        recording = converse(a_scenario(SPOKEN, setup=setup), ANSWER)
        assert len(messages(recording, "sent", "audio/pcm")) == 50 + 30

    def test_manual_activity_is_framed_and_has_no_tail(self) -> None:
        setup = {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}}
        recording = converse(a_scenario(SPOKEN, setup=setup), (Say("yes", after_ms=200), Complete()))
        assert finishes(recording) == ["turn_complete"]
        assert len(messages(recording, "sent", "audio/pcm")) == 50
        assert len(messages(recording, "sent", "activityStart")) == 1
        assert len(messages(recording, "sent", "activityEnd")) == 1

    def test_a_typed_turn(self) -> None:
        recording = converse(a_scenario(TYPED), (Say("yes", after_ms=700), Complete()))
        assert finishes(recording) == ["turn_complete"]
        assert marks(recording, "speech_ended") == []

    def test_the_next_turn_waits_until_the_answer_has_been_heard(self) -> None:
        recording = converse(a_scenario(TYPED, TYPED), (Say("a long answer"), Complete()), ANSWER[1:])
        first_audio = messages(recording, "received", "inlineData")[0].t
        second_start = marks(recording, "turn_started")[1].t
        assert first_audio is not None
        assert second_start == pytest.approx(first_audio + 0.06 * len("a long answer") + 0.3)

    def test_the_same_conversation_twice_is_the_same_recording(self) -> None:
        scenario = a_scenario(SPOKEN, TYPED, SPOKEN)
        assert converse(scenario, ANSWER, ANSWER, ANSWER) == converse(scenario, ANSWER, ANSWER, ANSWER)


class TestPatience:
    def test_no_answer_at_all(self) -> None:
        recording = converse(a_scenario(SPOKEN, timeouts={"first_response_s": 4}), ())
        assert finishes(recording) == ["no_response"]
        ended, finished = marks(recording, "input_ended")[0].t, marks(recording, "turn_finished")[0].t
        assert ended is not None
        assert finished == pytest.approx(ended + 4)

    def test_an_answer_that_stops_in_the_middle(self) -> None:
        recording = converse(a_scenario(TYPED, timeouts={"gap_s": 3}), (Say("yes"),))
        assert finishes(recording) == ["gap"]
        # The gap is counted from the moment the audio has been heard, not from its arrival in a burst.
        first_audio, finished = (
            messages(recording, "received", "inlineData")[0].t,
            marks(recording, "turn_finished")[0].t,
        )
        assert first_audio is not None
        assert finished == pytest.approx(first_audio + 0.18 + 3)

    def test_an_answer_that_never_ends(self) -> None:
        steps = [Say("on and on and on", after_ms=800) for _ in range(20)]
        recording = converse(a_scenario(TYPED, timeouts={"turn_s": 9}), steps)
        assert finishes(recording) == ["turn_timeout"]

    def test_the_next_turn_is_played_although_the_last_was_not_answered(self) -> None:
        recording = converse(a_scenario(SPOKEN, SPOKEN), (), ANSWER)
        assert finishes(recording) == ["no_response", "turn_complete"]

    def test_a_slow_tool_is_no_gap(self) -> None:
        tools = {"f": {"return": {"n": 1}, "after_ms": 8000}}
        setup = {"tools": [{"functionDeclarations": [{"name": "f"}]}]}
        scenario = a_scenario(TYPED, setup=setup, tools=tools, timeouts={"gap_s": 2})
        recording = converse(scenario, (Call((("f", {}),)), Say("yes", after_ms=300), Complete()))
        assert finishes(recording) == ["turn_complete"]


class TestSilence:
    def test_silence_is_waited_for_and_is_the_reason(self) -> None:
        recording = converse(
            a_scenario({**SPOKEN, "expect": {"silence": {"for_s": 3}}}), (Hear("hello", after_ms=600),)
        )
        assert finishes(recording) == ["silence"]
        ended, finished = marks(recording, "input_ended")[0].t, marks(recording, "turn_finished")[0].t
        assert ended is not None
        assert finished == pytest.approx(ended + 3)

    def test_after_an_empty_turn_the_model_is_still_listened_to(self) -> None:
        steps = (Complete(after_ms=900), Say("I could not resist", after_ms=1500), Complete())
        scenario = a_scenario({**SPOKEN, "expect": {"silence": {"for_s": 4}}})
        assert finishes(converse(scenario, steps[:1])) == ["silence"]
        assert finishes(converse(scenario, steps)) == ["turn_complete"]

    def test_a_model_that_speaks_is_heard_out(self) -> None:
        steps = (Say("I say something long", after_ms=900), Complete())
        recording = converse(a_scenario({**SPOKEN, "expect": {"silence": {"for_s": 1}}}), steps)
        assert finishes(recording) == ["turn_complete"]

    def test_inaudible_audio_is_silence(self) -> None:
        steps = (Say("nobody can hear this", after_ms=900, gain_db=-80),)
        recording = converse(a_scenario({**SPOKEN, "expect": {"silence": {"for_s": 2}}}), steps)
        assert finishes(recording) == ["silence"]

    def test_a_turn_in_which_nobody_speaks(self) -> None:
        recording = converse(a_scenario({"silence_s": 2}, SPOKEN), ANSWER)
        assert finishes(recording) == ["silence", "turn_complete"]
        assert len(messages(recording, "sent", "audio/pcm")) == 100 + 50 + 60


class TestBargeIn:
    def test_the_next_turn_starts_into_the_answer(self) -> None:
        long = (Say("a very long answer indeed", after_ms=700, lead_silence_ms=100), Complete())
        recording = converse(a_scenario(SPOKEN, BARGE_IN), long, ANSWER)
        assert finishes(recording) == ["barged_in", "turn_complete"]
        first_audio = messages(recording, "received", "inlineData")[0].t
        assert first_audio is not None
        assert marks(recording, "turn_started")[1].t == pytest.approx(first_audio + 0.1 + 0.5)
        (interrupted,) = messages(recording, "received", "interrupted")
        assert interrupted.t == pytest.approx(first_audio + 0.6 + 0.06), "after 60 ms of speech the server is sure"

    def test_the_silence_after_speech_gives_way_to_an_early_barge_in(self) -> None:
        second = {**SPOKEN, "start": {"after": "model_speech", "delay_ms": 100}}
        long = (Say("a very long answer indeed", after_ms=700), Complete())
        recording = converse(a_scenario(SPOKEN, second), long, ANSWER)
        first_audio = messages(recording, "received", "inlineData")[0].t
        assert first_audio is not None
        assert marks(recording, "turn_started")[1].t == pytest.approx(first_audio + 0.1)
        assert finishes(recording) == ["barged_in", "turn_complete"]

    def test_going_on_after_a_pause_shorter_than_the_silence(self) -> None:
        second = {**SPOKEN, "start": {"after": "input_end", "delay_ms": 310}}
        recording = converse(a_scenario(SPOKEN, second), ANSWER, ANSWER)
        ended, (_, second_start) = marks(recording, "speech_ended")[0].t, marks(recording, "turn_started")
        assert ended is not None
        assert second_start.t == pytest.approx(ended + 0.31)
        assert finishes(recording) == ["barged_in", "turn_complete"]

    def test_a_moment_that_never_comes_is_marked(self) -> None:
        recording = converse(a_scenario(SPOKEN, BARGE_IN), (), ANSWER)
        assert finishes(recording) == ["no_response", "turn_complete"]
        (missed,) = marks(recording, "anchor_missed")
        assert (missed.turn, missed.detail) == (1, {"after": "model_speech"})

    def test_after_the_input_whatever_the_model_does(self) -> None:
        second = {**TYPED, "start": {"after": "input_end", "delay_ms": 250}}
        recording = converse(a_scenario(TYPED, second), (Say("late", after_ms=5000), Complete()), ANSWER[1:])
        first, second_start = (mark.t for mark in marks(recording, "turn_started"))
        assert first is not None
        assert second_start == pytest.approx(first + 0.25)

    def test_a_model_that_does_not_yield_finishes_its_answer(self) -> None:
        setup = {"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}
        long = (Say("a very long answer indeed", after_ms=700), Complete())
        recording = converse(a_scenario(SPOKEN, BARGE_IN, setup=setup), long, ANSWER)
        assert messages(recording, "received", "interrupted") == []
        assert finishes(recording) == ["barged_in", "turn_complete"]


def test_a_session_needs_no_speech_in_its_audio() -> None:
    recording = converse(a_scenario(SPOKEN, timeouts={"first_response_s": 2}), ANSWER, audio=sound() * 0)
    assert marks(recording, "speech_ended") == []
    assert finishes(recording) == ["no_response"]
