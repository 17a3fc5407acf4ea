"""Nights to judge runs by, and an endpoint whose model has a bad hour: live as far as the verdict knows."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from evalkit.errors import ConnectError
from evalkit.history.night import Night, night_of
from evalkit.results import RunResult
from evalkit.runner.plan import Selection, select
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport
from tests.runner.small import StubEndpoint, typed, write_scenarios

__all__ = ["Moody", "nights_like", "worse_answers"]


def nights_like(run: RunResult, nights: int = 10) -> tuple[Night, ...]:
    """A history in which so many accepted nights went like this run."""
    night = night_of(run)
    return tuple(
        replace(night, run_id=f"night-{day:02d}", started_at=f"2026-01-{day:02d}T03:00:00+00:00", accepted_at="then")
        for day in range(1, nights + 1)
    )


def worse_answers(folder: Path, root: Path) -> dict[str, Scenario]:
    """The scenarios of a root with an answer that misses what `typed` expects."""
    files = {path.relative_to(root).with_suffix("").as_posix(): path for path in root.rglob("*.yaml")}
    texts = {name.replace("/", "__"): typed(answer="Nothing of the kind.") for name in files}
    other = write_scenarios(folder / "worse", **texts)
    return {scenario.id: scenario for scenario in select(Selection((other,)))}


@dataclass
class Moody(StubEndpoint):
    """Answers some of a scenario's connections with what `worse` says, and refuses some, counted from 1."""

    worse: dict[str, Scenario] = field(default_factory=dict)
    bad: dict[str, Sequence[int]] = field(default_factory=dict)
    refused: dict[str, Sequence[int]] = field(default_factory=dict)
    stopped_at: tuple[str, int] = ("", 0)
    """A scenario's connection at which somebody stops the run."""
    counted: dict[str, int] = field(default_factory=dict)

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        count = self.counted[scenario.id] = self.counted.get(scenario.id, 0) + 1
        if (scenario.id, count) == self.stopped_at:
            signal.raise_signal(signal.SIGINT)
        if count in self.refused.get(scenario.id, ()):
            raise ConnectError("wss://example.test", "overloaded", "try later")
        bad = count in self.bad.get(scenario.id, ())
        async with super().connect(self.worse[scenario.id] if bad else scenario, number) as transport:
            yield transport
