"""What the page of two runs shows, ready to print: texts plain, addresses relative to the page, numbers in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from evalkit.outcome import RunVerdict
from evalkit.reporters.html.clips import Clip
from evalkit.reporters.html.verdict_model import GateDrawing, GateView, VerdictView
from evalkit.results import RunResult

__all__ = ["ChangedView", "CompareView", "Compared", "HeardView", "MetricChangeView", "Side", "SideView"]


class Compared(Protocol):
    """What was found of two runs; `evalkit.runner.comparing.Comparison` is one."""

    @property
    def verdict(self) -> RunVerdict:
        """Of the second run, by the first."""
        ...

    @property
    def differences(self) -> tuple[str, ...]:
        """What they were played on, where that is not the same, in words."""
        ...

    @property
    def uncompared(self) -> tuple[str, ...]:
        """What is not compared, in words."""
        ...


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs, and how the page reaches its folder."""

    letter: str
    """`A` is what was before, `B` what is now."""
    run: RunResult
    base: str
    """Address of the run's folder, relative to the page, ending in `/`; empty where the page lies in it."""
    files: Collection[str]
    """Those that exist, as for `report_view`."""


@dataclass(frozen=True, slots=True)
class SideView:
    """One of the two runs in words."""

    letter: str
    run_id: str
    page: str
    """Address of its own page."""
    tally: str
    facts: tuple[str, ...]
    notes: tuple[str, ...]
    """What could not be measured, what never ran."""


@dataclass(frozen=True, slots=True)
class HeardView:
    """What one run has to hear and to read at the place that changed."""

    letter: str
    where: str
    """`attempt 2, turn 1`; empty where the run has nothing there."""
    calls: str
    """The function calls of the turn, where the two runs made different ones."""
    said: str
    user: Clip | None
    model: Clip | None


@dataclass(frozen=True, slots=True)
class ChangedView:
    """A scenario that stands otherwise in the second run."""

    kind: str
    words: str
    name: str
    sentences: tuple[str, ...]
    """All that changed of it, worst first."""
    href: str
    """To both sessions, one over the other; empty where one of the runs has none."""
    heard: tuple[HeardView, ...]


@dataclass(frozen=True, slots=True)
class MetricChangeView:
    """A metric in both runs over the scenarios that both have; `kind` is as in `KINDS`, or `other` or `same`."""

    name: str
    kind: str
    words: str
    before: str
    now: str
    change: str
    interval: str
    """Of the change, at 95 %; empty where nothing is random or the scenarios are too few."""
    scenarios: int
    drawing: GateDrawing | None


@dataclass(frozen=True, slots=True)
class CompareView:
    """The page of two runs, without what its script shows."""

    verdict: VerdictView
    exact: bool
    caveats: tuple[str, ...]
    before: SideView
    now: SideView
    changed: tuple[ChangedView, ...]
    more_changed: int
    perhaps: str
    gates: tuple[GateView, ...]
    lists: tuple[str, ...]
    metrics: tuple[MetricChangeView, ...]
    """Those that moved, worst first."""
    still: tuple[MetricChangeView, ...]
    """Those of which nothing moved, or nothing sure."""
