from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.history.night import Night
from evalkit.outcome import Outcome, RunVerdict
from evalkit.verdict.judge import judge
from evalkit.verdict.policy import DEFAULT
from evalkit.verdict.quarantine import with_quarantined, without_quarantined
from tests.history.made_nights import a_night, attempts

REST = tuple(each for number in range(19) for each in attempts(f"s{number:02}", "+"))


def replayed(day: int, passes: str, *, quarantined: bool, accepted: bool = True) -> Night:
    """A night of twenty scenarios, of which `bad` is the one in question."""
    played = (*REST, *attempts("bad", passes, quarantined=quarantined))
    return a_night(day, played, endpoint="replay", accepted_at="2026-11-02" if accepted else "")


def test_what_is_in_quarantine_was_neither_planned_nor_played() -> None:
    night = a_night(1, (*attempts("a", "++"), *attempts("b", "--?", quarantined=True)), planned=6)
    found = without_quarantined(night)
    # One of the six was never played, and still is missing.
    assert (found.planned, found.played) == (3, attempts("a", "++"))
    assert without_quarantined(found) is found


def test_a_worse_scenario_is_red_and_in_quarantine_is_only_watched() -> None:
    before = [replayed(1, "+", quarantined=False)]
    assert judge(replayed(2, "-", quarantined=False), before).outcome is Outcome.REGRESSED
    verdict = judge(replayed(2, "-", quarantined=True), before)
    assert (verdict.outcome, verdict.changes, verdict.gone_scenarios) == (Outcome.PASS, (), ())
    assert verdict.watched == ("in quarantine: bad (0 of 1 passed)",)
    assert (verdict.planned, verdict.measured) == (19, 19)


def test_attempts_that_could_not_be_measured_in_quarantine_are_not_missing() -> None:
    verdict = judge(replayed(2, "?????", quarantined=True), [replayed(1, "+", quarantined=False)])
    assert verdict.outcome is Outcome.PASS
    assert verdict.watched == ("in quarantine: bad (0 of 0 passed)",)


def test_nights_in_quarantine_are_no_baseline_for_what_comes_after() -> None:
    history = [replayed(1, "-", quarantined=True)]
    verdict = judge(replayed(2, "-", quarantined=False), history)
    assert (verdict.outcome, verdict.new_scenarios) == (Outcome.PASS, ("bad",))


@pytest.mark.parametrize(
    ("scenarios", "aside", "outcome"), [(20, 2, "PASS"), (20, 3, "INCONCLUSIVE"), (5, 1, "INCONCLUSIVE")]
)
def test_more_than_a_tenth_of_the_scenarios_never_passes(scenarios: int, aside: int, outcome: str) -> None:
    def night(day: int, aside: int) -> Night:
        played = [attempts(f"s{number}", "+", quarantined=number < aside) for number in range(scenarios)]
        return a_night(day, sum(played, ()), endpoint="replay", accepted_at="x")

    verdict = judge(night(2, aside), [night(1, 0)])
    assert verdict.outcome == outcome
    if outcome == "INCONCLUSIVE":
        assert verdict.why == f"{aside} of {scenarios} scenarios are in quarantine, where at most 10% may be"


def test_too_many_in_quarantine_hide_no_regression() -> None:
    red = RunVerdict(outcome=Outcome.REGRESSED, why="broken: a")
    night = a_night(1, (*attempts("a", "-"), *attempts("b", "-", quarantined=True)))
    verdict = with_quarantined(red, night, DEFAULT)
    assert verdict.outcome is Outcome.REGRESSED
    assert verdict.why == "broken: a; and 1 of 2 scenarios are in quarantine, where at most 10% may be"


def test_without_quarantine_nothing_changes() -> None:
    verdict = RunVerdict(outcome=Outcome.PASS, why="", gone_scenarios=("x",))
    assert with_quarantined(verdict, a_night(1, attempts("a", "+")), DEFAULT) is verdict


def test_a_scenario_that_is_gone_is_told_from_one_in_quarantine() -> None:
    before = replace(replayed(1, "+", quarantined=False))
    before = replace(before, played=(*before.played, *attempts("old", "+")))
    assert judge(replayed(2, "-", quarantined=True), [before]).gone_scenarios == ("old",)
