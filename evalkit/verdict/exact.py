"""Replays: nothing is random in them, so that each scenario is held against its last accepted night, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evalkit.outcome import Change, GateName, Outcome, RunVerdict
from evalkit.verdict.changes import changes, is_moved, ranked, slower_or_faster
from evalkit.verdict.policy import Policy
from evalkit.verdict.tally import NightTally, ScenarioKey, ScenarioTally

__all__ = ["exactly"]


def exactly(verdict: RunVerdict, now: NightTally, before: Sequence[NightTally], policy: Policy) -> RunVerdict:
    """Returns the verdict: whatever is worse got worse, however little; times from the floors on.

    A scenario that was measured before and cannot be now makes the run inconclusive.
    """
    known = _latest(before)
    lost = sorted(key[0] for key, scenario in now.scenarios.items() if key in known.scenarios and not scenario.attempts)
    moved = _moved(now, known, policy)
    verdict = replace(verdict, changes=moved)
    worse = dict.fromkeys(change.scenario_id for change in moved if change.worse)
    if lost:
        return replace(verdict, outcome=Outcome.INCONCLUSIVE, why=f"could not be measured: {', '.join(lost)}")
    if worse:
        return replace(verdict, outcome=Outcome.REGRESSED, why=f"worse than the baseline: {', '.join(worse)}")
    if moved:
        better = dict.fromkeys(change.scenario_id for change in moved)
        return replace(verdict, outcome=Outcome.IMPROVED, why=f"better than the baseline: {', '.join(better)}")
    return replace(verdict, why="nothing changed")


def _latest(before: Sequence[NightTally]) -> NightTally:
    """Each scenario as the last accepted night measured it: a night of three scenarios hides nothing of the rest."""
    found = {
        key: scenario for night in before for key, scenario in sorted(night.scenarios.items()) if scenario.attempts
    }
    return NightTally(run_id=before[-1].run_id if before else "", scenarios=found)


def _moved(now: NightTally, known: NightTally, policy: Policy) -> tuple[Change, ...]:
    """All that moved; of a scenario's times the median, unless a turn became slower behind it."""
    found = changes(now, [known], replace(policy, wer_floor=0.0, wer_relative_floor=0.0))
    times = {change.scenario_id: change for change in found if change.gate is GateName.LATENCY}
    for key, scenario in sorted(now.scenarios.items()):
        turn = _most_moved(key, scenario, known, policy)
        by_median = times.get(key[0])
        if turn is not None and (by_median is None or (turn.worse and not by_median.worse)):
            times[key[0]] = turn
    return ranked([*(change for change in found if change.gate is not GateName.LATENCY), *times.values()])


def _most_moved(key: ScenarioKey, now: ScenarioTally, known: NightTally, policy: Policy) -> Change | None:
    """The turn that became slower by most, else the one that became faster by most."""
    old = known.scenarios.get(key)
    turns = [] if old is None else list(_turns(key[0], now, old, policy))
    return max(turns, key=lambda each: (each.worse, abs(each.new - each.old)), default=None)


def _turns(scenario_id: str, new: ScenarioTally, old: ScenarioTally, policy: Policy) -> Iterator[Change]:
    """The turns that became slower or faster, where both sides have the same turns."""
    for name, times in new.times_ms.items():
        before = old.times_ms.get(name, ())
        if len(before) == len(times):
            for was, now in zip(before, times, strict=True):
                if was > 0 and now > 0 and is_moved(was, now, policy):
                    yield slower_or_faster(scenario_id, was, now)
