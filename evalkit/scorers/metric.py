"""What a metric is: its definition as data, which its scores are made from and the metric contract is printed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.scorers.base import Better, Score

__all__ = ["Metric"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """The definition of one metric, complete enough to measure it again without this program.

    A scorer's module holds its metrics as `METRICS`, and makes each score with `score`, so that what is published and
    what is measured cannot differ. Whatever changes a value that was taken raises `version`, with a word in `changes`:
    scores of different versions are never pooled.
    """

    scorer: str
    name: str
    """Name within the scorer, unit last: `first_audio_ms`."""
    formula: str
    """What the value is, in a sentence or a formula."""
    eligible: str
    """The turns (or sessions) that get a score."""
    unscored: str
    """What leaves a score without a value: censored, excluded, or without data."""
    source: str
    """Whose definition it is or differs from, and the section of the protocol it rests on."""
    starts: str = ""
    """Of a time: the moment it counts from."""
    ends: str = ""
    """Of a time: the moment it counts to."""
    unit: str = ""
    better: Better = "neither"
    yes_no: bool = False
    """True when the value can be only 1 (yes) or 0 (no)."""
    version: int = 1
    changes: Mapping[int, str] = field(default_factory=dict)
    """What each version from 2 on changed."""
    versioned_with: str = ""
    """What else is part of the definition and has a version of its own, such as `text normaliser`; its version, less
    one, is added to that of a score."""
    follows: str = ""
    """The metric of the same scorer that this one is made from by the rule of its family, as `slowest_turn_ms` is from
    `turn_ms`; empty for one that stands by itself."""

    def score(
        self,
        turn: int | None,
        value: float | None,
        *,
        passed: bool | None = None,
        expected: str = "",
        explanation: str = "",
        evidence: tuple[int, ...] = (),
        detail: Mapping[str, Any] | None = None,
        part_version: int = 1,
    ) -> Score:
        """Makes one score of this metric.

        Args:
            turn: the turn's number from 0; None for the whole session.
            value: None when there was no data; `explanation` then says why.
            passed: None when nothing was expected.
            expected: the limit in words.
            explanation: what a reader should know.
            evidence: `seq` of the events the value was taken from.
            detail: JSON a report can draw from.
            part_version: the version of what `versioned_with` names.
        """
        return Score(
            scorer=self.scorer,
            metric=self.name,
            # Versions only grow, so the sum changes with either.
            version=self.version + part_version - 1,
            turn=turn,
            value=value,
            unit=self.unit,
            better=self.better,
            yes_no=self.yes_no,
            passed=passed,
            expected=expected,
            explanation=explanation,
            evidence=evidence,
            detail=detail or {},
        )
