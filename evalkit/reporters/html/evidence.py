"""Which attempt, and which turn of it, lets a person hear what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evalkit.outcome import GateName
from evalkit.reporters.verdict_words import Moved
from evalkit.results import AttemptResult
from evalkit.scorers.base import Score

__all__ = ["SHARES", "Evidence", "evidence"]

_BETTER = ("better", "maybe_better")
SHARES = {GateName.TOOLS: "tools", GateName.SILENCE: "silence"}
"""The scorer whose expectations a gate is made of."""
_SIZES = {
    GateName.WER: ("wer.input_wer", "wer.input_cer"),
    GateName.LATENCY: ("latency.first_audible_ms", "latency.tool_turn_first_audible_ms"),
}
"""The scores whose size a gate is made of; `evalkit.verdict.tally` holds the same names."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What lets a person hear a change."""

    attempt: AttemptResult
    turn: int | None = None
    """Index of the turn, where one stands out."""
    value: float | None = None
    """What that turn alone measured, of an error rate or a time: a scenario's number is the middle of several."""


def evidence(moved: Moved, attempts: Iterable[AttemptResult]) -> Evidence | None:
    """Returns the attempt to listen to.

    Of a share that fell it is the first attempt that failed, at the expectation it missed; of an error rate or a time
    the turn that is the furthest off; of what got better the opposite.

    Args:
        moved: what changed.
        attempts: of that scenario; those of the baseline's arm, and those that measured nothing, show nothing.
    """
    ours = [each for each in attempts if each.arm != "baseline" and each.status not in ("infra", "invalid")]
    ours.sort(key=lambda each: each.fresh)
    found = _furthest(moved, ours) if moved.gate in _SIZES else _missed(moved, ours)
    return found or (Evidence(ours[0]) if ours else None)


def _missed(moved: Moved, attempts: list[AttemptResult]) -> Evidence | None:
    wanted = moved.kind in _BETTER
    for attempt in attempts:
        of_gate = [score for score in attempt.scores if score.scorer == SHARES.get(moved.gate, score.scorer)]
        fits = [score for score in of_gate if score.passed is wanted]
        if fits and (moved.gate in SHARES or (attempt.status == "passed") is wanted):
            return Evidence(attempt, next((score.turn for score in fits if score.turn is not None), None))
    return None


def _furthest(moved: Moved, attempts: list[AttemptResult]) -> Evidence | None:
    found = [(value, attempt, turn) for attempt in attempts for value, turn in _values(moved.gate, attempt.scores)]
    if not found:
        return None
    pick = min if moved.kind in _BETTER else max
    value, attempt, turn = pick(found, key=lambda each: each[0])
    return Evidence(attempt, turn, value)


def _values(gate: GateName, scores: Iterable[Score]) -> Iterator[tuple[float, int | None]]:
    for score in scores:
        if f"{score.scorer}.{score.metric}" in _SIZES[gate] and score.value is not None:
            yield score.value, score.turn
