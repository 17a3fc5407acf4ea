"""Transcriptions that came several times over, and repetitions that are the user's or the recogniser's own."""

import pytest

from evalkit.scorers.base import Score
from evalkit.scorers.wer import wer
from tests.traces import a_trace, a_turn, heard, said


def input_score(words: str, *pieces: str, language: str = "en") -> Score:
    events = [heard(1 + place / 100, piece) for place, piece in enumerate(pieces)]
    trace = a_trace(a_turn(words, *events), language=language)
    (score,) = wer()(trace, trace.turns[0])
    return score


@pytest.mark.parametrize(
    ("words", "pieces", "copies"),
    [
        ("Hello there.", ["hello there", "hello there"], 2),
        ("Hello there.", ["hello there. ", " Hello there."], 1),  # not letter by letter the same: two transcripts
        ("Hello there.", ["hello ", "there ", "hello ", "there"], 2),
        ("Hello there.", ["hello there", "", " ", "hello there"], 2),
        ("Hello there.", ["hello there"] * 3, 3),
        ("Hello there.", ["hello there"] * 1000, 1000),
        ("Bye bye.", ["bye ", "bye"], 1),
        ("Bye bye.", ["bye ", "bye ", "bye ", "bye"], 4),
        ("Bye bye.", ["bye bye", "bye bye"], 2),
        ("No, no, no.", ["no ", "no ", "no"], 1),
        ("今天天气好", ["今天天气好", "今天天气好"], 2),
    ],
)
def test_a_transcription_counts_as_often_as_the_reference_has_room_for_it(
    words: str, pieces: list[str], copies: int
) -> None:
    score = input_score(words, *pieces, language="zh" if words[0] > "z" else "en")
    assert score.detail.get("copies", 1) == copies
    assert (score.value == 0) is (words == "No, no, no." or "Bye" in words or copies > 1)


def test_the_explanation_tells_of_copies() -> None:
    score = input_score("Hello there.", "hello there", "hello there")
    assert score.explanation == "0 errors in 2 words; the whole transcription came twice and is counted once"
    score = input_score("Bye bye.", "bye ", "bye ", "bye ", "bye")
    assert score.explanation == "0 errors in 2 words; the whole transcription came 4 times and is counted 2 times"


def test_errors_of_the_copy_still_count() -> None:
    score = input_score("Hello there, you.", "hello where", "hello where")
    assert (score.value, score.detail["hypothesis"], score.evidence) == (2 / 3, "hello where", (0, 1))


def test_a_repetition_within_one_piece_is_an_error() -> None:
    score = input_score("Hello there.", "hello there hello there")
    assert score.value == 1
    assert "; the transcription says everything twice; " in score.explanation
    assert "copies" not in score.detail


def test_a_model_that_says_everything_twice_is_not_excused() -> None:
    trace = a_trace(a_turn("?", said(1, "Good day."), said(2, "Good day.")))
    (_, score) = wer(output={"reference": "Good day."})(trace, trace.turns[0])
    assert score.value == 1
