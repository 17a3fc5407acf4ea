"""What the script of the page of two runs lists: every scenario, in columns (`frontend/src/compare/data.ts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.reporters.counts import STATUS_WORDS
from evalkit.reporters.html.address import attempt_anchor, scenario_anchor
from evalkit.reporters.html.compare_changed import Pair, pair_of
from evalkit.reporters.html.compare_metrics import Measured
from evalkit.reporters.html.compare_model import Side
from evalkit.reporters.html.details import numbers, sharded
from evalkit.reporters.html.scenario import Grouped, scenario_view
from evalkit.reporters.html.summary import details_name
from evalkit.reporters.plain import one_line
from evalkit.reporters.verdict_words import KINDS, Moved
from evalkit.results import AttemptResult

__all__ = ["FORMAT", "compare_data"]

FORMAT = 1
_STATUSES: list[str] = list(STATUS_WORDS)
_LONGEST_GIST = 160


def compare_data(
    before: tuple[Side, Grouped],
    now: tuple[Side, Grouped],
    found: Sequence[Moved],
    values: tuple[Measured, Measured],
    *,
    exact: bool,
) -> dict[str, Any]:
    """Returns the page's data.

    Args:
        before: the first run and its attempts by scenario.
        now: the second.
        found: what changed, worst first.
        values: what each run measured.
        exact: whether every difference is real.
    """
    names = [*now[1], *(name for name in before[1] if name not in now[1])]
    known: dict[str, Moved] = {}
    for each in found:
        known.setdefault(each.scenario_id, each)
    sides = {"a": _Columns(*before), "b": _Columns(*now)}
    return {
        "format": FORMAT,
        "exact": exact,
        "statuses": list(STATUS_WORDS.items()),
        "a": sides["a"].about,
        "b": sides["b"].about,
        "scenarios": {
            "anchor": [scenario_anchor(name) for name in names],
            "name": [one_line(name, 200) or "unnamed" for name in names],
            "description": [_gist((now[1].get(name) or before[1][name])[0]) for name in names],
            "tags": [[one_line(tag, 60) for tag in (now[1].get(name) or before[1][name])[0].tags] for name in names],
            "moved": [known[name].kind if name in known else "" for name in names],
            "moved_words": [KINDS[known[name].kind] if name in known else "" for name in names],
            "sentence": [known[name].sentence if name in known else "" for name in names],
            "changed_content": [_content(before[1], name) != _content(now[1], name) for name in names],
            "said_otherwise": [_texts(before[1], name) != _texts(now[1], name) for name in names],
            "show": [_show(known.get(name), before[1].get(name, ()), now[1].get(name, ())) for name in names],
            "a": [sides["a"].row(name) for name in names],
            "b": [sides["b"].row(name) for name in names],
        },
        "metrics": _metrics(names, before[1], now[1], values),
    }


class _Columns:
    """What one run has of each scenario."""

    def __init__(self, side: Side, by_scenario: Grouped) -> None:
        self._by_scenario = by_scenario
        shards = tuple(sharded(by_scenario))
        self._shards = {name: number for number, shard in enumerate(shards) for name in shard}
        self.about = {
            "run_id": one_line(side.run.run_id, 120),
            "base": side.base,
            "details": [f"{side.base}{details_name(number)}" for number in sorted(set(numbers(shards)))],
        }

    def row(self, name: str) -> dict[str, Any] | None:
        """Of one scenario; None where the run has none of it."""
        attempts = self._by_scenario.get(name)
        if not attempts:
            return None
        view = scenario_view(name, attempts)
        return {
            "status": _STATUSES.index(view.status),
            "passed": view.passed,
            "numbers": [_number(each) for each in attempts],
            "statuses": [_STATUSES.index(each.status) for each in attempts],
            "details": self._shards[name],
        }


def _gist(attempt: AttemptResult) -> str:
    return one_line(attempt.description, _LONGEST_GIST)


def _content(by_scenario: Grouped, name: str) -> set[str]:
    return {each.content for each in by_scenario.get(name, ())}


def _texts(by_scenario: Grouped, name: str) -> list[list[tuple[str, str]]]:
    """What was heard and said; the order in which attempts ended says nothing."""
    return sorted([[(turn.heard, turn.said) for turn in each.turns] for each in by_scenario.get(name, ())])


def _show(moved: Moved | None, before: Sequence[AttemptResult], now: Sequence[AttemptResult]) -> list[Any] | None:
    """The attempts to open: those that show what changed, else the first of each; None where a run has none."""
    if not before or not now:
        return None
    pair: Pair | None = pair_of(moved, before, now) if moved else None
    if pair is None:
        pair = (before[0], now[0], None)
    return [_number(pair[0]), _number(pair[1]), None if pair[2] is None else pair[2] + 1]


def _metrics(
    names: Sequence[str], before: Grouped, now: Grouped, values: tuple[Measured, Measured]
) -> list[dict[str, Any]]:
    """The level of each scenario in each run, of metrics of one version that both have."""
    old, new = (each.levels() for each in values)
    same = [sorted(_content(before, name) & _content(now, name)) for name in names]
    keys = [[(name, content) for content in contents] for name, contents in zip(names, same, strict=True)]
    found = []
    for metric in sorted(old.keys() & new.keys()):
        a, b = ([_first(side[metric], each) for each in keys] for side in (old, new))
        if any(value is not None for value in a) and any(value is not None for value in b):
            name, _, version = metric.partition("@")
            unit = values[1].units[metric]
            shown = one_line(name if version == "1" else f"{name} v{version}", 100)
            found.append({"name": shown, "unit": one_line(unit.unit, 20), "better": unit.better, "a": a, "b": b})
    return found


def _first(values: Mapping[tuple[str, str], float], keys: Sequence[tuple[str, str]]) -> float | None:
    """Seven digits, so that a filter takes what is shown; more are only how floats add up."""
    found = next((values[key] for key in keys if key in values), None)
    return None if found is None else float(f"{found:.7g}")


def _number(attempt: AttemptResult) -> str:
    return attempt_anchor(attempt).rpartition("/")[2]
