"""Which scenarios are flaky: a property of many nights, and never of one.

A scenario is flaky when its pass rate is surely neither nearly 0 nor nearly 1 (the 90 % posterior interval lies within
0.05 to 0.95, over at least 20 attempts that measured the model), and when that is one rate: a scenario that was solid
and broke last week has such a mean too, and is no flaky scenario but a broken one. So the older and the newer half of
its nights must agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.history.night import Night
from evalkit.stats.intervals import Interval
from evalkit.stats.posterior import jeffreys_interval
from evalkit.stats.predictive import at_most

__all__ = ["LEAST_ATTEMPTS", "WINDOW", "Steadiness", "steadiness"]

LEAST_ATTEMPTS = 20
WINDOW = 30
"""Nights looked back on, of those in which the scenario was played as it is now."""
_SURELY_BETWEEN = (0.05, 0.95)
_CONFIDENCE = 0.9
_MOVED_ALPHA = 0.01
"""Doubt at which the two halves of the nights are of two rates, either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steadiness:
    """How reliably a scenario passes, over the newest nights of one series."""

    key: str
    scenario_id: str
    content: str
    passed: int
    attempts: int
    """That measured the model; those in quarantine are among them."""
    nights: int
    interval: Interval
    """Of the pass rate, 90 % of the posterior."""
    moved: bool
    """True when the older half of its nights and the newer one do not have the same rate."""

    @property
    def flaky(self) -> bool:
        """True when it surely passes sometimes and fails sometimes, and has always done so."""
        low, high = _SURELY_BETWEEN
        known = self.attempts >= LEAST_ATTEMPTS and not self.moved
        return known and low < self.interval.low and self.interval.high < high


def steadiness(nights: Sequence[Night]) -> tuple[Steadiness, ...]:
    """Returns how reliably each scenario passes, in order of series and scenario.

    Only a scenario's newest content counts: another content is another scenario. Arms that were played as a baseline
    beside a run are another configuration, and left out.

    Args:
        nights: of any series, in any order.
    """
    by_scenario: defaultdict[tuple[str, str], dict[str, list[tuple[int, int]]]] = defaultdict(dict)
    for night in sorted(nights, key=lambda each: (each.started_at, each.run_id)):
        for (scenario_id, content), counted in _counted(night).items():
            contents = by_scenario[night.key, scenario_id]
            # The order of the contents is that of their newest night.
            contents[content] = [*contents.pop(content, []), counted]
    return tuple(
        _steadiness(key, scenario_id, content, counts[-WINDOW:])
        for (key, scenario_id), contents in sorted(by_scenario.items())
        for content, counts in list(contents.items())[-1:]
    )


def _counted(night: Night) -> dict[tuple[str, str], tuple[int, int]]:
    """Passes and attempts of each scenario of a night."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for each in night.played:
        if each.measured and each.arm != "baseline":
            passed, attempts = found.get((each.scenario_id, each.content), (0, 0))
            found[each.scenario_id, each.content] = passed + each.passed, attempts + 1
    return found


def _steadiness(key: str, scenario_id: str, content: str, counts: Sequence[tuple[int, int]]) -> Steadiness:
    passed, attempts = _sum(counts)
    return Steadiness(
        key=key,
        scenario_id=scenario_id,
        content=content,
        passed=passed,
        attempts=attempts,
        nights=len(counts),
        interval=jeffreys_interval(passed, attempts, _CONFIDENCE),
        moved=_has_moved(_sum(counts[: len(counts) // 2]), _sum(counts[len(counts) // 2 :])),
    )


def _has_moved(older: tuple[int, int], newer: tuple[int, int]) -> bool:
    fewer = at_most(newer[0], newer[1], older[0], older[1])
    failed_before, failed_now = older[1] - older[0], newer[1] - newer[0]
    more = at_most(failed_now, newer[1], failed_before, older[1])
    return min(fewer, more) <= _MOVED_ALPHA


def _sum(counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(passed for passed, _ in counts), sum(attempts for _, attempts in counts)
