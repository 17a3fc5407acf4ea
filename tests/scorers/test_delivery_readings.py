"""Each metric of delivery on traces with known answers; speech ends at 1.0 s, and a chunk plays 0.2 s."""

from dataclasses import replace
from typing import Any

import pytest

from evalkit.scenario.model import SilenceInput, TextInput
from evalkit.scorers.base import Score
from evalkit.scorers.delivery import delivery
from evalkit.trace.events import AudioReceived
from evalkit.trace.trace import Trace
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    code_run,
    code_written,
    generation_complete,
    interrupted,
    responded,
    resumed,
    text,
    turn_complete,
)

TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}


def scores(trace: Trace, index: int = 0, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in delivery(**args)(trace, trace.turns[index])}


def values(*turns: TurnDraft, **args: Any) -> dict[str, float | None]:
    return {name: score.value for name, score in scores(a_trace(*turns), **args).items()}


def explained(score: Score) -> str:
    assert score.value is None
    return score.explanation


def test_a_steady_burst_has_a_pace_and_no_jitter() -> None:
    chunks = [audio(1.5 + 0.05 * index) for index in range(5)]
    assert values(a_turn("a", *chunks, turn_complete(3.0))) == {
        "first_played_ms": pytest.approx(600.0, abs=1),
        "generation_ms": 200.0,
        "audio_s": 1.0,
        "real_time_factor": 0.25,
        "underruns": 0.0,
        "underrun_ms": 0.0,
        "longest_underrun_ms": 0.0,
        "jitter_ms": 0.0,
        "max_gap_ms": 50.0,
    }


def test_chunks_sent_as_they_are_spoken_come_in_real_time() -> None:
    chunks = [audio(1.2), audio(1.44, 0.24), audio(1.68, 0.24), audio(1.78, 0.1)]
    found = values(a_turn("a", *chunks, turn_complete(2.0)))
    assert (found["real_time_factor"], found["jitter_ms"]) == (1.0, 0.0)


def test_a_pre_buffer_covers_what_is_late_by_less() -> None:
    # Played without a buffer the second chunk is 80 ms late, and the third 30 ms more.
    late = a_turn("a", audio(1.5), audio(1.78), audio(2.01), turn_complete(3.0))
    covered = values(late, prebuffer_ms=110)
    assert (covered["prebuffer_110_underruns"], covered["prebuffer_110_underrun_ms"]) == (0.0, 0.0)
    found = values(late)
    assert (found["underruns"], found["underrun_ms"]) == (1.0, 10.0)
    bare = values(late, prebuffer_ms=0)
    assert (bare["prebuffer_0_underruns"], bare["prebuffer_0_underrun_ms"]) == (2.0, 110.0)


def test_an_underrun_is_explained_and_names_the_chunk_that_was_late() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5), audio(2.0), audio(2.05), turn_complete(3.0))))["underruns"]
    assert (found.value, found.evidence, found.detail) == (1.0, (1,), {"prebuffer_ms": 100.0})
    assert found.explanation == "played behind 100 ms, it ran dry once, 200 ms in all"


def test_jitter_is_the_mean_deviation_from_the_answers_own_pace() -> None:
    # 0.6 s of audio after the first chunk in 0.3 s: each 0.2 s should take 0.1 s, and took 0.05, 0.1 and 0.15.
    found = scores(a_trace(a_turn("a", audio(1.5), audio(1.55), audio(1.65), audio(1.8), turn_complete(3.0))))
    assert found["jitter_ms"].value == pytest.approx(100 / 3, abs=0.001)
    assert found["real_time_factor"].value == 0.5
    assert (found["max_gap_ms"].value, found["max_gap_ms"].evidence) == (150.0, (2, 3))


def test_a_lone_chunk_has_no_pace() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5, 2.0), turn_complete(1.5))))
    assert (found["generation_ms"].value, found["audio_s"].value, found["underruns"].value) == (0.0, 2.0, 0.0)
    assert explained(found["real_time_factor"]) == "no two chunks came one after the other"
    assert explained(found["max_gap_ms"]) == "no two chunks came one after the other"
    assert explained(found["jitter_ms"]) == "fewer than three chunks came one after the other"


def test_only_the_first_audible_sample_counts_as_played() -> None:
    quiet = audio(1.5, 0.2, level_dbfs=-120)
    found = values(a_turn("a", quiet, audio(1.51, 0.4, lead_silence_s=0.1), turn_complete(3.0)))
    assert found["first_played_ms"] == pytest.approx(500 + 100 + 200 + 100, abs=1)


def test_without_a_pre_buffer_it_is_played_as_latency_says() -> None:
    turn = a_turn("a", audio(1.5, 0.2, level_dbfs=-120), audio(2.5), turn_complete(3.0))
    assert values(turn, prebuffer_ms=0)["prebuffer_0_first_played_ms"] == pytest.approx(1500.0, abs=1)


def test_an_answer_before_the_user_ended_is_negative_and_explained() -> None:
    found = scores(a_trace(a_turn("a long question", audio(0.5), audio(0.6), turn_complete(2.0))))["first_played_ms"]
    assert found.value == pytest.approx(-400.0, abs=1)
    assert found.explanation.startswith("the model talked over the user: it was played ")


def test_two_answers_in_one_turn_are_two_stretches() -> None:
    turn = a_turn("a", audio(1.5), audio(1.6), turn_complete(2.0), audio(4.0), audio(4.1), turn_complete(5.0))
    found = scores(a_trace(turn))
    assert (found["generation_ms"].value, found["max_gap_ms"].value) == (200.0, 100.0)
    assert (found["underruns"].value, found["audio_s"].value) == (0.0, 0.8)
    assert found["generation_ms"].detail == {"chunks": 4, "stretches": 2}


