"""Which turn cuts into what, and which `interrupted` answers it."""

from dataclasses import replace

from evalkit.scenario.model import SilenceInput, TextInput
from tests.scorers.barge_ins import ANSWER, BURST, STOPPED, WORDS, cuts_in, scores, told, values, why
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    generation_complete,
    interrupted,
    text,
    text_sent,
    turn_complete,
)


def test_a_typed_barge_in_counts_from_the_moment_the_text_was_sent() -> None:
    typed = a_turn(TextInput("Stop!"), text_sent(3.1, "Stop!"), *ANSWER, started=3.0, input_ended=3.15)
    found = values(told(*BURST, interrupted(3.3)), typed)
    assert (found["stop_ms"], found["overhang_ms"]) == (200.0, 200.0)
    assert "talk_over_ms" not in found
    assert why(told(*BURST, interrupted(3.3)), typed, name="talk_over_ms") == "the user did not speak in this turn"


def test_a_typed_barge_in_without_its_text_counts_from_the_end_of_the_input() -> None:
    typed = a_turn(TextInput("Stop!"), *ANSWER, started=3.0, input_ended=3.15)
    assert values(told(*BURST, interrupted(3.3)), typed)["stop_ms"] == 150.0


def test_nothing_to_interrupt() -> None:
    assert why(told(), cuts_in(*ANSWER)) == "nothing of an answer had come when the user began"
    late = told(audio(3.5, 1.0), turn_complete(4.5))
    assert why(late, cuts_in(*ANSWER)) == "nothing of an answer had come when the user began"
    waiting = told(called(2.0, "weather"))
    assert why(waiting, cuts_in(*ANSWER)) == "nothing of an answer had come when the user began"


def test_an_answer_that_had_been_played() -> None:
    over = told(audio(2.0, 0.5), generation_complete(2.2), turn_complete(2.6), finish="turn_complete")
    expected = "the answer was over, and its audio played, 500 ms before the user began"
    assert why(over, cuts_in(*ANSWER)) == expected
    assert why(over, cuts_in(*ANSWER), name="overhang_ms") == expected
    assert set(values(over, cuts_in(*ANSWER))) == {"yielded", "stop_ms", "talk_over_ms"}


def test_an_answer_that_had_been_interrupted() -> None:
    cut = told(*BURST, interrupted(2.5))
    assert why(cut, cuts_in(*ANSWER)) == "the answer had been interrupted 500 ms before the user began"


def test_interrupted_after_turn_complete_while_the_audio_still_plays() -> None:
    done = told(*BURST, WORDS, turn_complete(2.4), interrupted(3.3))
    assert values(done, cuts_in(*ANSWER)) == values(*STOPPED)


def test_a_turn_complete_without_interrupted_leaves_the_audio_playing() -> None:
    found = values(told(*BURST, turn_complete(2.4)), cuts_in(*ANSWER))
    assert (found["yielded"], found["stop_ms"], found["overhang_ms"]) == (0.0, None, 3000.0)


def test_interrupted_that_the_new_turn_was_given_still_counts_when_it_precedes_its_answer() -> None:
    turns = (told(*BURST, turn_complete(2.4)), cuts_in(interrupted(3.3), *ANSWER))
    assert values(*turns)["stop_ms"] == 300.0


def test_an_interruption_of_the_new_answer_is_not_this_barge_in() -> None:
    turns = (told(*BURST, turn_complete(2.4)), cuts_in(audio(5.0, 2.0), interrupted(5.5)))
    assert values(*turns)["stop_ms"] is None
    alone = (told(audio(2.0, 0.2), turn_complete(2.4)), cuts_in(interrupted(3.3), *ANSWER))
    assert why(*alone).startswith("the answer was over")


def test_two_interruptions_of_one_barge_in() -> None:
    found = scores(a_trace(told(*BURST, interrupted(3.3), interrupted(3.4)), cuts_in(*ANSWER)))
    assert (found["stop_ms"].value, found["stop_ms"].detail["interruptions"]) == (300.0, 2)
    assert found["unflushed_overhang_ms"].value == 3000.0


def test_two_barge_ins_each_have_their_own() -> None:
    second = cuts_in(audio(4.5, 3.0), audio(4.6, 1.0), interrupted(6.4))
    turns = (told(*BURST, interrupted(3.3)), second, cuts_in(audio(8.0), turn_complete(8.5), started=6.0))
    assert values(*turns)["stop_ms"] == 300.0
    found = values(*turns, index=2)
    assert (found["stop_ms"], found["overhang_ms"], found["unflushed_overhang_ms"]) == (400.0, 400.0, 2500.0)


def test_a_stop_before_the_first_speech_sample_is_negative() -> None:
    early = scores(a_trace(told(*BURST, interrupted(2.9)), _starting(2.5, cuts_in(*ANSWER))))
    assert (early["stop_ms"].value, early["yielded"].value) == (-100.0, 1.0)
    assert early["stop_ms"].explanation == "interrupted 100 ms before the user's first speech sample"
    assert early["overhang_ms"].value == 0.0


def _starting(t: float, draft: TurnDraft) -> TurnDraft:
    return TurnDraft(draft.turn, replace(draft.window, started_t=t))


def test_a_model_that_writes_can_be_interrupted_too() -> None:
    turns = (told(text(2.0, "Once upon"), text(3.2, " a time"), interrupted(3.3)), cuts_in(*ANSWER))
    assert values(*turns)["stop_ms"] == 300.0
    assert why(*turns, name="overhang_ms") == "the answer has no audio"


def test_what_has_no_anchor_is_unscored() -> None:
    unknown = cuts_in(*ANSWER, speech_ended=None)
    assert why(told(*BURST), unknown) == "the recording does not say when the user's speech began"
    untyped = a_turn(TextInput("Stop!"), *ANSWER, started=3.0, input_ended=None)
    assert why(told(*BURST), untyped) == "the recording does not say when the user's text was sent"
    mute = a_turn(SilenceInput(2.0), *ANSWER, started=3.0, speech_ended=None)
    assert why(told(*BURST), mute) == "nobody spoke in this turn, so nobody cut in"
    odd = (told(*BURST, interrupted(None)), cuts_in(*ANSWER))
    assert why(*odd) == "the recording does not say when the answer was interrupted"
