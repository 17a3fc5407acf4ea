"""What there is to ask a judge about a stored run, what that costs, and the asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.profiles.text_prices import AUDIO_TOKENS_PER_S, TextPrice
from evalkit.recording.annotation import AnnotationKind
from evalkit.recording.model import Recording
from evalkit.recording.store import read_recording
from evalkit.runner.annotating import Annotated, Answerer, Open, annotate, open_questions
from evalkit.runner.judgement import stored_judgement
from evalkit.runner.run_folder import read_run

__all__ = ["Asked", "Estimate", "ask", "estimate", "pending"]

_CHARACTERS_PER_TOKEN = 4
_TOKENS_PER_CRITERION = 60
"""Of an answer: a sentence and a score."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An attempt of a stored run with what is still open about it."""

    folder: Path
    recording: Recording
    open: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking amounts to, without a model's thoughts, which nobody can foretell."""

    questions: int = 0
    votes: int = 0
    audio_s: float = 0.0
    """Summed over votes: each hears it again."""
    usd: float | None = None
    """None where the price is not known."""


def pending(folder: Path, kind: AnnotationKind = "judgement") -> tuple[Asked, ...]:
    """Returns the attempts of a stored run that were measured and of which something is to be asked.

    What their scenarios expected by what the run was scored last is what counts.

    Raises:
        RecordingError: the run, or what it holds, cannot be read.
        ScenarioErrors: an attempt's scenario is not one.
    """
    judgement = stored_judgement(folder)
    found: list[Asked] = []
    for result in read_run(folder).attempts:
        if result.status in ("infra", "invalid") or not result.folder:
            continue
        attempt = folder / result.folder
        recording = read_recording(attempt)
        judged = replace(recording, header=replace(recording.header, scenario=judgement.of(recording.header)))
        wanted = tuple(each for each in open_questions(judged, attempt) if each.question.kind == kind)
        if wanted:
            found.append(Asked(attempt, judged, wanted))
    return tuple(found)


def estimate(asked: Sequence[Asked], price: TextPrice | None) -> Estimate:
    """Returns how much is asked and about what it costs; a question that several attempts share is asked once."""
    votes = {(each.question.key, vote): each for one in asked for each in one.open for vote in each.votes}
    return Estimate(
        questions=len({key for key, _ in votes}),
        votes=len(votes),
        audio_s=sum(_audio_s(each) for each in votes.values()),
        usd=None if price is None else sum(_usd(each, price) for each in votes.values()),
    )


def ask(asked: Sequence[Asked], answerer: Answerer, on_annotated: Callable[[Asked, Annotated], None]) -> None:
    """Asks everything, and keeps each answer as it comes.

    Raises:
        RecordingError: an answer cannot be written.
    """
    for each in asked:
        on_annotated(each, annotate(each.recording, each.folder, (answerer,)))


def _audio_s(wanted: Open) -> float:
    return sum(float(heard.facts["seconds"]) for heard in wanted.question.heard)


def _usd(wanted: Open, price: TextPrice) -> float:
    asked = wanted.question.asked
    text = sum(len(part) for part in _texts(asked.get("instructions"), asked.get("prompt"))) / _CHARACTERS_PER_TOKEN
    out = _TOKENS_PER_CRITERION * len(asked.get("criteria") or ())
    audio = _audio_s(wanted) * AUDIO_TOKENS_PER_S
    return (text * price.text_in + audio * price.audio_in + out * price.out) / 1e6


def _texts(*values: object) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))
