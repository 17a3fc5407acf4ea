"""What becomes of a run: played, being played, or never to end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from evalkit.results import RunResult
from evalkit.runner.playing import is_played

__all__ = ["QUIET_S", "Standing", "State", "standing"]

QUIET_S = 120.0
"""A run whose process cannot be asked, and that wrote nothing for so long, is taken for one that has died."""

State = Literal["playing", "ending", "finished", "interrupted"]

_REPORT_S = 60.0
"""So long after its last attempt a run may take to compare itself with its baseline and to write its report."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands."""

    state: State
    """`ending`: every attempt has ended, its report is being written. `interrupted`: its process is gone."""
    finished: int
    planned: int
    failed: int
    words: str
    """For a bar: `34 of 100 · 2 failed · running for 0:41`."""

    @property
    def live(self) -> bool:
        """Whether anything may still be added."""
        return self.state in ("playing", "ending")

    def as_json(self, etag: str) -> Mapping[str, object]:
        """What the page asks for every two seconds."""
        return {
            "state": self.state,
            "finished": self.finished,
            "planned": self.planned,
            "failed": self.failed,
            "words": self.words,
            "etag": etag,
        }


def standing(run: RunResult, folder: Path, now: datetime) -> Standing:
    """Where a run stands at a moment.

    Args:
        run: as it was read just now.
        folder: its folder.
        now: the time, with its zone.

    Raises:
        OSError: the folder cannot be read.
    """
    state = _state(run, folder, now)
    failed = sum(each.status in ("failed", "unexpected_pass") and not each.quarantined for each in run.sample)
    unmeasured = sum(each.status in ("infra", "invalid") and not each.quarantined for each in run.sample)
    finished = sum(not each.fresh for each in run.attempts)
    parts = [f"{finished:,} of {run.planned:,}", f"{failed:,} failed"]
    if unmeasured:
        parts.append(f"{unmeasured:,} not measured")
    return Standing(state, finished, run.planned, failed, " · ".join([*parts, _time_words(state, run, now)]))


def _state(run: RunResult, folder: Path, now: datetime) -> State:
    if run.finished_at:
        written = (folder / "report.html").exists() or _quiet_s(folder, now) > _REPORT_S
        return "finished" if written else "ending"
    played = is_played(folder)
    if played is None:
        played = _quiet_s(folder, now) < QUIET_S
    return "playing" if played else "interrupted"


def _quiet_s(folder: Path, now: datetime) -> float:
    """Seconds since anything was written: results, or the recording of a session that is open."""
    written = [folder / "run.json", folder / "results.jsonl", *folder.glob("attempts/**/events.jsonl")]
    newest = max((path.stat().st_mtime for path in written if path.exists()), default=0.0)
    return now.timestamp() - newest


def _time_words(state: State, run: RunResult, now: datetime) -> str:
    if state == "interrupted":
        return "interrupted: the process that played it is gone"
    if state == "ending":
        return "writing the report"
    begun, ended = _moment(run.started_at), _moment(run.finished_at) if state == "finished" else now
    if begun is None or ended is None:
        return "finished" if state == "finished" else "running"
    return f"{'took' if state == 'finished' else 'running for'} {_clock(max(0, int((ended - begun).total_seconds())))}"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
