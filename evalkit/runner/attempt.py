"""Plays one attempt: opens, records, closes, scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from evalkit.clock import Stopwatch
from evalkit.endpoints.base import Endpoint
from evalkit.errors import EvalkitError
from evalkit.recording.model import Header, Item
from evalkit.recording.redact import Redactor
from evalkit.recording.store import RecordingWriter, read_recording
from evalkit.results import AttemptResult
from evalkit.runner.plan import PlannedAttempt
from evalkit.runner.preparation import Spoken
from evalkit.runner.run_folder import attempt_folder_name
from evalkit.scoring import score_recording
from evalkit.session.session import Session, failure_mark
from evalkit.version import __version__

__all__ = ["play_attempt", "score_attempt"]


async def play_attempt(
    planned: PlannedAttempt, spoken: Spoken, endpoint: Endpoint, run_folder: Path, redactor: Redactor | None = None
) -> Path:
    """Plays one attempt and leaves its recording in the run's folder.

    Failures to connect and replays that do not match are recorded as `session_failed` marks, like every failure of the
    session itself.

    Returns:
        The attempt's folder.
    """
    folder = run_folder / attempt_folder_name(planned.scenario.id, planned.attempt)
    header = Header(
        scenario_id=planned.scenario.id,
        scenario=planned.scenario.document,
        attempt=planned.attempt,
        endpoint=endpoint.name,
        model=endpoint.model(planned.scenario),
        provenance=endpoint.provenance(planned.scenario),
        run_id=run_folder.name,
        started_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        evalkit=__version__,
    )
    with RecordingWriter(folder, header, redactor) as writer:
        await _converse(planned, spoken, endpoint, header.model, writer)
    return folder


def score_attempt(folder: Path, run_folder: Path, reference: str = "") -> AttemptResult:
    """Reads an attempt's recording back and scores it: what is scored is what is stored."""
    result = score_recording(read_recording(folder))
    return replace(result, folder=folder.relative_to(run_folder).as_posix(), reference=reference)


async def _converse(
    planned: PlannedAttempt, spoken: Spoken, endpoint: Endpoint, model: str, writer: RecordingWriter
) -> None:
    clock = Stopwatch()
    failed = False

    def sink(item: Item) -> None:
        nonlocal failed
        failed = failed or getattr(item, "name", "") == "session_failed"
        writer.write(item)

    try:
        async with endpoint.connect(planned.scenario) as transport:
            await Session(planned.scenario, spoken, model, sink).run(transport)
    except EvalkitError as error:
        # The later of two failures is the cause: a replay that refuses the session also ends its connection.
        sink(failure_mark(error, clock(), None))
