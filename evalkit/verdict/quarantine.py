"""Scenarios in quarantine: what a night counts without them, and what is said of them beside the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from evalkit.history.night import Night, Played
from evalkit.outcome import Outcome, RunVerdict
from evalkit.verdict.policy import Policy

__all__ = ["with_quarantined", "without_quarantined"]


def without_quarantined(night: Night) -> Night:
    """Returns the night as if attempts in quarantine had been neither planned nor played.

    It is asked of every night: while a scenario was known to be broken, its attempts are no baseline for it either.
    """
    counted = tuple(each for each in night.played if not each.quarantined)
    if len(counted) == len(night.played):
        return night
    return replace(night, played=counted, planned=max(0, night.planned - len(night.played) + len(counted)))


def with_quarantined(verdict: RunVerdict, night: Night, policy: Policy) -> RunVerdict:
    """Returns the verdict with its quarantined scenarios named among what is watched.

    Where they are too many, the rest does not speak for the suite: nothing but a regression stands then.

    Args:
        verdict: of the night without them.
        night: with them.
        policy: the numbers.
    """
    aside = _quarantined(night)
    if not aside:
        return verdict
    known = {each.scenario_id for each in night.played}
    verdict = replace(
        verdict,
        watched=(*verdict.watched, *_in_words(aside)),
        gone_scenarios=tuple(each for each in verdict.gone_scenarios if each not in aside),
    )
    if len(aside) / len(known) <= policy.most_quarantined:
        return verdict
    most = f"at most {policy.most_quarantined:.0%} may be"
    why = f"{len(aside):,} of {len(known):,} scenarios are in quarantine, where {most}"
    if verdict.outcome is Outcome.REGRESSED:
        return replace(verdict, why=f"{verdict.why}; and {why}")
    return replace(verdict, outcome=Outcome.INCONCLUSIVE, why=why)


def _quarantined(night: Night) -> dict[str, list[Played]]:
    found: defaultdict[str, list[Played]] = defaultdict(list)
    for each in night.played:
        if each.quarantined:
            found[each.scenario_id].append(each)
    return dict(sorted(found.items()))


def _in_words(aside: dict[str, list[Played]]) -> Iterator[str]:
    for scenario_id, played in aside.items():
        measured = [each for each in played if each.measured]
        passed = sum(each.passed for each in measured)
        yield f"in quarantine: {scenario_id} ({passed:,} of {len(measured):,} passed)"
