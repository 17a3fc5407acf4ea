"""Hand-made traces with known answers: one module a scorer, each with `CASES`; test_known_answers.py plays them all.

Every metric of the contract has at least ten of them. An answer is a number, or `unscored("…")` with words of the
reason, or `ABSENT` where the metric must not be scored at all (which does not count towards the ten).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from evalkit.trace.trace import Trace

__all__ = ["ABSENT", "Answer", "Case", "Unscored", "unscored"]


@dataclass(frozen=True, slots=True)
class Unscored:
    """There is no value, and the explanation holds these words."""

    words: str


def unscored(words: str) -> Unscored:
    """No value, for this reason."""
    return Unscored(words)


ABSENT: Final = None
"""There is no score of this metric."""

Answer: TypeAlias = float | Unscored | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One trace, what one scorer is asked of it, and what it must answer."""

    what: str
    """In words; unique within its module."""
    trace: Trace
    answers: Mapping[str, Answer]
    """Metric to answer; metrics that are not named are not looked at."""
    args: Mapping[str, Any] = field(default_factory=dict)
    turn: int | None = 0
    """Which turn is scored; None for the whole session."""
    tolerance: float = 1e-6
    """Absolute; says itself how exact an answer is where a sample or a frame rounds it."""
