"""Each metric of a barge-in on traces with known answers."""

import pytest

from evalkit.scorers.interruption_metrics import LIMITED
from tests.scorers.barge_ins import ANSWER, BURST, STOPPED, WORDS, cuts_in, limited, scores, told, values, why
from tests.traces import (
    a_trace,
    a_turn,
    audio,
    generation_complete,
    interrupted,
    turn_complete,
)

NO_INTERRUPTION = {"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}


def test_a_barge_in_that_stops_the_model() -> None:
    assert values(*STOPPED) == {
        "yielded": 1.0,
        "stop_ms": 300.0,
        "last_audio_ms": -700.0,
        "overhang_ms": 300.0,
        "unflushed_overhang_ms": 3000.0,
        "words_lost": 6.0,
        "talk_over_ms": 300.0,
    }


def test_every_value_says_what_it_was_taken_from() -> None:
    found = scores(a_trace(*STOPPED))
    assert {name: score.evidence for name, score in found.items()} == {
        "yielded": (5,),
        "stop_ms": (5,),
        "last_audio_ms": (4,),
        "overhang_ms": (1,),
        "unflushed_overhang_ms": (4,),
        "words_lost": (3,),
        "talk_over_ms": (1,),
    }
    assert found["stop_ms"].detail == {"began_t": 3.0, "interruptions": 1}
    assert found["words_lost"].detail == {"words": 10, "played_share": 0.325}
    assert found["words_lost"].explanation == "of 10 words"
    assert found["last_audio_ms"].explanation == "all of the answer's audio had arrived when the user began"
    versions = {name: score.version for name, score in found.items() if score.version != 1}
    assert versions == {"words_lost": 2, "talk_over_ms": 2}, "their odd ends of chunks are measured otherwise"
    assert {score.passed for score in found.values()} == {None}
    assert {name: score.unit for name, score in found.items()} == {"yielded": "", **LIMITED}


def test_audio_in_real_time_goes_on_until_the_server_stops() -> None:
    stream = [audio(2.0 + step / 5, 0.2) for step in range(8)]
    found = values(told(*stream, interrupted(3.45)), cuts_in(*ANSWER))
    assert (found["last_audio_ms"], found["stop_ms"]) == (400.0, 450.0)
    assert (found["overhang_ms"], found["unflushed_overhang_ms"]) == (450.0, 600.0)


def test_an_answer_that_was_never_interrupted_and_finished_anyway() -> None:
    trace = a_trace(told(*BURST, WORDS, generation_complete(2.4), turn_complete(6.0)), cuts_in(audio(6.5)))
    found = scores(trace, stop_ms={"max": 500}, yielded=True)
    never = "no interrupted came, and the answer was heard for another 3000 ms"
    assert (found["yielded"].value, found["yielded"].passed, found["yielded"].explanation) == (0.0, False, never)
    assert (found["stop_ms"].value, found["stop_ms"].passed, found["stop_ms"].explanation) == (None, False, never)
    assert found["overhang_ms"].value == found["unflushed_overhang_ms"].value == 3000.0
    assert found["overhang_ms"].explanation == "no interrupted came at which a client could have flushed"
    assert (found["words_lost"].value, found["talk_over_ms"].value) == (0.0, 1000.0)


def test_a_setup_that_forbids_interruptions_is_named() -> None:
    turns = (told(*BURST, turn_complete(6.0)), cuts_in(audio(6.5)))
    found = scores(a_trace(*turns, setup=NO_INTERRUPTION), yielded=False)["yielded"]
    assert (found.value, found.passed, found.expected) == (0.0, True, "not yielded within 2000 ms")
    assert found.explanation.endswith("another 3000 ms; the setup asks for NO_INTERRUPTION")


def test_interrupted_before_any_audio() -> None:
    found = scores(a_trace(told(interrupted(3.2)), cuts_in(*ANSWER)), overhang_ms={"max": 1}, words_lost={"max": 1})
    assert (found["stop_ms"].value, found["yielded"].value) == (200.0, 1.0)
    for name in ("overhang_ms", "words_lost"):
        assert (found[name].value, found[name].passed) == (None, False)
        assert found[name].explanation == "the answer has no audio"


def test_a_second_barge_in_that_came_too_soon_to_know() -> None:
    hurried = cuts_in(finish="barged_in")
    turns = (told(*BURST, interrupted(4.6)), hurried, cuts_in(*ANSWER, started=4.5))
    found = scores(a_trace(*turns))
    expected = "only 1500 of 2000 ms were recorded before the recording or the user's next turn ended the wait"
    assert (found["yielded"].value, found["yielded"].explanation) == (None, expected)
    assert found["stop_ms"].value is None
    assert values(*turns, within_ms=1000)["yielded"] == 0.0
    assert values(*turns, index=2)["stop_ms"] == 100.0


def test_a_recording_that_ends_too_soon_is_censored() -> None:
    trace = a_trace(told(*BURST, WORDS), cuts_in(finish=""), complete=False)
    for name in ("last_audio_ms", "overhang_ms", "unflushed_overhang_ms", "words_lost"):
        score = limited(trace, name)
        assert (score.value, score.passed) == (None, False)
        assert score.explanation == "the recording ends before the answer does"
    assert scores(trace)["yielded"].value is None


def test_words_need_a_transcript_that_can_be_counted() -> None:
    name = "words_lost"
    silent = told(*BURST, interrupted(3.3))
    assert why(silent, cuts_in(*ANSWER), name=name) == "the answer has no output transcription"
    inaudible = told(audio(2.0, 3.0, level_dbfs=-90), WORDS, interrupted(3.3))
    assert why(inaudible, cuts_in(*ANSWER), name=name) == "the answer has no audible audio"
    unspaced = "ja is written without spaces, so words cannot be counted"
    assert why(*STOPPED, name=name, language="ja") == unspaced


@pytest.mark.parametrize(("stop_t", "lost"), [(3.001, 7.0), (3.999, 5.0), (4.0, 5.0), (4.001, 4.0), (5.99, 0.0)])
def test_a_word_that_was_begun_is_not_lost(stop_t: float, lost: float) -> None:
    assert values(told(*BURST, WORDS, interrupted(stop_t)), cuts_in(audio(9.0)))["words_lost"] == lost


def test_talk_over_is_what_can_be_heard_of_any_answer_while_the_user_speaks() -> None:
    mixed = told(audio(2.0, 2.0, lead_silence_s=1.2), interrupted(3.4))
    found = values(mixed, cuts_in(audio(3.8, 0.5)))
    assert found["talk_over_ms"] == pytest.approx(200 + 200, abs=10)
    first = values(a_turn("A long question", audio(0.6, 0.2), turn_complete(2.0)), index=0)
    assert first["talk_over_ms"] == pytest.approx(200, abs=0.001)


def test_untimed_recordings_score_nothing() -> None:
    for name in LIMITED:
        assert why(*STOPPED, name=name, timed=False) == "the recording kept no times"
    assert scores(a_trace(*STOPPED, timed=False))["yielded"].value is None
