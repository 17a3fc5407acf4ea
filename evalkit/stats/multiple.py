"""Several tests at once: p-values adjusted so that the doubt of the family stays what it was meant to be."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["benjamini_hochberg", "holm"]


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Returns p-values adjusted by Holm's step-down method, in the order given.

    Rejecting those at or below alpha keeps the probability of any false rejection at alpha, whatever the tests depend
    on (Holm, Scandinavian Journal of Statistics 6, 1979).

    Raises:
        ValueError: a value is not between 0 and 1.
    """
    ranked = _ranked(p_values)
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for rank, place in enumerate(ranked):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Returns p-values adjusted by the step-up method of Benjamini and Hochberg, in the order given.

    Listing those at or below q keeps the expected share of false ones among the listed at q, for independent tests
    (Journal of the Royal Statistical Society B 57, 1995).

    Raises:
        ValueError: a value is not between 0 and 1.
    """
    ranked = _ranked(p_values)
    adjusted = [0.0] * len(p_values)
    smallest = 1.0
    for rank in range(len(ranked), 0, -1):
        place = ranked[rank - 1]
        smallest = min(smallest, len(p_values) / rank * p_values[place])
        adjusted[place] = smallest
    return tuple(adjusted)


def _ranked(p_values: Sequence[float]) -> list[int]:
    """Places from the smallest p-value to the largest."""
    for value in p_values:
        if math.isnan(value) or not 0 <= value <= 1:
            raise ValueError(f"p: expected a number from 0 to 1, found {value:g}")
    return sorted(range(len(p_values)), key=lambda place: p_values[place])
