"""Votes for tests of `judge`, put beside hand-made traces as if a judge had been asked about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from evalkit.recording.annotation import Annotation
from evalkit.scorers.failed_answer import failed
from evalkit.scorers.judge import questions
from evalkit.scorers.question import Question
from evalkit.trace.trace import Trace

__all__ = ["asked_about", "failed_vote", "judged", "vote", "with_annotations"]

BY = "gemini-3.8-flash"


def asked_about(trace: Trace, args: Mapping[str, Any], turn: int | None = 0) -> Question:
    """The one question."""
    window = trace.session if turn is None else trace.turns[turn]
    [question] = questions(trace, window, **args)
    return question


def vote(
    question: Question,
    number: int,
    scores: Sequence[float],
    *,
    by: str = BY,
    provenance: Literal["recorded", "synthetic"] = "recorded",
    usage: Mapping[str, Any] | None = None,
) -> Annotation:
    """One vote: a score for each criterion, in order."""
    names = question.asked["criteria"]
    votes = {
        name: {"score": score, "why": f"Why {name} has {score:g}."} for name, score in zip(names, scores, strict=True)
    }
    return Annotation(
        kind="judgement",
        key=question.key,
        vote=number,
        by=by,
        provenance=provenance,
        asked=question.facts,
        answer={"votes": votes, "reply": "{}"},
        usage=usage or {},
    )


def failed_vote(question: Question, number: int, why: str, usage: Mapping[str, Any] | None = None) -> Annotation:
    """A vote that was asked for and did not come."""
    made = vote(question, number, [0.0] * len(question.asked["criteria"]), usage=usage)
    return replace(made, answer=failed(why))


def judged(trace: Trace, args: Mapping[str, Any], *scores: Sequence[float], turn: int | None = 0, **rest: Any) -> Trace:
    """The trace with these votes, one sequence of scores each, numbered from 1."""
    question = asked_about(trace, args, turn)
    made = [vote(question, number, each, **rest) for number, each in enumerate(scores, start=1)]
    return with_annotations(trace, *made)


def with_annotations(trace: Trace, *annotations: Annotation) -> Trace:
    """The trace with these annotations after those it has."""
    return replace(trace, annotations=(*trace.annotations, *annotations))
