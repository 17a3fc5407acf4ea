"""What the scorer says and judges; its numbers are in known_answers/recognition."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.recognition import questions, recognition
from evalkit.trace.events import AudioReceived
from evalkit.trace.trace import Trace
from tests.scorers.known_answers.recognition.broken_off import interrupted_answer
from tests.scorers.known_answers.recognition.whole import FOX
from tests.scorers.recognised import ENGINE, a_draft, annotated, recognised, spoken_answer
from tests.traces import a_trace, a_turn, audio, said, turn_complete

ALL = {"audio_wer": {"max": 0.1}, "unspoken_tail": {"max": 2}, "other_words": False}


def of_turn(trace: Trace, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in recognition(**args)(trace, trace.turns[0])}


def of_session(trace: Trace, **args: Any) -> dict[str, Score]:
    return {score.metric: score for score in recognition(**args)(trace, trace.session)}


def passed(scores: Mapping[str, Score]) -> dict[str, bool | None]:
    return {name: score.passed for name, score in scores.items() if name in ALL}


def test_what_a_reader_is_told() -> None:
    scores = of_turn(spoken_answer(FOX, "The quick brown fox."), **ALL)
    assert {name: score.explanation for name, score in scores.items()} == {
        "audio_wer": (
            '5 errors in 9 words; heard "the quick brown fox" for "the quick brown fox jumps over the lazy dog"'
        ),
        "unspoken_head": "no words missing at the transcript's beginning",
        "unspoken_tail": "5 words missing at the transcript's end",
        "unspoken_gap": "no words missing in a row inside the transcript",
        "untranscribed_words": "no words heard in a row that the transcript lacks",
        "other_words": "44% of the transcript's words heard",
    }
    assert passed(scores) == {"audio_wer": False, "unspoken_tail": False, "other_words": True}
    assert [scores[name].expected for name in ALL] == ["≤ 0.1", "≤ 2 words", "no"]


def test_one_word_is_one_word() -> None:
    scores = of_turn(spoken_answer(FOX, "quick brown fox jumps over the lazy dog"))
    assert scores["unspoken_head"].explanation == "1 word missing at the transcript's beginning"
    assert scores["audio_wer"].explanation.startswith("1 error in 9 words; heard")
    assert {score.passed for score in scores.values()} == {None}


def test_the_detail_holds_the_alignment_and_who_listened() -> None:
    score = of_turn(spoken_answer(FOX, "The quick brown box jumps over the lazy dog."))["audio_wer"]
    assert (score.detail["hits"], score.detail["substitutions"]) == (8, 1)
    assert (score.detail["deletions"], score.detail["insertions"]) == (0, 0)
    assert score.detail["alignment"][1] == ["substitute", ["fox"], ["box"]]
    assert score.detail["by"] == ENGINE
    assert str(score.detail["normalizer"]).startswith("english/")
    assert score.evidence == (1,)


def test_an_interrupted_answer_says_what_was_not_compared() -> None:
    score = of_turn(interrupted_answer(FOX, "The quick brown"))["audio_wer"]
    assert score.explanation == (
        "0 errors in 3 words; the answer was interrupted, so it need not be whole: 6 words of the transcript not "
        "reached and not counted"
    )
    assert score.detail["not_reached"] == "fox jumps over the lazy dog"


def test_an_interrupted_answer_whose_transcript_came_late() -> None:
    score = of_turn(interrupted_answer("The quick brown", "The quick brown fox jumps"))["audio_wer"]
    assert score.explanation == (
        "0 errors in 3 words; the answer was interrupted, so it need not be whole: 2 words heard after the "
        "transcript's end and not counted"
    )
    assert score.detail["not_written"] == "fox jumps"


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ({"text": FOX, "doubt": "it repeats itself"}, "; the recogniser's text is doubtful: it repeats itself"),
        ({"text": FOX, "doubt": 7}, ""),
        ({"text": FOX}, ""),
    ],
)
def test_a_doubtful_text_is_called_doubtful(answer: Mapping[str, Any], note: str) -> None:
    assert of_turn(annotated(a_trace(a_draft(FOX)), answer))["audio_wer"].explanation == f"0 errors in 9 words{note}"


def test_a_made_up_recognition_says_so() -> None:
    trace = spoken_answer(FOX, FOX)
    made_up = replace(trace, annotations=tuple(replace(each, provenance="synthetic") for each in trace.annotations))
    assert of_turn(made_up)["audio_wer"].explanation == "0 errors in 9 words; the recognition is made up"


def test_the_latest_answer_counts() -> None:
    first, second = (spoken_answer(FOX, text) for text in ("nothing of the kind", FOX))
    both = replace(first, annotations=(*first.annotations, *second.annotations))
    assert of_turn(both)["audio_wer"].value == 0


def test_where_nobody_listened_nothing_is_judged() -> None:
    scores = of_turn(a_trace(a_draft(FOX)), **ALL)
    assert passed(scores) == dict.fromkeys(ALL)
    assert {score.explanation for score in scores.values()} == {
        "nobody has recognised the audio: pip install 'evalkit[speech]', then evalkit recognise RUN"
    }


def test_a_session_is_judged_when_somebody_has_listened_to_all_of_it() -> None:
    trace = a_trace(a_draft(FOX), a_draft("We meet at the old bridge.", 0.3))
    assert passed(of_session(recognised(trace, FOX), **ALL)) == dict.fromkeys(ALL)
    whole = recognised(trace, FOX, "We meet at the old bridge.")
    assert passed(of_session(whole, **ALL)) == dict.fromkeys(ALL, True)


@pytest.mark.parametrize(
    "turn",
    [
        a_turn("Go on.", audio(1.5), turn_complete(3.0)),
        a_turn("Go on.", said(1.5, FOX), turn_complete(3.0)),
        a_turn("Go on.", finish="timeout"),
    ],
    ids=["no transcript", "no audio", "no answer"],
)
def test_an_expectation_without_data_is_not_met(turn: Any) -> None:
    assert passed(of_turn(a_trace(turn), **ALL)) == dict.fromkeys(ALL, False)


def test_a_session_in_which_a_transcript_is_missing_is_not_met() -> None:
    trace = a_trace(a_draft(FOX), a_turn("Go on.", audio(1.5, 0.4), turn_complete(3.0)))
    scores = of_session(recognised(trace, FOX), **ALL)
    assert passed(scores) == dict.fromkeys(ALL, False)
    assert scores["audio_wer"].explanation == "0 errors in 9 words; turn 2: the server sent no output transcription"
    assert scores["audio_wer"].detail["turns_not_recognised"] == [1]


def test_a_turn_without_an_answer_is_no_part_of_a_session() -> None:
    trace = recognised(a_trace(a_draft(FOX), a_turn("And now?", finish="timeout")), FOX)
    assert passed(of_session(trace, **ALL)) == dict.fromkeys(ALL, True)


def test_the_question_holds_the_audio_and_the_language() -> None:
    trace = a_trace(a_draft(FOX, 0.5), language="en-GB")
    [question] = questions(trace, trace.turns[0], audio_wer={"max": 0.1})
    assert (question.kind, question.votes) == ("recognition", 1)
    assert dict(question.asked) == {"task": "transcribe", "language": "en-GB"}
    [heard] = question.heard
    assert (heard.rate_hz, heard.facts["seconds"]) == (24_000, 0.5)
    assert heard.pcm == b"".join(event.pcm for event in trace.events if isinstance(event, AudioReceived))


def test_a_session_asks_what_its_turns_ask() -> None:
    trace = a_trace(a_draft(FOX), a_draft("We meet.", 0.3))
    keys = [question.key for window in trace.turns for question in questions(trace, window)]
    assert [question.key for question in questions(trace, trace.session)] == keys


@pytest.mark.parametrize(
    "turn",
    [
        a_turn("Go on.", audio(1.5), turn_complete(3.0)),
        a_turn("Go on.", audio(1.5), said(1.6, "  "), turn_complete(3.0)),
        a_turn("Go on.", said(1.5, FOX), turn_complete(3.0)),
    ],
)
def test_what_cannot_be_compared_is_not_asked(turn: Any) -> None:
    trace = a_trace(turn)
    assert questions(trace, trace.turns[0]) == ()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"wer": {"max": 1}}, "recognition: unknown argument 'wer'; known: audio_wer"),
        ({"audio_wer": 0.1}, "recognition.audio_wer: expected a limit, found 0.1; write audio_wer: {max: 0.1}"),
        ({"other_words": True}, "recognition.other_words: can only be expected not to be, not true"),
        ({"other_words": {"max": 0}}, 'recognition.other_words: can only be expected not to be, not {"max": 0}'),
    ],
)
def test_bad_arguments_are_refused(args: Mapping[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        recognition(**args)
    assert str(refused.value).startswith(message)
