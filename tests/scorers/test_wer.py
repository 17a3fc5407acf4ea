"""Word error rates of traces whose errors were counted by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scenario.model import AudioInput, SilenceInput, TextInput
from evalkit.scorers.base import Score
from evalkit.scorers.wer import wer
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, heard, said, text

LIMIT = {"max": 0.1}
NO_TRANSCRIPT = "the server sent no input transcription"


def scores(trace: Trace, session: bool = False, **args: Any) -> dict[str, Score]:
    window = trace.session if session else trace.turns[0]
    return {score.metric: score for score in wer(**args)(trace, window)}


def input_score(user: Any, *events: Any, language: str = "en", setup: Any = None, **args: Any) -> Score:
    trace = a_trace(a_turn(user, *events), language=language, setup=setup)
    (score,) = scores(trace, **args).values()
    return score


def counts_of(score: Score) -> tuple[int, ...]:
    return tuple(score.detail[name] for name in ("hits", "substitutions", "deletions", "insertions"))


@pytest.mark.parametrize(
    ("reference", "pieces", "counts"),
    [
        ("Is it raining?", ["is it raining"], (3, 0, 0, 0)),
        ("Is it raining?", ["is ", "it", " snow", "ing"], (2, 1, 0, 0)),
        ("Is it raining?", ["it raining"], (2, 0, 1, 0)),
        ("Is it raining?", ["is it now raining"], (3, 0, 0, 1)),
        ("Is it raining?", ["yes"], (0, 1, 2, 0)),
        ("Is it raining?", ["is it raining hard today"], (3, 0, 0, 2)),
        ("Wake me at seven thirty.", ["Wake me at 7:30."], (4, 0, 0, 0)),
        ("The code is 4 8 2 9 1.", ["the code is four eight two nine one"], (4, 0, 0, 0)),
        ("It's seventy-two degrees.", ["It is 72°"], (4, 0, 0, 0)),
        ("hello", ["..."], (0, 0, 1, 0)),
        ("hello", ["<ctrl46>"], (0, 0, 1, 0)),
        ("hello", ["one ", "two ", "three"], (0, 1, 0, 0)),
    ],
)
def test_known_pairs(reference: str, pieces: list[str], counts: tuple[int, ...]) -> None:
    score = input_score(reference, *(heard(1 + place / 10, piece) for place, piece in enumerate(pieces)))
    assert counts_of(score) == counts
    hits, substitutions, deletions, insertions = counts
    assert score.value == (substitutions + deletions + insertions) / (hits + substitutions + deletions)
    assert (score.metric, score.better, score.passed, score.expected) == ("input_wer", "lower", None, "")
    assert score.evidence == tuple(range(len(pieces)))


def test_the_detail_is_what_a_report_draws() -> None:
    score = input_score("Is it raining now or not?", heard(1, "So is it snowing now, or"), input=LIMIT)
    assert score.detail == {
        "hits": 4,
        "substitutions": 1,
        "deletions": 1,
        "insertions": 1,
        "normalizer": "english/3",
        "reference": "is it raining now or not",
        "hypothesis": "so is it snowing now or",
        "missing_head": 0,
        "missing_tail": 1,
        "alignment": [
            ["insert", [], ["so"]],
            ["equal", ["is", "it"], ["is", "it"]],
            ["substitute", ["raining"], ["snowing"]],
            ["equal", ["now", "or"], ["now", "or"]],
            ["delete", ["not"], []],
        ],
    }
    assert score.explanation == '3 errors in 6 words; got "so is it snowing now or" for "is it raining now or not"'
    assert (score.passed, score.expected, score.version) == (False, "≤ 0.1", 4)


def test_a_limit_that_holds() -> None:
    score = input_score("Is it raining?", heard(1, "is it raining"), input=LIMIT)
    assert (score.value, score.passed, score.explanation) == (0, True, "0 errors in 3 words")


@pytest.mark.parametrize(
    ("user", "events", "setup", "reason"),
    [
        ("Hello?", [], None, NO_TRANSCRIPT),
        ("Hello?", [heard(1, ""), heard(1, " ")], None, NO_TRANSCRIPT),
        ("Hello?", [], {"outputAudioTranscription": {}}, "the setup did not ask for input transcription"),
        ("Hello?", [], {"input_audio_transcription": {}}, NO_TRANSCRIPT),
        (AudioInput("a.wav"), [heard(1, "x")], None, "the words of the audio are not known; give `transcript`"),
        (TextInput("Hello?"), [heard(1, "x")], None, "the turn is typed: there is nothing to transcribe"),
        ("...", [heard(1, "oh dear")], None, "the reference is empty: 2 words inserted, no rate"),
    ],
)
def test_without_data_it_is_unscored_and_fails_an_expectation(
    user: Any, events: list[Any], setup: Any, reason: str
) -> None:
    score = input_score(user, *events, setup=setup)
    assert (score.value, score.passed, score.explanation) == (None, None, reason)
    expected = input_score(user, *events, setup=setup, input=LIMIT)
    assert (expected.value, expected.passed, expected.explanation) == (None, False, reason)


def test_a_transcript_nobody_asked_for_is_scored() -> None:
    assert input_score("Hello?", heard(1, "hello"), setup={"tools": []}).value == 0


def test_words_heard_in_silence_are_insertions_without_a_rate() -> None:
    score = input_score(SilenceInput(3), heard(1, "thank you"))
    assert score.value is None
    assert counts_of(score) == (0, 0, 0, 2)


def test_control_tokens_are_noted() -> None:
    score = input_score("Hello.", heard(1, "<ctrl46>hello"))
    assert score.explanation == "0 errors in 1 words; control tokens such as <ctrl46> were left out"


def test_languages_without_spaces_are_counted_in_characters() -> None:
    score = input_score("今天天气好。", heard(1, "今天 天器好"), language="zh-CN")
    assert (score.metric, score.value) == ("input_cer", 0.2)
    assert score.detail["reference"] == "今天天气好"
    assert score.explanation == '1 error in 5 characters; got "今天天器好" for "今天天气好"'


def test_hindi_keeps_its_vowels() -> None:
    assert input_score("नमस्ते दुनिया", heard(1, "नमस्त दुनिया"), language="hi").value == 0.5


def conversation(*heard_texts: str | None) -> Trace:
    users = ["Is it raining?", "And tomorrow in the city of Oslo, please?", "Bye."]
    turns = [
        a_turn(user, *([] if words is None else [heard(place, words)]))
        for place, (user, words) in enumerate(zip(users, heard_texts, strict=False))
    ]
    return a_trace(*turns)


def test_the_session_pools_counts_and_never_averages_rates() -> None:
    score = scores(conversation("it is", "and tomorrow in the city of oslo please", "bye"), True, input=LIMIT)[
        "input_wer"
    ]
    # "is it raining" / "it is": two of three wrong; then 0 of 8 and 0 of 1. The mean of the rates would be 0.22.
    assert score.value == 2 / 12
    assert (score.turn, score.passed, score.explanation) == (None, False, "2 errors in 12 words")
    assert [turn["turn"] for turn in score.detail["turns"]] == [0, 1, 2]
    assert score.detail["turns_without_transcript"] == []
    assert score.evidence == (0, 1, 2)


def test_a_turn_that_was_not_transcribed_fails_the_session_whatever_the_rest() -> None:
    trace = conversation("is it raining", None, "bye")
    score = scores(trace, True, input=LIMIT)["input_wer"]
    assert (score.value, score.passed) == (0, False)
    assert score.explanation == f"0 errors in 4 words; turn 2: {NO_TRANSCRIPT}"
    assert score.detail["turns_without_transcript"] == [1]
    assert scores(trace, True)["input_wer"].passed is None


def test_a_session_without_any_transcript() -> None:
    score = scores(conversation(None, None), True, input=LIMIT)["input_wer"]
    assert (score.value, score.passed, score.detail) == (None, False, {})
    assert score.explanation == f"turn 1: {NO_TRANSCRIPT}; turn 2: {NO_TRANSCRIPT}"


def test_a_session_without_turns() -> None:
    score = scores(a_trace(), True)["input_wer"]
    assert (score.value, score.explanation) == (None, "no reference is known")


def test_typed_and_silent_turns_in_a_session() -> None:
    trace = a_trace(
        a_turn("Is it raining?", heard(1, "is it raining")),
        a_turn(TextInput("Thanks")),
        a_turn(SilenceInput(2), heard(5, "you")),
    )
    score = scores(trace, True, input={"max": 0.4})["input_wer"]
    assert (score.value, score.passed) == (1 / 3, True)


@pytest.mark.parametrize("events", [[said(1, "It is "), said(2, "12 degrees.")], [text(1, "It is 12 degrees.")]])
def test_output_against_a_reference(events: Sequence[Any]) -> None:
    trace = a_trace(a_turn("?", *events, text(3, "a thought", thought=True)))
    found = scores(trace, output={"reference": "It's twelve degrees now", "max": 0.25})
    assert (found["output_wer"].value, found["output_wer"].passed) == (1 / 5, True)
    assert found["output_wer"].expected == "≤ 0.25"


def test_output_that_never_came() -> None:
    found = scores(a_trace(a_turn("?")), output={"reference": "Hello"})["output_wer"]
    assert (found.passed, found.explanation) == (None, "the server sent no output transcription")
    found = scores(a_trace(a_turn("?"), setup={}), output={"reference": "Hello", "max": 1})["output_wer"]
    assert (found.passed, found.explanation) == (False, "the setup did not ask for output transcription")


def test_output_of_the_session_pools_the_references_of_its_turns() -> None:
    trace = a_trace(
        a_turn("a", said(1, "one fish"), expect={"wer": {"output": {"reference": "one fish"}}}),
        a_turn("b", said(3, "red"), expect={"wer": {"output": {"reference": "two red fish"}}}),
        a_turn("c", said(5, "anything")),
    )
    score = scores(trace, True, output={"max": 0.5})["output_wer"]
    assert (score.value, score.passed) == (2 / 5, True)
    whole = scores(trace, True, output={"reference": "one fish red anything"})["output_wer"]
    assert (whole.value, whole.turn) == (0, None)
    assert "turns" not in whole.detail


def test_output_without_a_reference_anywhere() -> None:
    score = scores(a_trace(a_turn("?", said(1, "hi"))), output=LIMIT)["output_wer"]
    assert (score.value, score.passed, score.explanation) == (None, False, "no reference is known")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"inputs": {}}, "wer: unknown argument 'inputs'; did you mean 'input'?"),
        ({"input": 0.1}, "wer.input: expected a limit, found 0.1; write input: {max: 0.1}"),
        (
            {"input": {"reference": "x"}},
            "wer.input: unknown argument 'reference'; known: max, min, cer, mer, missing_head, missing_tail",
        ),
        ({"output": {"referense": "x"}}, "wer.output: unknown argument 'referense'; did you mean 'reference'?"),
        ({"output": {"reference": 5}}, "wer.output.reference: must be the words expected, not 5"),
        ({"output": {"reference": "x", "max": "y"}}, "wer.output.max: expected a finite number, found 'y'"),
        ({"input": {"cer": 0.1}}, "wer.input.cer: expected a limit, found 0.1; write cer: {max: 0.1}"),
        ({"input": {"mer": False}}, "wer.input.mer: expected a limit, found False; write {max: …}, {min: …} or both"),
        ({"input": {"missing_heat": True}}, "wer.input: unknown argument 'missing_heat'; did you mean 'missing_head'?"),
        ({"input": []}, "wer.input: expected a limit, found []; write {max: …}, {min: …} or both"),
        ({"output": {}}, "wer.output: expected a limit, found {}; write {max: …}, {min: …} or both"),
    ],
)
def test_bad_arguments_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        wer(**args)
    assert str(caught.value) == message
