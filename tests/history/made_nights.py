"""Nights for tests: what was played is written as passes of attempts, the rest has a default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evalkit.history.night import Night, Played
from evalkit.results import AttemptStatus

__all__ = ["FIRST", "a_night", "attempts"]

FIRST = "latency.first_audible_ms@1"


def attempts(scenario_id: str, passes: str, content: str = "c", **more: Any) -> tuple[Played, ...]:
    """Attempts of one scenario: `+` passed, `-` failed, `?` not measured."""
    statuses: Mapping[str, AttemptStatus] = {"+": "passed", "-": "failed", "?": "infra"}
    return tuple(
        Played(scenario_id=scenario_id, content=content, attempt=number, status=statuses[sign], **more)
        for number, sign in enumerate(passes, 1)
    )


def a_night(day: int, played: tuple[Played, ...] = (), **more: Any) -> Night:
    """A night of November 2026 on one endpoint."""
    night = Night(
        run_id=f"202611{day:02}-020000-vertex",
        key="k1",
        endpoint="vertex",
        model="models/a",
        place="us-central1",
        started_at=f"2026-11-{day:02}T02:00:00+00:00",
        planned=len(played),
        played=played,
    )
    return replace(night, **more)
