"""What an instrument was given and what it found, and the error bars of many such trials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import numpy as np

from evalkit.stats.intervals import Interval, clopper_pearson

__all__ = ["P95_NEEDS", "YES_OR_NO", "Bars", "Trial", "bars_of"]

P95_NEEDS = 20
"""Of fewer errors the 95th percentile is the worst one, and is not given."""
YES_OR_NO = "yes/no"
"""Unit of an instrument that finds or does not: it has no errors but misses and false alarms."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One piece of material: its truth and what was found, both in the instrument's unit.

    A truth of None: there is nothing to find, and whatever is found is a false alarm. None found: a miss, where there
    was something.
    """

    truth: float | None
    found: float | None


@dataclass(frozen=True, slots=True)
class Bars:
    """How wrong one instrument is on one kind of material."""

    instrument: str
    material: str
    unit: str
    errors: tuple[float, ...]
    """Found less true, of what was there and found; in the order of the trials."""
    present: int
    """Trials with something to find."""
    absent: int
    """Trials with nothing to find."""
    alarms: int
    """Of the absent, those in which something was found."""

    @property
    def misses(self) -> int:
        """Of the present, those in which nothing was found."""
        return self.present - len(self.errors)

    @property
    def bias(self) -> float | None:
        """The median error with its sign: later, longer, louder is positive."""
        return median(self.errors) if self.errors else None

    @property
    def median(self) -> float | None:
        """The median size of the error."""
        return median(map(abs, self.errors)) if self.errors else None

    @property
    def p95(self) -> float | None:
        """The 95th percentile of its size; None of fewer than `P95_NEEDS`."""
        return float(np.percentile(np.abs(self.errors), 95)) if len(self.errors) >= P95_NEEDS else None

    @property
    def worst(self) -> float | None:
        """The largest error, with its sign."""
        return max(self.errors, key=abs, default=None)

    @property
    def missed(self) -> Interval:
        """Exact 95 % interval of the share that is missed (Clopper and Pearson)."""
        return clopper_pearson(self.misses, self.present)

    @property
    def alarmed(self) -> Interval:
        """Exact 95 % interval of the share of false alarms."""
        return clopper_pearson(self.alarms, self.absent)


def bars_of(instrument: str, material: str, unit: str, trials: Iterable[Trial]) -> Bars:
    """Returns the error bars of trials on one kind of material."""
    every = tuple(trials)
    there = [trial for trial in every if trial.truth is not None]
    found = [(trial.found, trial.truth) for trial in there if trial.found is not None and trial.truth is not None]
    absent = [trial for trial in every if trial.truth is None]
    return Bars(
        instrument=instrument,
        material=material,
        unit=unit,
        # Below a thousandth is what floats lose.
        errors=tuple(round(value - truth, 6) + 0.0 for value, truth in found),
        present=len(there),
        absent=len(absent),
        alarms=sum(trial.found is not None for trial in absent),
    )
