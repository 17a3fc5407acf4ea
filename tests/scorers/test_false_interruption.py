"""Interruptions where nobody cut in: noise, a cough, a backchannel, or no reason at all."""

from pathlib import Path

import pytest

from evalkit.recording.store import read_recording
from evalkit.scenario.model import SilenceInput
from evalkit.scorers.base import Score
from evalkit.scorers.interruption import interruption
from evalkit.scoring import score_recording
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.traces import TurnDraft, a_trace, a_turn, audio, interrupted, text, turn_complete

RECORDINGS = Path(__file__).resolve().parents[2] / "scenarios" / "recordings" / "barge_in"
BURST = (audio(2.0, 2.0), audio(2.1, 2.0))


def told(*events: Event) -> TurnDraft:
    return a_turn("Tell me a story.", *events, finish="barged_in")


def mumbles(*events: Event, finish: str = "turn_complete") -> TurnDraft:
    return a_turn("Mhm.", *events, started=3.0, speech_ended=3.3, input_ended=3.3, finish=finish)


def coughs(*events: Event) -> TurnDraft:
    return a_turn(SilenceInput(1.0), *events, started=3.0, speech_ended=None, input_ended=4.0)


def judged(trace: Trace, index: int = 1) -> Score:
    (score,) = interruption(expected=False)(trace, trace.turns[index])
    assert (score.metric, score.unit, score.better, score.expected) == (
        "false_interruption",
        "",
        "lower",
        "no interruption",
    )
    return score


@pytest.mark.parametrize("turn", [mumbles(), coughs()])
def test_the_model_goes_on_through_a_backchannel_and_a_cough(turn: TurnDraft) -> None:
    score = judged(a_trace(told(*BURST, turn_complete(6.0)), turn))
    assert (score.value, score.passed, score.explanation, score.evidence) == (0.0, True, "", ())


@pytest.mark.parametrize("turn", [mumbles(), coughs()])
def test_the_model_stops_for_one(turn: TurnDraft) -> None:
    score = judged(a_trace(told(*BURST, interrupted(3.4)), turn))
    assert (score.value, score.passed, score.evidence) == (1.0, False, (2,))
    assert score.explanation == "interrupted, 400 ms after the turn began, though nobody cut in"
    assert score.detail == {"interruptions": 1}


def test_whichever_answer_the_interruption_is_counted_to() -> None:
    score = judged(a_trace(told(*BURST, turn_complete(2.5)), mumbles(interrupted(3.4), turn_complete(6.0))))
    assert (score.value, score.passed) == (1.0, False)


def test_an_answer_of_the_turn_itself() -> None:
    trace = a_trace(told(*BURST, interrupted(2.5), audio(2.6), interrupted(2.8), turn_complete(3.5)))
    score = judged(trace, index=0)
    assert (score.value, score.detail) == (1.0, {"interruptions": 2})


def test_what_the_next_turn_interrupts_is_no_fault_of_this_one() -> None:
    trace = a_trace(told(*BURST, interrupted(3.4)), mumbles(audio(5.0), turn_complete(5.5)))
    assert (judged(trace, index=0).value, judged(trace, index=1).value) == (0.0, 1.0)


def test_a_model_that_said_nothing_proves_nothing() -> None:
    score = judged(a_trace(told(audio(2.0, 0.5), turn_complete(2.6)), mumbles(turn_complete(4.0))))
    assert (score.value, score.passed) == (None, False)
    assert score.explanation == "the model said nothing that could have been interrupted"
    assert judged(a_trace(told(text(2.0, "Once"), text(3.1, " upon")), mumbles())).value == 0.0


def test_a_recording_that_was_cut_off_proves_nothing_unless_it_holds_one() -> None:
    cut = a_trace(told(*BURST), mumbles(finish=""), complete=False)
    assert (judged(cut).value, judged(cut).explanation) == (None, "the recording ends before it could come")
    assert judged(a_trace(told(*BURST, interrupted(3.4)), mumbles(finish=""), complete=False)).value == 1.0


def test_without_times_nobody_knows_whose_it_was() -> None:
    trace = a_trace(told(*BURST, interrupted(3.4)), mumbles(), timed=False)
    assert (judged(trace).value, judged(trace).explanation) == (None, "the recording kept no times")
    assert judged(trace).passed is False
    odd = a_trace(a_turn("a", *BURST, started=None))
    assert judged(odd, index=0).explanation == "the recording does not say when the turn began"


def test_a_whole_session_without_an_interruption() -> None:
    def of_session(trace: Trace) -> Score:
        (score,) = interruption(expected=False)(trace, trace.session)
        return score

    assert of_session(a_trace(told(*BURST, turn_complete(6.0)), mumbles())).passed is True
    bad = of_session(a_trace(told(*BURST, interrupted(3.4)), mumbles()))
    assert (bad.value, bad.turn, bad.explanation) == (1.0, None, "interrupted, though nobody cut in")


@pytest.mark.parametrize(("name", "value"), [("backchannel", 0.0), ("cough", 0.0), ("known_failure", 1.0)])
def test_the_built_in_scenarios(name: str, value: float) -> None:
    """Each plays a sound into an answer that is to go on; in the last the server stops."""
    result = score_recording(read_recording(RECORDINGS / name))
    (score,) = [each for each in result.scores if each.metric == "false_interruption"]
    assert (score.turn, score.value, score.passed) == (1, value, value == 0.0)
    others = [each.metric for each in result.scores if each.passed is False and each is not score]
    assert others == []
