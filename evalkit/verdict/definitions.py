"""What "passed" rested on: a scenario judged by another version of a metric is compared with nothing, and says so.

Which metrics had an expectation depends on what the model did (a turn with tools has times of its own), so that not the
lists are compared but the versions of what both of them have: a model that fails otherwise stays the same scenario.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from evalkit.history.night import Night, Played

__all__ = ["redefined", "redefined_in_words", "with_same_definitions"]

_Key: TypeAlias = tuple[str, str]
_SHOWN = 5


def with_same_definitions(before: Night, night: Night) -> Night:
    """Returns an earlier night without the attempts that were judged by other versions of tonight's metrics.

    A night that does not say by which versions it was judged is kept as it is.
    """
    versions = _versions(night)
    kept = tuple(each for each in before.played if not _conflicts(each, versions))
    return before if len(kept) == len(before.played) else replace(before, played=kept)


def redefined(night: Night, before: Sequence[Night]) -> Mapping[str, tuple[str, ...]]:
    """Returns the scenarios whose earlier attempts were all judged by other versions, with tonight's versions of those.

    Args:
        night: tonight.
        before: earlier nights, whole.
    """
    versions = _versions(night)
    found: defaultdict[_Key, set[str]] = defaultdict(set)
    same: set[_Key] = set()
    for each in (played for other in before for played in other.played):
        if conflicts := _conflicts(each, versions):
            found[each.scenario_id, each.content] |= conflicts
        else:
            same.add((each.scenario_id, each.content))
    return {key[0]: tuple(sorted(names)) for key, names in sorted(found.items()) if key not in same}


def redefined_in_words(found: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Returns one line that names them and what is new; none where there are none."""
    if not found:
        return ()
    names = sorted({name for each in found.values() for name in each})
    return (f"new, as scored by newer definitions ({_listed(names)}): {_listed(list(found))}",)


def _versions(night: Night) -> Mapping[_Key, Mapping[str, frozenset[str]]]:
    """By scenario and metric the versions it was judged by; more than one where a run was partly scored again."""
    found: defaultdict[_Key, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in dict.fromkeys((played.scenario_id, played.content, played.definitions) for played in night.played):
        for name in each[2]:
            metric, _, version = name.rpartition("@")
            found[each[0], each[1]][metric].add(version)
    return {
        key: {metric: frozenset(versions) for metric, versions in metrics.items()} for key, metrics in found.items()
    }


def _conflicts(played: Played, versions: Mapping[_Key, Mapping[str, frozenset[str]]]) -> set[str]:
    """Tonight's names of the metrics that an attempt was judged by in another version."""
    mine = versions.get((played.scenario_id, played.content))
    if not mine:
        return set()
    return {
        f"{metric}@{new}"
        for metric, _, version in (name.rpartition("@") for name in played.definitions)
        if version not in mine.get(metric, (version,))
        for new in mine[metric]
    }


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
