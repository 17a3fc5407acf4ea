"""Two stored runs: the first as a baseline of one night, the second as tonight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evalkit.errors import UsageError
from evalkit.history.night import EXACT_ENDPOINTS, Night, night_of
from evalkit.outcome import RunVerdict
from evalkit.results import RunResult
from evalkit.verdict.judge import judge
from evalkit.verdict.policy import DEFAULT, Policy

__all__ = ["Comparison", "compare_runs"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the second of two runs is beside the first."""

    verdict: RunVerdict
    differences: tuple[str, ...]
    """What the runs were played on, where that is not the same, in words."""
    uncompared: tuple[str, ...]
    """What is not compared, in words: scenarios that one of them lacks or that changed, metrics of another version."""


def compare_runs(before: RunResult, now: RunResult, *, anyway: bool = False, policy: Policy = DEFAULT) -> Comparison:
    """Compares two runs; exactly where both are replays, else by statistics.

    Args:
        before: the baseline.
        now: what is judged by it.
        anyway: also runs of different endpoints, models or places.
        policy: the numbers.

    Raises:
        UsageError: the runs were played on different things, which are named.
    """
    old, new = night_of(before), night_of(now)
    differences = tuple(_differences(old, new))
    if differences and not anyway:
        hint = "what differs there would look like a change; add --anyway to compare them all the same"
        raise UsageError(f"{before.run_id} and {now.run_id} differ in {' and in '.join(differences)}", hint)
    if old.endpoint not in EXACT_ENDPOINTS:
        # Chance is in the comparison as soon as it is in one of the two.
        new = replace(new, endpoint=old.endpoint)
    # Whatever was played later, the first is the baseline; and a run may be compared with itself.
    baseline = replace(old, run_id=f"{old.run_id} as baseline", key=new.key, started_at="", accepted_at="compared")
    uncompared = (*_lone_scenarios(old, new), *_changed_scenarios(old, new), *_changed_metrics(before, now))
    return Comparison(judge(new, (baseline,), None, policy), differences, uncompared)


def _differences(old: Night, new: Night) -> Iterator[str]:
    if old.key == new.key:
        return
    for what in ("endpoint", "model", "place"):
        one, other = getattr(old, what), getattr(new, what)
        if one != other:
            yield f"{what} ({one or 'none'}, {other or 'none'})"


def _lone_scenarios(old: Night, new: Night) -> Iterator[str]:
    before, now = ({each.scenario_id for each in night.played} for night in (old, new))
    for what, names in (("only in the first run", before - now), ("only in the second run", now - before)):
        if names:
            yield f"{what}: {_listed(sorted(names))}"


def _changed_scenarios(old: Night, new: Night) -> Iterator[str]:
    contents = {each.scenario_id: each.content for each in old.played}
    found = {each.scenario_id for each in new.played if contents.get(each.scenario_id, each.content) != each.content}
    if found:
        yield f"not compared, for what they play or expect has changed: {_listed(sorted(found))}"


def _changed_metrics(before: RunResult, now: RunResult) -> Iterator[str]:
    known, found = _versions(before), _versions(now)
    changed = [
        f"{name} (versions {_joined(known[name])} and {_joined(found[name])})"
        for name in sorted(known.keys() & found.keys())
        if known[name] != found[name]
    ]
    if changed:
        yield f"not compared, until the older run is scored again (evalkit score): {_listed(changed)}"


def _versions(run: RunResult) -> Mapping[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for attempt in run.sample:
        for score in attempt.scores:
            found[f"{score.scorer}.{score.metric}"].add(score.version)
    return {name: frozenset(versions) for name, versions in found.items()}


def _joined(versions: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(versions)))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
