"""A small `selftest-stats`: thresholds that a right verdict misses once in a million seeds, and a wrong one mostly.

A count of nights is taken to be binomial, and a right verdict to be twice as often wrong as docs/verdict.md
says; each threshold is where that has a chance below 1e-6.
"""

from dataclasses import replace
from functools import cache

import pytest

from evalkit.outcome import GateName, Outcome, RunVerdict
from evalkit.selftest import trials
from evalkit.selftest.promises import TRIALS
from evalkit.selftest.trials import Judged, Setting, first_nights, interleaved_nights, quiet_nights, weeks
from evalkit.verdict.judge import Nights, judge_nights
from evalkit.verdict.policy import DEFAULT, Policy

SMALL = Setting(policy=replace(DEFAULT, draws=500))


@cache
def counted(name: str, nights: int) -> tuple[int, ...]:
    """How many nights of a trial each of its countings sees."""
    [trial] = [each for each in TRIALS if each.name == name]
    judged = list(trial.nights(nights, (1, 2, 3), replace(trial.setting, policy=SMALL.policy)))
    return tuple(sum(map(counting.seen, judged)) for counting in trial.countings)


def test_quiet_nights_are_hardly_ever_red() -> None:
    red, broken, passed, tools, silence, wer, latency, looked, _ = counted("quiet", 200)
    # 1.4 % of 200 nights: P(15 or more) = 2e-7. "Red at every lost coin toss" has 178 of them, one night of the first
    # audio at 5 % of drift 16 to 40.
    assert red < 15
    # All but the first audio, 0.4 %: P(9 or more) = 2e-7. Without fresh repeats there are about 10.
    assert broken + passed + tools + silence + wer < 9
    assert latency <= red <= looked, "something did look worse, or nothing was tried"
    assert looked > 0


def test_arms_in_turn_that_are_alike_are_hardly_ever_red() -> None:
    # 2.4 % of 100 nights: P(13 or more) = 9e-7.
    assert counted("interleaved-quiet", 100)[0] < 13


@pytest.mark.parametrize(
    ("name", "nights", "least"),
    [
        # Found 97 times in 100: P(fewer than 10 of 16) = 2e-7. A change that nobody looks for is found 0 times.
        ("broken-0.2", 16, 10),
        ("suite-10", 16, 10),
        ("wer", 16, 10),
        # 99 times in 100: P(fewer than 12 of 16) = 4e-7.
        ("interleaved-20", 16, 12),
        # 98 times in 100: P(fewer than 4 of 8) = 2e-7.
        ("week-40", 8, 4),
    ],
)
def test_what_changed_is_found(name: str, nights: int, least: int) -> None:
    assert counted(name, nights)[0] >= least


def test_what_looked_worse_was_played_again() -> None:
    found = list(first_nights(4, (1,), SMALL, lambda world: world.broken(0, 0.0), lambda world: world.broken(0, 1.0)))
    for judged in found:
        assert "s000" in judged.first.to_confirm
        [first] = [each for each in judged.final.breaks if each.scenario_id == "s000"]
        assert (first.confirmed, first.fresh_passed, first.fresh_attempts >= 10) == (True, 0, True)


def test_a_night_that_looked_well_is_not_played_again() -> None:
    judged = [each for each in quiet_nights(5, (1,), SMALL) if not each.first.unconfirmed]
    assert judged
    assert all(each.first is each.final for each in judged)


def test_arms_are_both_played_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Nights] = []

    def judged(nights: Nights, seed: int, policy: Policy) -> RunVerdict:
        seen.append(nights)
        return judge_nights(nights, seed, policy)

    monkeypatch.setattr(trials, "judge_nights", judged)
    list(interleaved_nights(1, (1,), SMALL, lambda world: world.lower(0.3)))
    [first, again] = seen
    assert (first.fresh, first.fresh_baseline_arm) == (None, None)
    assert again.fresh is not None
    assert again.fresh_baseline_arm is not None
    assert again.fresh.scenarios.keys() == again.fresh_baseline_arm.scenarios.keys() == first.now.scenarios.keys()


def test_a_week_ends_with_its_first_red_night() -> None:
    [judged] = weeks(1, (3,), replace(SMALL, history=15), lambda world: world.slower(3.0))
    assert judged.final.outcome is Outcome.REGRESSED
    [judged] = weeks(1, (3,), replace(SMALL, scenarios=20, repeats=5, history=15), trials.unaltered)
    assert judged.final.nights == 15 + 6


def test_the_same_seed_gives_the_same_nights() -> None:
    def both(seed: int) -> list[Judged]:
        return list(quiet_nights(3, (seed,), SMALL))

    assert both(1) == both(1)
    assert both(1) != both(2)


def test_the_first_audio_is_only_red_by_name() -> None:
    judged = next(interleaved_nights(1, (1,), SMALL, lambda world: world.slower(1.5)))
    [gate] = [each for each in judged.final.gates if each.outcome is Outcome.REGRESSED]
    assert gate.name is GateName.LATENCY
