"""Traces whose answers somebody has listened to, for tests of `recognition`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evalkit.recording.annotation import Annotation
from evalkit.scorers.question import Question
from evalkit.scorers.recognition import questions
from evalkit.trace.trace import Trace
from tests.traces import TurnDraft, a_trace, a_turn, audio, said, turn_complete

__all__ = ["ENGINE", "a_draft", "an_answer", "annotated", "recognised", "spoken_answer"]

ENGINE = "a fake engine 1.0"


def an_answer(question: Question, answer: Mapping[str, Any]) -> Annotation:
    """What an engine gave to this question."""
    return Annotation(
        kind="recognition",
        key=question.key,
        by=ENGINE,
        provenance="recorded",
        asked=question.facts,
        answer=answer,
    )


def annotated(trace: Trace, *answers: Mapping[str, Any]) -> Trace:
    """The trace with these answers to its questions, in order; further ones stay open."""
    asked = questions(trace, trace.session)
    assert len({question.key for question in asked}) == len(asked), "answers of one length would be one question"
    given = tuple(an_answer(question, answer) for question, answer in zip(asked, answers, strict=False))
    return replace(trace, annotations=given)


def recognised(trace: Trace, *texts: str) -> Trace:
    """The trace with these texts heard in its answers, in order."""
    return annotated(trace, *({"text": text, "segments": []} for text in texts))


def spoken_answer(transcript: str, heard: str, *, language: str = "en", seconds: float = 0.2) -> Trace:
    """One spoken turn whose answer is whole: its transcript, and what a recogniser heard."""
    return recognised(a_trace(a_draft(transcript, seconds), language=language), heard)


def a_draft(transcript: str, seconds: float = 0.2) -> TurnDraft:
    """A spoken turn with a whole answer."""
    return a_turn("Go on.", audio(1.5, seconds), said(1.6, transcript), turn_complete(3.0))
