"""Has the questions about a recording answered once, and keeps what came beside it.

Scorers are pure, so what they need a model for is asked before them: `scoring.questions` says what, an *answerer* asks
its model, and `annotations.jsonl` in the attempt's folder keeps every answer with its question. An answer that was kept
with the reference recording answers its replay too, for the same question about the same answer has the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from evalkit.errors import EvalkitError
from evalkit.recording.annotation import Annotation, AnnotationKind
from evalkit.recording.annotation_file import append_annotations, read_annotations
from evalkit.recording.model import Recording
from evalkit.recording.redact import Redactor
from evalkit.scorers.failed_answer import failed, failure_of
from evalkit.scorers.question import Question
from evalkit.scoring import questions

__all__ = ["Annotated", "Answerer", "Open", "annotate", "fitting_answers", "open_questions"]


class Answerer(Protocol):
    """Somebody who can be asked about recordings: a judge, a speech recogniser.

    One answerer serves a whole run, whose attempts may end side by side: it must be safe to share between threads.
    """

    @property
    def kind(self) -> AnnotationKind:
        """The kind of questions it answers."""

    @property
    def name(self) -> str:
        """What it is called where it could not even be asked: a model's name."""

    def answer(self, question: Question, vote: int) -> Annotation:
        """Answers one question; blocks as long as that takes.

        Args:
            question: of this answerer's kind.
            vote: which answer to this question it is, from 1.

        Returns:
            An annotation of the question's `kind`, `key` and `facts` (as `asked`) and of this vote. Where this one
            question got no usable answer, its `answer` is made by `evalkit.scorers.failed_answer.failed`.

        Raises:
            EvalkitError: the next question would fare no better. Nothing more is asked about this recording; the
                reason is kept as a failed answer to every question that is left, which a scorer reads with
                `failure_of`.
        """


@dataclass(frozen=True, slots=True)
class Open:
    """A question that still lacks answers."""

    question: Question
    votes: tuple[int, ...]
    """Which, from 1; never empty."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """What became of a recording's questions."""

    kept: int = 0
    """Answers taken over from the reference recording."""
    asked: int = 0
    """Answers that were asked for and came."""
    failed: int = 0
    """Answers that were asked for and did not come."""
    left: int = 0
    """Votes that were no more asked for, after asking was given up or was to stop."""
    problem: str = ""
    """Why asking was given up; empty when it was not."""


