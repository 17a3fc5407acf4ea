"""What a scorer is, and what it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Better", "Score", "Scorer", "ScorerFactory"]

Better = Literal["lower", "higher", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One measured or judged thing about one turn, or about the whole session.

    `value` None means *unscored*: there was no data, and `explanation` says why. Unscored is never 0 and never enters
    an aggregate. `passed` None means that nothing was expected; an expectation without data has `passed` False.
    """

    scorer: str
    metric: str
    """Name within the scorer, unit last: `first_audio_ms`, `input_wer`."""
    version: int
    """Version of the metric's definition; scores of different versions are never pooled."""
    turn: int | None
    value: float | None
    unit: str = ""
    better: Better = "neither"
    yes_no: bool = False
    """True when the value can be only 1 (yes) or 0 (no), so that its mean is a share."""
    passed: bool | None = None
    expected: str = ""
    """The limit in words, as `≤ 2500 ms`; empty when nothing was expected."""
    explanation: str = ""
    evidence: tuple[int, ...] = ()
    """`seq` of the events the value was taken from."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """JSON a report can draw from: counts, alignments, the calls compared."""

    @property
    def unscored(self) -> bool:
        """True when there was no data."""
        return self.value is None


Scorer: TypeAlias = Callable[[Trace, TurnWindow], tuple[Score, ...]]
"""Pure: no I/O, no clock, no state; the same trace gives the same scores for ever."""

ScorerFactory: TypeAlias = Callable[..., Scorer]
"""`factory(**args)`: the arguments are those under the scorer's key in `expect`.

Raises UsageError with the argument's name for an argument it does not know or cannot use; `evalkit check` calls it.
"""
