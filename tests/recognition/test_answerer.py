from collections.abc import Mapping
from typing import Any

import pytest

from evalkit.recognition.answerer import RecognitionAnswerer
from evalkit.recognition.engine import Recognised, Segment
from evalkit.runner.annotating import Answerer
from evalkit.scorers.failed_answer import failure_of
from evalkit.scorers.question import Heard, Question
from tests.recognition.fakes import FakeRecogniser
from tests.traces import tone

HALF_A_SECOND = Heard(tone(0.5), 24_000)
IN_ENGLISH = {"task": "transcribe", "language": "en-GB"}


def a_question(asked: Mapping[str, Any], *heard: Heard) -> Question:
    return Question("recognition", asked, heard)


def test_what_was_heard_becomes_an_annotation() -> None:
    engine = FakeRecogniser(Recognised("Hello there.", (Segment(0.1, 0.4, "Hello there."),)))
    answerer: Answerer = RecognitionAnswerer(engine)
    question = a_question(IN_ENGLISH, HALF_A_SECOND)
    found = answerer.answer(question, 1)
    assert (found.kind, found.key, found.vote, found.provenance) == ("recognition", question.key, 1, "recorded")
    assert (found.by, found.asked) == ("a fake engine 1.0", question.facts)
    assert found.answer == {
        "text": "Hello there.",
        "segments": [{"start_s": 0.1, "end_s": 0.4, "text": "Hello there."}],
    }
    assert found.usage == {"audio_s": 0.5}
    assert engine.heard == [(12_000, 24_000, "en-GB")]


def test_no_words_are_an_answer() -> None:
    found = RecognitionAnswerer(FakeRecogniser(Recognised(""))).answer(a_question(IN_ENGLISH, HALF_A_SECOND), 1)
    assert found.answer == {"text": "", "segments": []}
    assert not failure_of(found)


def test_doubt_is_kept() -> None:
    engine = FakeRecogniser(Recognised("la la la", doubt="it repeats itself"))
    found = RecognitionAnswerer(engine).answer(a_question(IN_ENGLISH, HALF_A_SECOND), 1)
    assert found.answer["doubt"] == "it repeats itself"


def test_an_unknown_language_fails_this_question_alone() -> None:
    engine = FakeRecogniser()
    question = a_question({"task": "transcribe", "language": "hi"}, HALF_A_SECOND)
    found = RecognitionAnswerer(engine).answer(question, 1)
    assert failure_of(found) == (
        "its weights do not know the language 'hi'; name others that do with --asr-model FOLDER"
    )
    assert engine.heard == []


@pytest.mark.parametrize(
    "question",
    [
        a_question({"task": "translate", "language": "en"}, HALF_A_SECOND),
        a_question({"task": "transcribe"}, HALF_A_SECOND),
        a_question(IN_ENGLISH),
        a_question(IN_ENGLISH, HALF_A_SECOND, HALF_A_SECOND),
    ],
)
def test_another_question_fails(question: Question) -> None:
    found = RecognitionAnswerer(FakeRecogniser()).answer(question, 1)
    assert failure_of(found) == "a recogniser writes down one piece of audio, and something else was asked"
