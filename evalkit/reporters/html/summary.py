"""What stands in a run's page itself: columns with which every attempt is listed, filtered and sorted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.outcome import Past
from evalkit.reporters.counts import STATUS_WORDS, reasons
from evalkit.reporters.html.address import attempt_anchor
from evalkit.reporters.html.aliases import aliases
from evalkit.reporters.html.model import Badge
from evalkit.reporters.html.scenario import Grouped, scenario_view
from evalkit.reporters.plain import one_line
from evalkit.reporters.verdict_words import moved
from evalkit.results import AttemptResult, RunResult
from evalkit.scorers.base import Better, Score

__all__ = ["FORMAT", "details_name", "summary_data"]

FORMAT = 1
"""Format number of the summary and the details (`frontend/src/data/summary.ts`)."""
_STATUSES: list[str] = list(STATUS_WORDS)
_LONGEST_GIST = 160
_LONGEST_REASON = 300


def summary_data(run: RunResult, by_scenario: Grouped, shards: Sequence[int], *, live: bool = False) -> dict[str, Any]:
    """Returns the summary, as the contract of the page's script has it.

    Args:
        run: the run.
        by_scenario: its attempts.
        shards: for each attempt, in the order of `by_scenario`, the number of the file that holds its details.
        live: whether the run is still being played.
    """
    attempts = [attempt for group in by_scenario.values() for attempt in group]
    tags = sorted({one_line(tag, 60) for group in by_scenario.values() for tag in group[0].tags})
    metrics = _metrics(attempts)
    scenarios, provenances = _scenarios(run, by_scenario, tags)
    return {
        "format": FORMAT,
        "run_id": one_line(run.run_id, 120),
        "live": live,
        "statuses": list(STATUS_WORDS.items()),
        "tags": tags,
        "scenarios": scenarios,
        "provenances": provenances,
        "attempts": _attempts(by_scenario, shards),
        "metrics": metrics,
        "aliases": aliases({metric["name"] for metric in metrics}),
        "details": [details_name(number) for number in sorted(set(shards))],
    }


def details_name(number: int) -> str:
    """Returns the address of a file of details, relative to the page."""
    return f"details/{number:04d}.js"


def _scenarios(
    run: RunResult, by_scenario: Grouped, tags: Sequence[str]
) -> tuple[dict[str, list[Any]], list[dict[str, str]]]:
    views = [scenario_view(name, attempts) for name, attempts in by_scenario.items()]
    place = {tag: number for number, tag in enumerate(tags)}
    badges = list(dict.fromkeys(view.provenance for view in views))
    changed = _changed(run)
    past = {each.scenario_id: each for each in run.verdict.past} if run.verdict else {}
    columns: dict[str, list[Any]] = {
        "anchor": [view.anchor for view in views],
        "name": [view.name for view in views],
        "status": [_STATUSES.index(view.status) for view in views],
        "tags": [[place[tag] for tag in view.tags] for view in views],
        "passed": [view.passed for view in views],
        "description": [one_line(view.description, _LONGEST_GIST) for view in views],
        "duration_s": [_rounded(view.duration_s) for view in views],
        "provenance": [badges.index(view.provenance) for view in views],
        "quarantined": [bool(view.quarantined) for view in views],
        "moved": [changed.get(name, "") for name in by_scenario],
        "nights": [one_line(past[name].nights, 60) if name in past else "" for name in by_scenario],
        "flaky": [_flaky(past.get(name)) for name in by_scenario],
    }
    return columns, [_badge(badge) for badge in badges]


def _flaky(past: Past | None) -> str:
    if past is None or not past.flaky:
        return ""
    return f"flaky: {past.passed:,} of {past.attempts:,} passed over {_nights(len(past.nights))}"


def _nights(number: int) -> str:
    return f"{number} night{'' if number == 1 else 's'}"


def _badge(badge: Badge) -> dict[str, str]:
    return {"kind": badge.kind, "text": badge.text, "title": badge.title}


def _changed(run: RunResult) -> Mapping[str, str]:
    """The kind of what changed by scenario, the worst where several did."""
    found: dict[str, str] = {}
    for each in moved(run.verdict) if run.verdict else ():
        found.setdefault(each.scenario_id, each.kind)
    return found


def _attempts(by_scenario: Grouped, shards: Sequence[int]) -> dict[str, list[Any]]:
    placed = [(place, each) for place, group in enumerate(by_scenario.values()) for each in group]
    return {
        "scenario": [place for place, _ in placed],
        "number": [_number(each) for _, each in placed],
        "status": [_STATUSES.index(each.status) for _, each in placed],
        "duration_s": [_rounded(each.duration_s) for _, each in placed],
        "reason": [_reason(each) for _, each in placed],
        "details": list(shards),
    }


def _number(attempt: AttemptResult) -> str:
    return attempt_anchor(attempt).rpartition("/")[2]


def _reason(attempt: AttemptResult) -> str:
    if attempt.status in ("passed", "expected_failure"):
        return ""
    return one_line(reasons(attempt)[0], _LONGEST_REASON)


def _metrics(attempts: Sequence[AttemptResult]) -> list[dict[str, Any]]:
    """Of each attempt the worst value of all its turns; a metric that nobody measured is left out."""
    units: dict[str, tuple[str, Better]] = {}
    worst: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for place, attempt in enumerate(attempts):
        for score in attempt.scores:
            if score.value is not None:
                name = f"{score.scorer}.{score.metric}"
                units.setdefault(name, (score.unit, score.better))
                known = worst[name].get(place)
                worst[name][place] = score.value if known is None else _worse(score, known)
    return [
        {
            "name": one_line(name, 100),
            "unit": one_line(units[name][0], 20),
            "better": units[name][1],
            "values": [_rounded(values.get(place)) for place in range(len(attempts))],
        }
        for name, values in sorted(worst.items())
    ]


def _worse(score: Score, other: float) -> float:
    assert score.value is not None
    return min(score.value, other) if score.better == "higher" else max(score.value, other)


def _rounded(value: float | None) -> float | int | None:
    """Seven digits: a limit of a filter falls on the same side as that of a score, in half the letters."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    rounded = float(f"{value:.7g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
