"""Which series follow each other: a new model is a new series, and still the next chapter of one story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from evalkit.errors import HistoryError, nearest
from evalkit.history.night import Night

__all__ = ["of_scenario", "sections"]


def sections(nights: Sequence[Night]) -> tuple[tuple[Night, ...], ...]:
    """Returns the nights in chapters, oldest first in each; the chapter with the newest night comes first.

    Series of one endpoint that do not overlap in time share a chapter, in which the key changes at a point; those that
    are played side by side, as two models every night, have one each.

    Args:
        nights: in any order.
    """
    by_key: defaultdict[str, list[Night]] = defaultdict(list)
    for night in sorted(nights, key=_time):
        by_key[night.key].append(night)
    chapters: list[list[Night]] = []
    for series in sorted(by_key.values(), key=lambda each: _time(each[0])):
        open_one = next((each for each in chapters if _follows(series, each)), None)
        if open_one is None:
            chapters.append(series)
        else:
            open_one += series
    return tuple(tuple(each) for each in sorted(chapters, key=lambda each: _time(each[-1]), reverse=True))


def of_scenario(nights: Sequence[Night], scenario_id: str) -> tuple[Night, ...]:
    """Returns the nights with nothing but the attempts of one scenario; those that lack it are left out.

    Raises:
        HistoryError: no night has it.
    """
    found = [replace(night, played=tuple(p for p in night.played if p.scenario_id == scenario_id)) for night in nights]
    if not any(night.played for night in found):
        known = {played.scenario_id for night in nights for played in night.played}
        close = nearest(scenario_id, known)
        hint = f"did you mean {close!r}?" if close else "the strips of evalkit history name all"
        raise HistoryError(f"scenario {scenario_id!r}", "no night has it", hint)
    return tuple(night for night in found if night.played)


def _follows(series: Sequence[Night], chapter: Sequence[Night]) -> bool:
    return chapter[-1].endpoint == series[0].endpoint and _time(chapter[-1]) < _time(series[0])


def _time(night: Night) -> tuple[str, str]:
    return night.started_at, night.run_id
