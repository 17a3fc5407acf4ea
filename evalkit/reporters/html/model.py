"""What the head of a run's page shows, ready to print: every text is plain, every number is in words."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.reporters.decision_table import DecisionTable
from evalkit.reporters.html.verdict_model import BaselineView, VerdictView

__all__ = [
    "Badge",
    "Dot",
    "Fact",
    "MetricView",
    "ProblemView",
    "ReportView",
    "ScenarioView",
    "Share",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A short mark with its meaning in full as `title`; `kind` is its CSS class."""

    kind: str
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One attempt that did not go well."""

    anchor: str
    scenario: str
    attempt: str
    """Its number in words."""
    status: str
    words: str
    reasons: tuple[str, ...]
    turn: str
    """Number of the turn that shows it; empty where none stands out."""
    turn_anchor: str
    audible: bool
    """Whether its audio lies beside the page."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the attempts that were planned, as a stretch of a bar: `x` and `width` in percent."""

    kind: str
    words: str
    count: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on a metric's axis, `x` in percent."""

    x: str


@dataclass(frozen=True, slots=True)
class MetricView:
    """One row of the overview; `dots` is the distribution, from `low` to `high`, each range a 95 % interval."""

    name: str
    p50: str
    p90: str
    mean: str
    p50_range: str
    p90_range: str
    mean_range: str
    count: int
    unscored: int
    limits: str
    missed: bool
    low: str
    high: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """One scenario, without its attempts."""

    anchor: str
    name: str
    status: str
    words: str
    passed: str
    """`2/3` when it was played more than once, else empty; fresh repeats stand beside it."""
    repeats: str
    """Pass rate, pass@k and pass^k in words, where there is something to tell."""
    quarantined: str
    """Until when, and why, it was out of the gate; empty when it counts."""
    description: str
    tags: tuple[str, ...]
    expected_failure: str
    provenance: Badge
    duration_s: float | None
    """All attempts together."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """The head of the page: all that reads without its script."""

    run_id: str
    verdict: VerdictView
    baseline: BaselineView | None
    """None of a run that was not judged against one."""
    repeats: str
    """Pass rate, pass@k and pass^k of all scenarios; empty where none was played twice."""
    facts: tuple[Fact, ...]
    problems: tuple[ProblemView, ...]
    more_problems: int
    """That are not listed."""
    shares: tuple[Share, ...]
    """What became of all attempts that were planned, in the order of the statuses."""
    foremost: tuple[MetricView, ...]
    """The metrics that are read first: those that missed a limit, then what a conversation stands and falls with."""
    others: tuple[MetricView, ...]
    """All other metrics."""
    decisions: DecisionTable | None
    """None where no turn says whether to speak."""
    scenarios: tuple[ScenarioView, ...]
    """The worst first, for who reads without a script."""
    more_scenarios: int
    """That are not listed."""
