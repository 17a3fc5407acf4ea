"""How each scenario of a run went on the nights before: what a reader of a red mark asks first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeAlias

from evalkit.history.flaky import WINDOW, steadiness
from evalkit.history.night import Night
from evalkit.outcome import Past

__all__ = ["past"]

_Key: TypeAlias = tuple[str, str]
_Counts: TypeAlias = tuple[int, int]
"""Passed, and measured."""


def past(night: Night, before: Sequence[Night]) -> tuple[Past, ...]:
    """Returns the past of tonight's scenarios, in order of their ids; one never played as it is now has none.

    The nights are the same for all of them, so that signs in one column are of one night. Accepted or not, and in
    quarantine or not, what was played counts: this judges nothing.

    Args:
        night: tonight.
        before: earlier nights of its series, oldest first; the newest 30 are looked at.
    """
    wanted = {(each.scenario_id, each.content) for each in night.played}
    counted = [_counted(each, wanted) for each in before]
    counted = [each for each in counted if each][-WINDOW:]
    known = sorted({key for each in counted for key in each})
    mixed = {key for key in known if _is_mixed([each[key] for each in counted if key in each])}
    flaky = _flaky(before, mixed)
    return tuple(_past(key, [each.get(key) for each in counted], key in flaky) for key in known)


def _counted(night: Night, wanted: Collection[_Key]) -> dict[_Key, _Counts]:
    found: defaultdict[_Key, _Counts] = defaultdict(lambda: (0, 0))
    for each in night.played:
        key = (each.scenario_id, each.content)
        if key in wanted and each.arm != "baseline":
            passed, measured = found[key]
            found[key] = (passed + each.passed, measured + each.measured)
    return dict(found)


def _is_mixed(counts: Sequence[_Counts]) -> bool:
    passed, measured = _sum(counts)
    return 0 < passed < measured


def _flaky(nights: Sequence[Night], mixed: Collection[_Key]) -> set[_Key]:
    """Which are flaky; asked only of those that passed sometimes and failed sometimes, for it takes its time."""
    if not mixed:
        return set()
    kept = [
        replace(night, played=tuple(each for each in night.played if (each.scenario_id, each.content) in mixed))
        for night in nights
    ]
    return {(each.scenario_id, each.content) for each in steadiness(kept) if each.flaky}


def _past(key: _Key, counts: Sequence[_Counts | None], flaky: bool) -> Past:
    passed, attempts = _sum([each for each in counts if each is not None])
    signs = "".join(map(_sign, counts)).lstrip("·")
    return Past(scenario_id=key[0], nights=signs, passed=passed, attempts=attempts, flaky=flaky)


def _sign(counts: _Counts | None) -> str:
    passed, measured = counts or (0, 0)
    if not measured:
        return "·"
    return "●" if passed == measured else "◐" if passed else "○"


def _sum(counts: Sequence[_Counts]) -> _Counts:
    return sum(passed for passed, _ in counts), sum(measured for _, measured in counts)
