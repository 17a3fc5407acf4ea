"""Two small runs whose difference is known, and what was found of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evalkit.outcome import Change, GateName, Outcome, RunVerdict
from evalkit.results import AttemptResult, AttemptStatus, RunResult, TurnSummary
from evalkit.scorers.base import Score

__all__ = ["AFTER", "BEFORE", "FOUND", "Found", "attempt", "run_of", "share", "turn", "waited"]


@dataclass(frozen=True)
class Found:
    """As `evalkit.runner.comparing.Comparison`."""

    verdict: RunVerdict
    differences: tuple[str, ...] = ()
    uncompared: tuple[str, ...] = ()


def waited(ms: float, turn: int = 0) -> Score:
    """How long an answer took."""
    return Score(scorer="latency", metric="first_audible_ms", version=1, turn=turn, value=ms, unit="ms", better="lower")


def share(part: float, whole: float, metric: str = "tools_ok", turn: int = 0) -> Score:
    """A part of a whole, of which more is better."""
    passed = part == whole
    detail = {"part": part, "whole": whole}
    common = {"scorer": "tools", "metric": metric, "version": 1, "turn": turn}
    return Score(value=part / whole, better="higher", detail=detail, passed=passed, **common)  # type: ignore[arg-type]


def turn(said: str, *calls: str) -> TurnSummary:
    """A spoken turn and its answer."""
    made = tuple({"name": "warm", "args": {"place": each}, "response": None, "cancelled": False} for each in calls)
    return TurnSummary(
        index=0,
        user="Where is it warm?",
        kind="say",
        said=said,
        tool_calls=made,
        user_audio_s=(0.0, 1.5),
        model_audio_s=(0.25, 2.0),
    )


def attempt(name: str, number: int, status: AttemptStatus, *scores: Score, **more: object) -> AttemptResult:
    """One attempt with its folder."""
    folder = f"attempts/{name}/{number}"
    about = {"scenario_id": name, "content": f"{name} v1", "folder": folder, **more}
    return AttemptResult(attempt=number, status=status, scores=scores, **about)  # type: ignore[arg-type]


def run_of(run_id: str, *attempts: AttemptResult, endpoint: str = "replay") -> RunResult:
    """A run of them."""
    return RunResult(run_id=run_id, endpoint=endpoint, model="models/m", planned=len(attempts), attempts=attempts)


BEFORE = run_of(
    "monday",
    attempt("tools/warm", 1, "passed", waited(900), share(1, 1), turns=(turn("In Reading.", "Reading"),)),
    attempt("tools/warm", 2, "failed", waited(950), share(0, 1), turns=(turn("I do not know.", "Reading"),)),
    attempt("same", 1, "passed", waited(700), turns=(turn("Yes."),)),
    attempt("gone", 1, "passed"),
)
AFTER = run_of(
    "tuesday",
    attempt("tools/warm", 1, "failed", waited(1000), share(0, 1), turns=(turn("In Leeds.", "Leeds"),)),
    attempt("tools/warm", 2, "failed", waited(1000), share(0, 1), turns=(turn("In Leeds.", "Leeds"),)),
    attempt("same", 1, "passed", waited(700), turns=(turn("Yes."),)),
    attempt("new", 1, "passed"),
)
_WARM = Change(scenario_id="tools/warm", gate=GateName.TOOLS, old=0.5, new=0.0, worse=True)
FOUND = Found(
    RunVerdict(
        outcome=Outcome.REGRESSED,
        why="worse than the baseline: tools/warm",
        changes=(replace(_WARM, gate=GateName.PASSED), _WARM),
        exact=True,
        watched=("latency.first_audible_ms changed in 1 scenario",),
    ),
    uncompared=("only in the first run: gone", "only in the second run: new"),
)
