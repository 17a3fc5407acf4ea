"""Plays one attempt: opens, records, closes, scores."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from evalkit.clock import Stopwatch
from evalkit.endpoints.base import Endpoint
from evalkit.errors import EvalkitError
from evalkit.recording.annotation_file import read_annotations
from evalkit.recording.model import Close, Header, Item, Mark, Recording
from evalkit.recording.redact import Redactor
from evalkit.recording.store import RecordingWriter
from evalkit.results import AttemptResult, Failure
from evalkit.runner.exit_status import INTERNAL_ERROR
from evalkit.runner.plan import PlannedAttempt
from evalkit.runner.preparation import Prepared
from evalkit.runner.run_folder import attempt_folder_name, attempt_kind
from evalkit.scoring import score_recording
from evalkit.session.failures import failure_mark
from evalkit.session.session import Session
from evalkit.version import __version__

__all__ = ["play_attempt", "score_attempt"]

_TRACEBACK = "traceback.txt"


async def play_attempt(
    planned: PlannedAttempt, prepared: Prepared, endpoint: Endpoint, run_folder: Path, redactor: Redactor | None = None
) -> Path:
    """Plays one attempt and leaves its recording in the run's folder.

    Failures to connect, replays that do not match and mistakes in evalkit or a plugin are recorded as `session_failed`
    marks, like every failure of the session itself: one attempt must not take the others with it. An attempt that is
    cancelled leaves a recording without a close.

    Returns:
        The attempt's folder.

    Raises:
        RecordingError: the recording cannot be written; no other attempt will fare better.
    """
    name = attempt_folder_name(planned.scenario.id, planned.attempt, planned.arm, fresh=planned.fresh)
    folder = run_folder / name
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
        await _converse(planned, prepared, endpoint, header.model, writer, folder)
    return folder


def score_attempt(recording: Recording, folder: Path, run_folder: Path, reference: str = "") -> AttemptResult:
    """Scores an attempt's recording as it was read back from `folder`: what is scored is what is stored.

    A recording that cannot be scored at all is `invalid`, and its failure says why.
    """
    try:
        result = score_recording(replace(recording, annotations=read_annotations(folder)))
    except EvalkitError as error:
        result = _unscorable(recording, Failure(kind=type(error).__name__, message=str(error)))
    except Exception as error:
        result = _unscorable(recording, _mistake(error, folder))
    arm, fresh = attempt_kind(folder.name)
    stored = folder.relative_to(run_folder).as_posix()
    return replace(result, folder=stored, reference=reference, arm=arm, fresh=fresh)


async def _converse(
    planned: PlannedAttempt, prepared: Prepared, endpoint: Endpoint, model: str, writer: RecordingWriter, folder: Path
) -> None:
    clock = Stopwatch()
    attempt = asyncio.current_task()

    def sink(item: Item) -> None:
        # A session that is cut off closes its connection on the way out; its recording must not look like a whole one.
        if not (isinstance(item, Close) and attempt is not None and attempt.cancelling()):
            writer.write(item)

    scenario = planned.scenario
    try:
        session = Session(
            scenario,
            prepared.spoken,
            model,
            sink,
            profile=endpoint.profile(scenario),
            frames=prepared.frames,
            reconnect=partial(endpoint.connect, scenario),
        )
        async with endpoint.connect(scenario) as transport:
            await session.run(transport)
    except EvalkitError as error:
        # The later of two failures is the cause: a replay that refuses the session also ends its connection.
        sink(failure_mark(error, clock(), None))
    except Exception as error:
        failure = _mistake(error, folder)
        detail = {"kind": failure.kind, "message": failure.message, "status": "invalid"}
        sink(Mark(clock(), "session_failed", None, detail))


def _mistake(error: Exception, folder: Path) -> Failure:
    """Keeps the traceback of a mistake of ours, or of a plugin's, beside the recording; the message is one line."""
    with suppress(OSError):
        (folder / _TRACEBACK).write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="replace")
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return Failure(kind=INTERNAL_ERROR, message=f"{said} (see {_TRACEBACK} in the attempt's folder)")


def _unscorable(recording: Recording, failure: Failure) -> AttemptResult:
    header = recording.header
    return AttemptResult(
        scenario_id=header.scenario_id,
        attempt=header.attempt,
        status="invalid",
        failure=failure,
        duration_s=recording.close.t if recording.close is not None else None,
        provenance=header.provenance,
        complete=recording.close is not None and not recording.torn,
        torn=recording.torn,
    )
