"""A scenario with a judge, and an answerer that votes without any model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from evalkit.errors import EvalkitError
from evalkit.recording.annotation import Annotation, AnnotationKind
from evalkit.recording.annotation_file import append_annotations, read_annotations
from evalkit.recording.model import Recording
from evalkit.recording.store import read_recording
from evalkit.scorers.failed_answer import failed
from evalkit.scorers.question import Question
from evalkit.scoring import questions

__all__ = ["FakeJudge", "judged_scenario", "made_up", "votes_in"]


def judged_scenario(answer: str = "Hello there.", votes: int = 3, limit: str = ", min: 0.5") -> str:
    """A scenario file: one typed turn, and a judge beside what is measured."""
    return f"""
turns:
  - text: Hello?
    expect:
      transcript: {{contains: there}}
      judge: {{votes: {votes}, criteria: {{kind: {{rubric: It is kind.{limit}}}}}}}
mock:
  turns:
    - - {{write: {answer}, after_ms: 100}}
"""


@dataclass
class FakeJudge:
    """Votes `score`, or fails as it is told to: `fails` is asked with each vote's number."""

    score: float = 0.75
    fails: Callable[[int], EvalkitError | Exception | str | None] = lambda _: None
    kind: AnnotationKind = "judgement"
    name: str = "fake"
    asked: list[tuple[str, int]] = field(default_factory=list)

    def answer(self, question: Question, vote: int) -> Annotation:
        self.asked.append((question.key, vote))
        problem = self.fails(vote)
        if isinstance(problem, Exception):
            raise problem
        votes = {name: {"score": self.score, "why": "So it is."} for name in question.asked["criteria"]}
        return Annotation(
            kind=self.kind,
            key=question.key,
            vote=vote,
            by=self.name,
            provenance="recorded",
            asked=question.facts,
            answer={"votes": votes} if problem is None else failed(problem),
            usage={"cost_usd": 0.01},
        )


def made_up(folder: Path, score: float = 1.0) -> Recording:
    """Puts made-up votes beside a recording."""
    recording = read_recording(folder)
    for question in questions(recording):
        for vote in range(1, question.votes + 1):
            answer = {"votes": {name: {"score": score, "why": "Made up."} for name in question.asked["criteria"]}}
            made = Annotation(
                kind="judgement",
                key=question.key,
                vote=vote,
                by="nobody",
                provenance="synthetic",
                asked=question.facts,
                answer=answer,
            )
            append_annotations(folder, (made,))
    return recording


def votes_in(folder: Path) -> list[tuple[int, str]]:
    """Number and judge of each answer that is kept."""
    return [(each.vote, each.by) for each in read_annotations(folder)]