def test_the_wait_for_a_tool_is_no_stall_but_one_in_mid_speech_is() -> None:
    spoken = (audio(1.2), called(1.3, "f"), responded(2.3, "f"), audio(3.0), audio(3.1))
    assert values(a_turn("a", *spoken, turn_complete(4.0)))["underruns"] == 0.0
    assert values(a_turn("a", audio(1.2), audio(3.0), turn_complete(4.0)))["underruns"] == 1.0


def test_the_wait_for_code_is_no_stall() -> None:
    found = values(a_turn("a", audio(1.2), code_written(1.3), code_run(3.0), audio(3.2), turn_complete(4.0)))
    assert (found["underruns"], found["generation_ms"]) == (0.0, 0.0)


def test_what_is_queued_plays_on_over_a_pause() -> None:
    turn = a_turn("a", audio(1.2, 1.0, level_dbfs=-120), generation_complete(1.3), audio(1.4), turn_complete(4.0))
    assert values(turn)["first_played_ms"] == pytest.approx(200 + 100 + 1000, abs=1)


def test_a_lost_connection_is_no_stall() -> None:
    turn = a_turn("a", audio(1.5), audio(1.6), audio(6.0), audio(6.1), turn_complete(7.0))
    trace = a_trace(turn, after=resumed(2.0))
    assert scores(trace)["underruns"].value == 1.0
    in_order = tuple(sorted(trace.events, key=lambda event: event.t or 0.0))
    found = scores(replace(trace, events=in_order))
    assert (found["underruns"].value, found["generation_ms"].value) == (0.0, 200.0)


def test_an_interruption_drops_what_is_queued() -> None:
    barged = (audio(1.5, 3.0), interrupted(2.0), audio(4.0), audio(4.1))
    found = values(a_turn("a", *barged, turn_complete(5.0)))
    assert (found["underruns"], found["audio_s"], found["max_gap_ms"]) == (0.0, 3.4, 100.0)


def test_interrupted_behind_the_pre_buffer_it_was_never_played() -> None:
    turn = a_turn("a", audio(1.5), interrupted(1.55), finish="barged_in")
    assert explained(scores(a_trace(turn))["first_played_ms"]) == "it was interrupted before it was played"
    heard = a_turn("a", audio(1.5), interrupted(1.65), finish="barged_in")
    assert values(heard)["first_played_ms"] == pytest.approx(600.0, abs=1)


def test_audio_of_another_rate_is_as_long_as_it_sounds() -> None:
    chunks = [audio(1.5 + 0.2 * index, 0.2, rate_hz=16_000) for index in range(3)]
    found = values(a_turn("a", *chunks, turn_complete(3.0)))
    assert (found["audio_s"], found["real_time_factor"], found["underruns"]) == (0.6, 1.0, 0.0)


def test_a_chunk_without_a_sample_is_none() -> None:
    empty = AudioReceived(seq=0, t=9.0, pcm=b"", rate_hz=24_000, offset=0)
    assert values(a_turn("a", audio(1.5), audio(1.6), empty, turn_complete(9.5)))["generation_ms"] == 100.0


def test_a_typed_turn_counts_from_the_end_of_the_input() -> None:
    turn = a_turn(TextInput("a"), audio(1.5), turn_complete(2.0), input_ended=1.25)
    assert values(turn)["first_played_ms"] == pytest.approx(350.0, abs=1)


def test_near_silent_audio_came_and_is_not_played() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5, level_dbfs=-85), audio(1.6, level_dbfs=-85), turn_complete(2.0))))
    assert explained(found["first_played_ms"]) == "the answer's audio is too quiet to be heard"
    assert found["audio_s"].value == 0.4


def test_no_audio_is_unscored_with_the_reason() -> None:
    silent = scores(a_trace(a_turn("a", finish="no_response")), underruns={"max": 0})
    assert {explained(score) for score in silent.values()} == {"the turn was never answered (no_response)"}
    assert silent["underruns"].passed is False
    written = scores(a_trace(a_turn("a", text(1.5, "Yes."), turn_complete(2.0))))
    assert {explained(score) for score in written.values()} == {"the answer has no audio"}


def test_where_text_is_asked_for_nothing_is_missed() -> None:
    trace = a_trace(a_turn(TextInput("a"), text(1.5, "Yes."), turn_complete(2.0)), setup=TEXT_SETUP)
    assert scores(trace) == {}
    assert explained(scores(trace, underruns={"max": 0})["underruns"]) == "the answer has no audio"


def test_a_recording_without_times_still_knows_how_much_was_said() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5), audio(1.6), turn_complete(2.0)), timed=False))
    assert found.pop("audio_s").value == 0.4
    assert "call_ms" not in found
    assert {explained(score) for score in found.values()} == {"the recording kept no times"}


def test_a_chunk_without_a_time_in_a_timed_recording() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5), audio(None), turn_complete(2.0))))
    assert explained(found["underruns"]) == "the time of a chunk is not known"
    assert found["audio_s"].value == 0.4


def test_an_unknown_anchor() -> None:
    found = scores(a_trace(a_turn("a", audio(1.5), called(1.6, "f"), speech_ended=None)))
    why = "the recording does not say when the user's speech ended"
    assert explained(found["first_played_ms"]) == explained(found["call_ms"]) == why
    assert found["generation_ms"].value == 0.0


def test_a_turn_that_expects_silence_owes_nothing() -> None:
    for turn in (a_turn("a", audio(1.5), expect={"silence": {}}), a_turn(SilenceInput(3.0), audio(1.5))):
        assert scores(a_trace(turn)) == {}
        found = scores(a_trace(turn), underruns={"max": 0})["underruns"]
        assert (explained(found), found.passed) == ("the turn expects silence, so no answer was due", False)
