"""Runs in a folder, in every state that a run can be found in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evalkit.results import AttemptResult, RunResult
from evalkit.results_json import result_to_line, run_to_json

__all__ = ["BEGUN", "NOW", "attempt", "now", "store"]

BEGUN = "2026-03-04T05:06:07+00:00"
NOW = datetime(2026, 3, 4, 5, 6, 48, tzinfo=UTC)
"""41 seconds after the runs began."""


def now() -> datetime:
    return NOW


def attempt(scenario_id: str = "greeting", number: int = 1, **more: Any) -> AttemptResult:
    folder = f"attempts/{scenario_id}/{number}"
    return AttemptResult(
        **{"scenario_id": scenario_id, "attempt": number, "status": "passed", "folder": folder, **more}
    )


def store(root: Path, name: str, attempts: Sequence[AttemptResult] = (), **more: Any) -> Path:
    """Writes a run that has not ended unless `finished_at` is given; its files are as old as `NOW`."""
    folder = root / name
    folder.mkdir(parents=True)
    run = RunResult(**{"run_id": name, "endpoint": "mock", "started_at": BEGUN, "planned": 4, **more})
    (folder / "run.json").write_bytes(run_to_json(run))
    (folder / "results.jsonl").write_bytes(b"".join(map(result_to_line, attempts)))
    for file in folder.iterdir():
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    return folder