def annotate(
    recording: Recording,
    folder: Path,
    answerers: Sequence[Answerer] = (),
    reference_folder: Path | None = None,
    redactor: Redactor | None = None,
    on_answer: Callable[[Annotation], None] | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Annotated:
    """Answers what a recording's scorers ask, as far as it is unanswered: from the reference, then by the answerers.

    Each answer is written as it comes, so that a crash loses no answer that was paid for. Nobody is asked about a
    session that failed. A made-up answer is replaced as soon as there is somebody to ask. Without answerers this opens
    no connection, and costs nothing where the reference has no answers either.

    Args:
        recording: one attempt, as it was read from `folder`.
        folder: where its answers are kept.
        answerers: who may be asked; several of one kind: the first.
        reference_folder: of the recording that may have been replayed; its answers are taken where they fit.
        redactor: goes over every line before it is written.
        on_answer: called with each answer that was asked for, failed ones included.
        stopping: says before each vote whether nobody is to be asked any more; what is left stays open.

    Raises:
        RecordingError: answers that are kept cannot be read, or new ones cannot be written.
        ScenarioErrors: the scenario that the recording embeds is not one.
    """
    offered = () if reference_folder is None or reference_folder == folder else read_annotations(reference_folder)
    if not offered and not answerers:
        return Annotated()
    asked = questions(recording)
    if _failed(recording):
        answerers = ()
    taken = _taken_over(asked, read_annotations(folder), offered)
    append_annotations(folder, taken, redactor)
    asking = _Asking(folder, redactor, on_answer or (lambda _: None), stopping)
    # Of several of one kind the first.
    for kind, answerer in {each.kind: each for each in reversed(answerers)}.items():
        of_kind = [question for question in asked if question.kind == kind]
        asking.ask(answerer, _open(of_kind, read_annotations(folder)))
    return replace(asking.outcome, kept=len(taken))


def open_questions(recording: Recording, folder: Path) -> tuple[Open, ...]:
    """Returns what a recording's scorers still want answered, for which a failed or a made-up answer is none.

    Of a session that failed that is nothing.

    Raises:
        RecordingError: the answers in the folder cannot be read.
        ScenarioErrors: the scenario that the recording embeds is not one.
    """
    return () if _failed(recording) else _open(questions(recording), read_annotations(folder))


def fitting_answers(recording: Recording, *folders: Path) -> tuple[Annotation, ...]:
    """Returns the answers in these folders that answer what this recording's scorers ask, the first folder's first.

    Raises:
        RecordingError: a folder's answers cannot be read.
        ScenarioErrors: the scenario that the recording embeds is not one.
    """
    offered = [read_annotations(folder) for folder in folders]
    if not any(offered):
        return ()
    asked = questions(recording)
    found: tuple[Annotation, ...] = ()
    for answers in offered:
        found += _taken_over(asked, found, answers)
    return found


class _Asking:
    """Asks, and counts what became of it."""

    def __init__(
        self,
        folder: Path,
        redactor: Redactor | None,
        on_answer: Callable[[Annotation], None],
        stopping: Callable[[], bool],
    ) -> None:
        self.outcome = Annotated()
        self._folder, self._redactor, self._on_answer, self._stopping = folder, redactor, on_answer, stopping

    def ask(self, answerer: Answerer, wanted: Iterable[Open]) -> None:
        problem = ""
        for open_question in wanted:
            for number, vote in enumerate(open_question.votes):
                if (problem and number) or self._stopping():
                    self.outcome = replace(self.outcome, left=self.outcome.left + 1)
                    continue
                answer, problem = _answered(answerer, open_question.question, vote, problem)
                self._keep(answer)
        if problem:
            self.outcome = replace(self.outcome, problem=problem)

    def _keep(self, answer: Annotation) -> None:
        if not answer.made_at:
            answer = replace(answer, made_at=datetime.now(UTC).isoformat(timespec="seconds"))
        append_annotations(self._folder, (answer,), self._redactor)
        if failure_of(answer):
            self.outcome = replace(self.outcome, failed=self.outcome.failed + 1)
        else:
            self.outcome = replace(self.outcome, asked=self.outcome.asked + 1)
        self._on_answer(answer)


def _answered(answerer: Answerer, question: Question, vote: int, problem: str) -> tuple[Annotation, str]:
    """One answer, and why there will be no further one; with a `problem` from before, nobody is asked."""
    if not problem:
        try:
            return answerer.answer(question, vote), ""
        except EvalkitError as error:
            problem = str(error)
        except Exception as error:
            # An answerer may be a plugin, or lean on a library that raises anything; the recording is worth more.
            problem = " ".join(f"{answerer.name} failed: {type(error).__name__}: {error}".split())
    answer = Annotation(
        kind=question.kind,
        key=question.key,
        vote=vote,
        by=answerer.name,
        provenance="recorded",
        asked=question.facts,
        answer=failed(problem),
    )
    return answer, problem


def _open(asked: Iterable[Question], answers: Sequence[Annotation]) -> tuple[Open, ...]:
    return tuple(each for each in _with_missing_votes(asked, answers) if each.votes)


def _with_missing_votes(asked: Iterable[Question], answers: Sequence[Annotation]) -> Iterator[Open]:
    latest = _latest(answers)
    for question in asked:
        known = {vote for vote in range(1, question.votes + 1) if _stands(latest.get((question.key, vote)))}
        yield Open(question, tuple(vote for vote in range(1, question.votes + 1) if vote not in known))


def _taken_over(
    asked: Iterable[Question], there: Sequence[Annotation], offered: Sequence[Annotation]
) -> tuple[Annotation, ...]:
    """Of the answers on offer, the latest of each vote that is wanted and not there yet."""
    found, latest = _latest(there), _latest(offered)
    wanted = [(question.key, vote) for question in asked for vote in range(1, question.votes + 1)]
    return tuple(latest[place] for place in wanted if place in latest and place not in found)


def _latest(answers: Iterable[Annotation]) -> dict[tuple[str, int], Annotation]:
    return {(answer.key, answer.vote): answer for answer in answers}


def _stands(answer: Annotation | None) -> bool:
    return answer is not None and answer.provenance == "recorded" and not failure_of(answer)


def _failed(recording: Recording) -> bool:
    return any(mark.name == "session_failed" for mark in recording.marks)
