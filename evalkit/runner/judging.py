"""A run that has ended, against its baseline: which of its attempts are the night, and which confirm it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from evalkit.errors import HistoryError
from evalkit.history.night import Night, Played, night_of
from evalkit.history.store import read_history
from evalkit.outcome import RunVerdict
from evalkit.results import AttemptResult, RunResult
from evalkit.verdict.judge import judge
from evalkit.verdict.policy import DEFAULT, Policy

__all__ = ["first_verdict", "fresh_arms", "fresh_needed", "judged", "judged_again"]

_ENOUGH = 0.8
"""Share of a scenario's fresh repeats that must measure the model before they say anything."""


def judged(run: RunResult, history: Sequence[Night], policy: Policy = DEFAULT) -> RunResult:
    """Returns the run with its verdict: by its first attempts, and by its fresh ones where there are enough of them.

    Fresh repeats that were cut short neither confirm nor acquit, or whoever stops a run early would turn it green.

    Args:
        run: one that has ended.
        history: the nights of its baseline; none where it played its own baseline in turn.
        policy: the numbers.
    """
    first = first_verdict(run, history, policy)
    fresh = [each for each in run.attempts if each.fresh]
    if not fresh or not first.unconfirmed:
        return replace(run, verdict=first)
    needed, both_arms = fresh_needed(run, first, policy), fresh_arms(run, first)
    enough = _complete(run, needed, both_arms=both_arms)
    verdict = judge(_night(run), history, _fresh_night(run, enough), policy)
    if verdict.unconfirmed:
        measured, asked = sum(map(_is_measured, fresh)), sum(needed.values()) * (1 + both_arms)
        short = f"{measured} of {asked} fresh repeats were measured, too few to confirm it or take it back"
        verdict = replace(_with_the_few(verdict, fresh), why=f"{verdict.why}; {short}")
    return replace(run, verdict=verdict)


def judged_again(run: RunResult) -> RunResult:
    """Returns a judged run with the verdict that its results have by now; one that was not judged as it is.

    Nights after it say nothing of it, so the same results are judged the same way for ever. Where its history cannot
    be read it loses its verdict: an old one would be of other results.
    """
    if run.verdict is None:
        return run
    place = run.settings.get("baseline")
    try:
        return judged(run, read_history(place) if isinstance(place, str) else ())
    except HistoryError:
        return replace(run, verdict=None)


def first_verdict(run: RunResult, history: Sequence[Night], policy: Policy = DEFAULT) -> RunVerdict:
    """Returns what the planned attempts of a run say, before any fresh repeat."""
    return judge(_night(run), history, None, policy)


def fresh_needed(run: RunResult, verdict: RunVerdict, policy: Policy = DEFAULT) -> Mapping[str, int]:
    """Returns how many fresh repeats of which scenario a verdict asks for, by scenario id in order of id.

    A gate over all scenarios asks for a full pass with as many repeats as the run had: those that look worst alone
    would look better a second time by chance. A scenario that looks broken asks for the policy's own number.
    """
    counted = (each.scenario_id for each in run.sample if verdict.suite_to_confirm and not each.quarantined)
    repeats = Counter(counted)
    for scenario_id in verdict.to_confirm:
        repeats[scenario_id] = max(repeats[scenario_id], policy.break_repeats)
    return dict(sorted(repeats.items()))


def fresh_arms(run: RunResult, verdict: RunVerdict) -> bool:
    """Returns whether fresh repeats are played in both arms: the first look chose among the luck of both."""
    return verdict.suite_to_confirm and any(each.arm == "baseline" for each in run.attempts)


def _night(run: RunResult) -> Night:
    """The planned attempts, of both arms where there are two."""
    return replace(
        night_of(run), played=_played(run, [each for each in run.attempts if not each.fresh]), planned=run.planned
    )


def _fresh_night(run: RunResult, scenarios: Collection[str]) -> Night:
    fresh = [each for each in run.attempts if each.fresh and each.scenario_id in scenarios]
    return replace(night_of(run), played=_played(run, fresh))


def _played(run: RunResult, attempts: Sequence[AttemptResult]) -> tuple[Played, ...]:
    baseline = [each for each in attempts if each.arm == "baseline"]
    own = _as_planned(run, [each for each in attempts if each.arm != "baseline"])
    if not baseline:
        return own
    # What differs between the arms is part of a scenario's content, and yet both play the same one.
    contents = {each.scenario_id: each.content for each in run.sample}
    return (
        *(replace(each, arm="candidate") for each in own),
        *(
            replace(each, arm="baseline", content=contents.get(each.scenario_id, each.content))
            for each in _as_planned(run, baseline)
        ),
    )


def _as_planned(run: RunResult, attempts: Sequence[AttemptResult]) -> tuple[Played, ...]:
    """Attempts as a night has them; it has planned ones of the run's own arm alone, so that is how it is shown them."""
    return night_of(replace(run, attempts=tuple(replace(each, fresh=False, arm="") for each in attempts))).played


def _with_the_few(verdict: RunVerdict, fresh: Sequence[AttemptResult]) -> RunVerdict:
    """The verdict with the fresh repeats that say nothing because they are too few, so that a reader sees them."""
    own = [each for each in fresh if each.arm != "baseline" and _is_measured(each)]
    counts, passed = Counter(each.scenario_id for each in own), Counter(map(_id_if_passed, own))
    breaks = (
        replace(each, fresh_passed=passed[each.scenario_id], fresh_attempts=counts[each.scenario_id])
        if each.confirmed is None
        else each
        for each in verdict.breaks
    )
    return replace(verdict, breaks=tuple(breaks))


def _complete(run: RunResult, needed: Mapping[str, int], *, both_arms: bool) -> frozenset[str]:
    """The scenarios of which enough fresh repeats measured the model, in both arms where both are asked for."""
    measured = Counter(
        (each.scenario_id, each.arm == "baseline") for each in run.attempts if each.fresh and _is_measured(each)
    )
    arms = (False, True) if both_arms else (False,)
    return frozenset(
        name
        for name, repeats in needed.items()
        if all(measured[name, arm] >= math.ceil(_ENOUGH * repeats) for arm in arms)
    )


def _id_if_passed(attempt: AttemptResult) -> str:
    return attempt.scenario_id if attempt.status in ("passed", "expected_failure") else ""


def _is_measured(attempt: AttemptResult) -> bool:
    return attempt.status not in ("infra", "invalid")
