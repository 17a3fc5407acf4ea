"""What the pages show, ready to print: every text is plain, every address is relative, every number is in words."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.reporters.decision_table import DecisionTable
from evalkit.reporters.html.clips import Clip
from evalkit.reporters.html.drawing import Step, Timeline
from evalkit.reporters.html.verdict_model import BaselineView, VerdictView

__all__ = [
    "AttemptView",
    "Badge",
    "CodeView",
    "Dot",
    "Fact",
    "FramesView",
    "MetricView",
    "NoticeView",
    "Piece",
    "ProblemView",
    "ReportView",
    "ScenarioView",
    "ScoreView",
    "SearchView",
    "SilenceView",
    "SourceView",
    "Thumbnail",
    "ToolView",
    "TurnView",
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
class Piece:
    """Some words of an alignment: `op` is equal, substitute, delete or insert."""

    op: str
    reference: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class ToolView:
    """A function call and what it was answered."""

    name: str
    args: str
    response: str
    """Empty when none was sent."""
    cancelled: bool
    note: str = ""
    """How the answer was to be taken and how long it was held; empty when there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture the user showed; `url` leads to its file."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class FramesView:
    """The pictures of a turn: some to see, and all of them in words."""

    thumbnails: tuple[Thumbnail, ...]
    words: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where an answer comes from; `address` is empty unless it is a page of the web, and is never a link."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was searched for and found."""

    queries: tuple[str, ...]
    sources: tuple[SourceView, ...]
    more: int
    """Sources that are not shown."""


@dataclass(frozen=True, slots=True)
class CodeView:
    """Code of the model's and what came of it."""

    code: str
    language: str
    outcome: str
    good: bool
    output: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Something about the connection, between two turns; `kind` is resumed, anew, lost or going."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class SilenceView:
    """Whether silence was expected and kept, and its form in words."""

    kept: bool
    form: str


@dataclass(frozen=True, slots=True)
class ScoreView:
    """One row of an attempt's scores; `kind` is pass, fail, unscored or measured."""

    turn: str
    anchor: str
    name: str
    value: str
    expected: str
    kind: str
    words: str
    explanation: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn of the conversation."""

    anchor: str
    number: int
    kind: str
    user: str
    user_clip: Clip | None
    heard: str
    alignment: tuple[Piece, ...]
    error_rate: str
    tools: tuple[ToolView, ...]
    said: str
    model_clip: Clip | None
    ruler: tuple[Step, ...]
    ruler_from: str
    silence: SilenceView | None
    interrupted: bool
    finish: str
    failed: tuple[str, ...]
    """Missed expectations of this turn, in words."""
    frames: FramesView | None
    search: SearchView | None
    code: tuple[CodeView, ...]
    before: tuple[NoticeView, ...]
    """What happened to the connection since the turn before."""


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt, in full."""

    anchor: str
    label: str
    """Its number in words."""
    status: str
    words: str
    duration: str
    problem: tuple[str, ...]
    notes: tuple[str, ...]
    user_audio: Clip | None
    model_audio: Clip | None
    events_url: str
    audio_note: str
    timeline: Timeline | None
    turns: tuple[TurnView, ...]
    after: tuple[NoticeView, ...]
    """What happened to the connection since the last turn began."""
    scores: tuple[ScoreView, ...]


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """One scenario and its attempts."""

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
    duration: str
    attempts: tuple[AttemptView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole page."""

    run_id: str
    verdict: VerdictView
    baseline: BaselineView | None
    """None of a run that was not judged against one."""
    repeats: str
    """Pass rate, pass@k and pass^k of all scenarios; empty where none was played twice."""
    facts: tuple[Fact, ...]
    problems: tuple[ProblemView, ...]
    metrics: tuple[MetricView, ...]
    decisions: DecisionTable | None
    """None where no turn says whether to speak."""
    scenarios: tuple[ScenarioView, ...]
    statuses: tuple[tuple[str, str], ...]
    """Those that occur, with their words."""
    tags: tuple[str, ...]

    @property
    def limited(self) -> tuple[MetricView, ...]:
        """The metrics of which something is expected."""
        return tuple(metric for metric in self.metrics if metric.limits)

    @property
    def unlimited(self) -> tuple[MetricView, ...]:
        """The others, which are only told."""
        return tuple(metric for metric in self.metrics if not metric.limits)
