"""What follows when an attempt has ended: its questions are answered, it is scored, and its fault, if any, named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from evalkit.endpoints.replay import reference_folder
from evalkit.errors import ConnectError, EvalkitError
from evalkit.recording.model import Recording
from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult, Failure
from evalkit.runner.attempt import score_attempt
from evalkit.runner.faults import Fault, fault_of
from evalkit.runner.timelines import write_timeline
from evalkit.scenario.model import Scenario

__all__ = ["Answer", "Ended", "read_and_score"]

Answer: TypeAlias = Callable[[Recording, Path, Path | None], None]
"""Has the questions about a recording answered, given its folder and that of the scenario's reference recording."""


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt that was played."""

    scenario: Scenario
    folder: Path
    run_folder: Path
    reference: str
    """Provenance of what answered; empty for a live endpoint."""
    refusal: ConnectError | None
    """Why it could not be connected to; None when it could."""


def read_and_score(ended: Ended, answer: Answer) -> tuple[AttemptResult, Fault | None]:
    """Reads an attempt back, has its questions answered, scores it, and writes its timeline beside it.

    Raises:
        RecordingError: the recording cannot be read.
    """
    recording = read_recording(ended.folder)
    unanswered = _answered(recording, ended, answer)
    result = score_attempt(recording, ended.folder, ended.run_folder, ended.reference)
    write_timeline(ended.folder, recording)
    if unanswered is not None and result.failure is None:
        result = replace(result, status="invalid", failure=unanswered)
    return result, fault_of(result, recording.close, ended.refusal)


def _answered(recording: Recording, ended: Ended, answer: Answer) -> Failure | None:
    """Kept answers that cannot be read are a mistake in the files, and no reason to lose the attempt."""
    try:
        answer(recording, ended.folder, None if ended.scenario.root is None else reference_folder(ended.scenario))
    except EvalkitError as error:
        return Failure(kind=type(error).__name__, message=str(error))
    return None
