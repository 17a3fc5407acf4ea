"""Words looked for in what was said, on traces whose answer is known."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.transcript import transcript
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, audio, heard, said, text


def score(trace: Trace, session: bool = False, **args: Any) -> Score:
    (found,) = transcript(**args)(trace, trace.session if session else trace.turns[0])
    return found


def saying(*words: str, language: str = "en") -> Trace:
    pieces = [said(2 + place / 10, piece) for place, piece in enumerate(words)]
    return a_trace(a_turn("?", heard(1, "what is it"), *pieces), language=language)


@pytest.mark.parametrize(
    ("words", "args", "holds"),
    [
        ("It is 12 degrees.", {"contains": "12"}, True),
        ("It is twelve degrees.", {"contains": 12}, True),
        ("It is 112 degrees.", {"contains": "12"}, False),
        ("It is minus twelve degrees.", {"contains": "12"}, False),
        ("It is 12.5 degrees.", {"contains": "12"}, False),
        ("It's 12% or so.", {"contains": "12"}, True),
        ("It costs twelve dollars.", {"contains": "$12"}, True),
        ("Your code is four eight two nine one.", {"contains": "48291"}, True),
        ("At seven thirty.", {"contains": "7:30"}, True),
        ("At 7:30 p.m.", {"contains": "seven thirty"}, True),
        ("A party!", {"contains": "art"}, False),
        ("New York, of course.", {"contains": "new york"}, True),
        ("New. And York.", {"contains": "new york"}, False),
        ("York is new.", {"contains": "new york"}, False),
        ("Oslo and Paris", {"contains": ["paris", "oslo"]}, True),
        ("Oslo and Rome", {"contains": ["paris", "oslo"]}, False),
        ("Really?", {"contains": "?"}, True),
        ("Um, yes.", {"contains": "um"}, True),
        ("Yes.", {"contains": "um"}, False),
        ("It is twelve degrees.", {"matches": "twelve DEGREES"}, True),
        ("It is twelve degrees.", {"matches": "/Twelve/"}, False),
        ("It is twelve degrees.", {"matches": ["^it", r"\.$"]}, True),
        ("It is twelve degrees.", {"matches": "12"}, False),
        ("It is twelve degrees.", {"not_contains": "13"}, True),
        ("It is thirteen degrees.", {"not_contains": "13"}, False),
        ("It is thirteen degrees.", {"not_matches": "/sorry/i"}, True),
        ("Sorry, no.", {"not_matches": ["x", "sorry"]}, False),
        ("<ctrl46>Yes.", {"matches": "^ *yes"}, True),
        ("Paris, not Rome", {"contains": "paris", "not_contains": "rome"}, False),
    ],
)
def test_known_answers(words: str, args: dict[str, Any], holds: bool) -> None:
    found = score(saying(words), **args)
    assert (found.value, found.passed) == (float(holds), holds)
    assert (found.metric, found.better, found.turn, found.version) == ("transcript_ok", "higher", 0, 3)


@pytest.mark.parametrize(
    ("language", "words", "part", "holds"),
    [
        ("zh", "现在是12度。", "12", True),
        ("zh", "现在是112度。", "12", False),
        ("zh", "今天天气很好", "天气", True),
        ("ja", "今日はABCです", "abc", True),
        ("ja", "今日はABCDです", "abc", False),
        ("hi", "नमस्ते दुनिया।", "नमस्ते", True),
        ("hi", "नमस्ते दुनिया।", "नमस्त", False),
        ("fr", "L'été arrive", "ÉTÉ", True),
    ],
)
def test_other_languages(language: str, words: str, part: str, holds: bool) -> None:
    assert score(saying(words, language=language), contains=part).passed is holds


def test_pieces_are_joined_as_they_came() -> None:
    assert score(saying("It is twe", "lve deg", "rees."), contains="12 degrees").passed


def test_explanation_and_detail_say_what_was_said() -> None:
    found = score(saying("It is 13 degrees."), contains=["12", "degrees"], not_matches="/thirteen|13/")
    assert found.explanation == 'lacks "12"; matches /thirteen|13/; said "It is 13 degrees."'
    assert found.expected == 'contains "12", contains "degrees", does not match /thirteen|13/'
    assert found.detail == {
        "of": "output",
        "text": "It is 13 degrees.",
        "complaints": ['lacks "12"', "matches /thirteen|13/"],
        "normalizer": "english/3",
    }
    assert found.evidence == (1,)
    assert score(saying("Yes. " * 100), contains="yes").explanation == f'said "{("Yes. " * 100)[:119]}…"'


def test_what_the_server_heard() -> None:
    found = score(saying("Something else"), contains="what is it", of="input")
    assert (found.passed, found.explanation) == (True, 'heard "what is it"')


def test_text_parts_stand_in_for_a_transcript_and_thoughts_never_do() -> None:
    trace = a_trace(a_turn("?", text(1, "secret 12", thought=True), text(2, "It is "), text(3, "13.")))
    assert score(trace, contains="13").passed
    assert not score(trace, contains="12").passed
    assert score(trace, contains="13", of="text").explanation == 'wrote "It is 13."'


def test_a_transcript_goes_before_stray_text() -> None:
    trace = a_trace(a_turn("?", text(1, "stray"), said(2, "spoken")))
    assert not score(trace, contains="stray").passed
    assert score(trace, contains="stray", of="text").passed
    assert not score(trace, contains="spoken", of="text").passed


@pytest.mark.parametrize(
    ("events", "setup", "args", "reason"),
    [
        ([audio(1)], None, {"contains": "x"}, "no transcript"),
        ([audio(1)], None, {"not_contains": "x"}, "no transcript"),
        ([said(1, " ")], None, {"contains": "x"}, "no transcript"),
        ([text(1, "x", thought=True)], None, {"contains": "x"}, "no transcript"),
        ([audio(1)], {}, {"contains": "x"}, "no transcript: the setup did not ask for output transcription"),
        ([], {}, {"contains": "x", "of": "input"}, "no transcript: the setup did not ask for input transcription"),
        ([said(1, "x")], {}, {"contains": "x", "of": "text"}, "no transcript"),
    ],
)
def test_no_transcript_fails_and_is_unscored(events: Any, setup: Any, args: dict[str, Any], reason: str) -> None:
    found = score(a_trace(a_turn("?", *events), setup=setup), **args)
    assert (found.value, found.passed, found.explanation) == (None, False, reason)


def test_the_session_joins_its_turns() -> None:
    trace = a_trace(
        a_turn("a", said(1, "It is new")),
        a_turn("b", text(2, "York it is")),
        a_turn("c", said(3, "<ctrl46>Bye")),
    )
    found = score(trace, session=True, contains=["new york", "bye"], matches="/^York/m")
    assert (found.passed, found.turn, found.evidence) == (True, None, (0, 1, 2))
    assert not score(trace, session=True, matches="newYork").passed


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {},
            "transcript: nothing to look for; give `contains`, `matches`, `not_contains` or `not_matches`",
        ),
        ({"contain": "x"}, "transcript: unknown argument 'contain'; did you mean 'contains'?"),
        ({"contains": []}, "transcript.contains: must not be an empty list"),
        ({"contains": " "}, 'transcript.contains: must be text or a list of texts, not " "'),
        ({"not_contains": ["x", None]}, "transcript.not_contains: must be text or a list of texts, not null"),
        ({"contains": {"x": 1}}, 'transcript.contains: must be text or a list of texts, not {"x": 1}'),
        (
            {"matches": "("},
            'transcript.matches: bad regular expression "(": missing ), unterminated subpattern at position 0; '
            "for plain text use `equals`",
        ),
        (
            {"contains": "x", "of": "outputs"},
            "transcript.of: must be input, output or text, not \"outputs\"; did you mean 'output'?",
        ),
        ({"contains": "x", "of": 5}, "transcript.of: must be input, output or text, not 5"),
        ({"contains": "x", "of": ["input"]}, 'transcript.of: must be input, output or text, not ["input"]'),
    ],
)
def test_bad_arguments_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        transcript(**args)
    assert str(caught.value) == message


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30), st.text(min_size=1, max_size=5), st.sampled_from(["en", "zh", "hi"]))
def test_containing_is_the_opposite_of_not_containing(words: str, part: str, language: str) -> None:
    trace = saying(words, language=language)
    try:
        one, other = score(trace, contains=part), score(trace, not_contains=part)
    except UsageError:
        assert not part.strip()
        return
    if words.strip():
        assert one.passed is not other.passed
    else:
        assert one.passed is other.passed is False
