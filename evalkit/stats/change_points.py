"""Where a series of nights took another level, found by ranks: a note for a reader, and never a verdict.

Two steps, as in Hunter (Fleming et al., ICPE 2023; now Apache Otava, whose `docs/MATH.md` tells it). First the series
is cut in two where the Wilcoxon-Mann-Whitney statistic is largest (Pettitt, Applied Statistics 28, 1979), and each half
again (binary segmentation), as long as there is the least sign of a change. Then every place is tested again with
nothing but its neighbours, at most 30 nights on each side, and the weakest is taken out until all that stay are sure
and large enough. Hunter tests with Student's t; ranks are used here because one bad night of a provider, twice as slow
as all others, then weighs no more than one that is the slowest by a hair.

How often it is wrong is measured by `tests/stats/test_change_points.py` and told in `docs/history.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_NIGHTS", "LEAST_STEP", "WINDOW", "ChangePoint", "change_points"]

LEAST_NIGHTS = 5
"""Nights on each side of a change: with fewer no order of them is rare enough."""
WINDOW = 30
"""Nights on each side that a change is tested with, at most."""
LEAST_STEP = 0.05
"""Smallest change of the median, relative to the older one."""
_ALPHA = 0.0005
"""Two-sided doubt at which a change stands; its place is the best of many, so 0.05 would see changes everywhere."""
_SIGN = 0.01
"""Doubt at which a place is looked at again."""
_SURE = NormalDist().inv_cdf(1 - _ALPHA / 2)
_PERHAPS = NormalDist().inv_cdf(1 - _SIGN / 2)

_Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """From `place` on the values have another level."""

    place: int
    """Of the first value of the new level."""
    before: float
    """Median of the nights before, at most `WINDOW` and none of an older level."""
    after: float
    """Median of the nights since, likewise."""


def change_points(
    values: Sequence[float], *, least_step: float = 0.0, least_share: float = LEAST_STEP
) -> tuple[ChangePoint, ...]:
    """Returns where the level changed, oldest first; the same values give the same places.

    Args:
        values: one a night, oldest first, all finite; of one series.
        least_step: what medians must differ by, in the unit of the values.
        least_share: and relative to the older median. A step must reach both.
    """
    known = np.asarray(values, dtype=np.float64)
    places = list(_candidates(known, 0))
    while places:
        ends = [0, *places, known.size]
        sides = [_sides(known, *ends[number : number + 3]) for number in range(len(places))]
        doubted = [
            (_distance(*sides[number]), number)
            for number in range(len(places))
            if not _stands(*sides[number], least_step, least_share)
        ]
        if not doubted:
            return tuple(
                ChangePoint(place, float(np.median(old)), float(np.median(new)))
                for place, (old, new) in zip(places, sides, strict=True)
            )
        del places[min(doubted)[1]]
    return ()


def _candidates(values: _Values, offset: int) -> Iterator[int]:
    if values.size < 2 * LEAST_NIGHTS:
        return
    distances = _distances(values)[LEAST_NIGHTS - 1 : values.size - LEAST_NIGHTS]
    best = int(np.argmax(distances))
    if distances[best] < _PERHAPS:
        return
    place = best + LEAST_NIGHTS
    yield from _candidates(values[:place], offset)
    yield offset + place
    yield from _candidates(values[place:], offset + place)


def _sides(values: _Values, start: int, place: int, end: int) -> tuple[_Values, _Values]:
    return values[max(start, place - WINDOW) : place], values[place : min(end, place + WINDOW)]


def _stands(old: _Values, new: _Values, least_step: float, least_share: float) -> bool:
    if _distance(old, new) < _SURE:
        return False
    before = float(np.median(old))
    return abs(float(np.median(new)) - before) >= max(least_step, least_share * abs(before))


def _distance(old: _Values, new: _Values) -> float:
    return float(_distances(np.concatenate([old, new]))[old.size - 1])


def _distances(values: _Values) -> _Values:
    """For each place from 1 on, how many standard deviations the ranks before it are from having no order."""
    size = values.size
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    # Equal values share the mean of their ranks, which makes rank sums spread less (Lehmann, Nonparametrics, 1.4).
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    tied = float((counts.astype(np.float64) ** 3 - counts).sum()) / (size * (size - 1))
    if size + 1 - tied <= 0:
        return np.zeros(size - 1)
    before = np.arange(1, size)
    sums = np.cumsum(ranks)[:-1] - before * (size + 1) / 2
    found: _Values = np.abs(sums) / np.sqrt(before * (size - before) * (size + 1 - tied) / 12)
    return found
