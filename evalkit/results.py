"""Results of attempts and of a run: plain data, one JSON line an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from evalkit.outcome import RunVerdict
from evalkit.scorers.base import Score

__all__ = [
    "FORMAT",
    "AttemptResult",
    "AttemptStatus",
    "CodeSummary",
    "Failure",
    "FrameSummary",
    "GoAwayNotice",
    "Reconnection",
    "RunResult",
    "TurnSummary",
]

FORMAT = 1
"""Format number of `results.jsonl` lines and of `run.json`."""

AttemptStatus = Literal["passed", "failed", "infra", "invalid", "expected_failure", "unexpected_pass"]
"""`failed`: the model missed an expectation. `infra`: we could not measure (network, quota, a server fault).
`invalid`: configuration or scenario, no retry will mend it. The last two: the scenario announced that it fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an attempt could not be measured."""

    kind: str
    """Class of the error, such as `SetupError`."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameSummary:
    """A picture the user showed."""

    t: float | None
    file: str = ""
    """Relative to the attempt's folder, such as `frames/0001.jpg`; empty when it has no file of its own."""
    mime_type: str = ""
    size: int = 0
    """In bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSummary:
    """Code that the model wrote, and what became of it."""

    code: str = ""
    language: str = ""
    outcome: str = ""
    """As on the wire; empty when it was not run."""
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnection:
    """The session went on over another connection."""

    connection: int
    """Number of the new one, counted from 1."""
    closed_t: float | None
    """When the one before ended."""
    ready_t: float | None
    """When the new one stood; None when it never did."""
    reason: str = ""
    resumed: bool = False
    """True when the server knew what had been said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoAwayNotice:
    """The server announced that it would close the connection."""

    t: float | None
    time_left: str = ""
    """As on the wire, such as `50s`; empty when it did not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSummary:
    """What a report shows of one turn; times in seconds since the first connection opened, None when unknown."""

    index: int
    user: str
    """What the user said, typed or did, in words."""
    kind: str
    """text, audio, say, video or silence."""
    heard: str = ""
    said: str = ""
    """Output transcription, else the text parts."""
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    """`{name, args, id, response, cancelled, called_t, answered_t}` each; `response` None when none was sent.

    `scheduling` when the answer named one, and `held_t` when the session had to wait with it.
    """
    frames: tuple[FrameSummary, ...] = ()
    code: tuple[CodeSummary, ...] = ()
    queries: tuple[str, ...] = ()
    """What was searched for."""
    sources: tuple[tuple[str, str], ...] = ()
    """Title and URI of what was found or read; strings of strangers."""
    finish: str = ""
    complete_reason: str | None = None
    interrupted: bool = False
    interrupted_t: float | None = None
    """When the server said that it stopped."""
    started_t: float | None = None
    speech_started_t: float | None = None
    speech_ended_t: float | None = None
    input_ended_t: float | None = None
    first_audio_t: float | None = None
    first_audible_t: float | None = None
    finished_t: float | None = None
    user_audio_s: tuple[float, float] | None = None
    """Start and end in `user.flac`."""
    model_audio_s: tuple[float, float] | None = None
    """Start and end in `model.flac`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """One scenario played once."""

    scenario_id: str
    attempt: int
    status: AttemptStatus
    arm: str = ""
    """`baseline` or `candidate` where a run plays two configurations in turn; empty elsewhere."""
    fresh: bool = False
    """True of a repeat that was made to confirm what looked worse: it is no part of what the run planned."""
    description: str = ""
    tags: tuple[str, ...] = ()
    expected_failure: str = ""
    quarantined: str = ""
    """Until when, and why, its scenario was out of the gate as it was played; empty when it counts."""
    scores: tuple[Score, ...] = ()
    turns: tuple[TurnSummary, ...] = ()
    failure: Failure | None = None
    duration_s: float | None = None
    """From the first connection's opening to the last one's close, on the session's clock."""
    reconnections: tuple[Reconnection, ...] = ()
    go_away: tuple[GoAwayNotice, ...] = ()
    content: str = ""
    """Digest of the scenario as it was judged; results of another content are of another scenario."""
    provenance: str = ""
    """Of the recording that was scored."""
    reference: str = ""
    """Provenance of what answered: the reference recording's, `script`, or empty for a live endpoint."""
    folder: str = ""
    """The attempt's folder, relative to the run's, with `/`."""
    complete: bool = True
    torn: str = ""
    notes: tuple[str, ...] = ()
    """Things a reader should know: an anchor that was missed, a stalled loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A run: its plan and what became of it."""

    run_id: str
    endpoint: str
    model: str = ""
    started_at: str = ""
    """Wall clock, ISO 8601 UTC."""
    finished_at: str = ""
    planned: int = 0
    """Attempts planned; fewer results than planned is an incomplete run."""
    interrupted: bool = False
    evalkit: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What was asked for: paths, repeat, concurrency, filter, tags, seed; never a secret. `stopped` is added at the end
    of a run that gave up."""
    attempts: tuple[AttemptResult, ...] = ()
    verdict: RunVerdict | None = None
    """Against its baseline; None when it was not judged by one."""
    format: int = FORMAT

    @property
    def sample(self) -> tuple[AttemptResult, ...]:
        """The attempts that the run is about: without fresh repeats, and without the arm it is compared with."""
        return tuple(each for each in self.attempts if not each.fresh and each.arm != "baseline")

    @property
    def stopped(self) -> str:
        """Why the run gave up by itself before everything was started; empty when it did not."""
        found = self.settings.get("stopped")
        return found if isinstance(found, str) else ""
