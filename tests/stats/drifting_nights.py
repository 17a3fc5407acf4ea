"""Made-up nights that drift, some of which step: `python -m tests.stats.drifting_nights` measures how they are told."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from evalkit.stats.change_points import change_points

__all__ = ["LOOKED_BACK", "STEP_AT", "false_alarms", "found_within", "nights"]

LOOKED_BACK = 60
"""Nights that are looked at every evening."""
STEP_AT = 60
_NEAR = 2
"""Nights by which a step may be found too early or too late."""
_SAME = 5
"""Places nearer to each other than this are one alarm."""

Values = NDArray[np.float64]


def nights(rng: np.random.Generator, count: int, spread: float, memory: float = 0.0) -> Values:
    """Log levels of nights: normal with a spread, each remembering the one before; 1.5 % are 28 to 100 % slower."""
    drift = rng.normal(0.0, spread, count)
    for place in range(1, count):
        drift[place] = memory * drift[place - 1] + drift[place] * math.sqrt(1 - memory**2)
    bad = rng.random(count) < 0.015
    return np.asarray(drift + np.where(bad, np.log(rng.uniform(1.28, 2.0, count)), 0.0))


def told(values: Values) -> list[int]:
    """The places that a page of these nights marks."""
    return [point.place for point in change_points(np.exp(values).tolist())]


def false_alarms(rng: np.random.Generator, spread: float, memory: float = 0.0) -> int:
    """How many places are ever marked in a year without a step, looked at every evening."""
    year = nights(rng, 365, spread, memory)
    seen: list[int] = []
    for evening in range(10, len(year) + 1):
        first = max(0, evening - LOOKED_BACK)
        for place in told(year[first:evening]):
            if all(abs(first + place - other) > _SAME for other in seen):
                seen.append(first + place)
    return len(seen)


def found_within(rng: np.random.Generator, most: int, step: float, spread: float, memory: float = 0.0) -> int | None:
    """After how many nights a step was marked where it was, at most two nights off; None when not within `most`."""
    year = nights(rng, STEP_AT + most, spread, memory)
    year[STEP_AT:] += math.log1p(step)
    for since in range(1, most + 1):
        first = STEP_AT + since - LOOKED_BACK
        if any(abs(first + place - STEP_AT) <= _NEAR for place in told(year[first : STEP_AT + since])):
            return since
    return None


def _measure(spread: float, memory: float, years: int = 100, trials: int = 500) -> str:
    rng = np.random.default_rng(1)
    alarms = sum(false_alarms(rng, spread, memory) for _ in range(years)) / years
    cells = [f"{spread:.0%}{', each like the one before (0.5)' if memory else ''}", f"{alarms:.1f}"]
    for step in (0.1, 0.2, 0.4):
        found = [found_within(rng, 14, step, spread, memory) for _ in range(trials)]
        shares = [sum(each is not None and each <= most for each in found) / trials for most in (7, 14)]
        cells.append(" / ".join(f"{share:.0%}" for share in shares))
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for row in ((0.03, 0.0), (0.05, 0.0), (0.05, 0.5), (0.10, 0.0)):
        print(_measure(*row))
