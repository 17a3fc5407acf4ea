"""A run against its history: which nights count, which word is said, and that it is said again the same way."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.history.night import Night
from evalkit.outcome import GateName, Outcome
from evalkit.verdict.judge import judge, seed_of
from evalkit.verdict.policy import DEFAULT
from tests.verdict.nights import FIRST, TOOLS, WER, a_night, nights, suite, times

GOOD = suite([5] * 30, counts={TOOLS: (1, 1), WER: (1, 10)}, amounts={FIRST: (1_000.0,)})
HISTORY = nights(14, GOOD)
FAST = replace(DEFAULT, draws=500)


def worse(count: int, passed: int = 1) -> Night:
    return a_night(15, suite([passed] * count + [5] * (30 - count), amounts={FIRST: (1_000.0,)}))


def test_a_quiet_night_passes() -> None:
    found = judge(a_night(15, GOOD), HISTORY)
    assert (found.outcome, found.why) == (Outcome.PASS, "nothing got worse")
    assert [gate.name for gate in found.gates] == list(GateName)
    assert (found.planned, found.measured, found.nights, found.exact) == (150, 150, 14, False)
    assert found.unconfirmed is False


def test_one_broken_scenario_is_named_and_asks_for_repeats() -> None:
    found = judge(worse(1), HISTORY)
    assert (found.outcome, found.why) == (Outcome.REGRESSED, "broken: s00")
    assert (found.to_confirm, found.suite_to_confirm) == (("s00",), False)


def test_a_drop_of_many_is_the_suites_and_asks_for_a_fresh_pass() -> None:
    found = judge(worse(15, passed=4), HISTORY)
    assert (found.outcome, found.why) == (Outcome.REGRESSED, "worse over all scenarios: passed")
    assert (found.to_confirm, found.suite_to_confirm) == ((), True)


def test_repeats_confirm_or_acquit() -> None:
    for passed, outcome, why in ((2, Outcome.REGRESSED, "broken: s00"), (10, Outcome.PASS, "nothing got worse")):
        found = judge(worse(1), HISTORY, fresh=a_night(15, times("s00", passed, 10)))
        assert (found.outcome, found.why, found.unconfirmed) == (outcome, why, False)
        assert [each.fresh_passed for each in found.breaks] == [passed], "what was acquitted is told too"


def test_a_fresh_pass_confirms_or_acquits_the_suite() -> None:
    for falling, outcome in ((15, Outcome.REGRESSED), (0, Outcome.PASS)):
        fresh = a_night(15, suite([4] * falling + [5] * (30 - falling)))
        found = judge(worse(15, passed=4), HISTORY, fresh=fresh)
        assert (found.outcome, found.unconfirmed) == (outcome, False)


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"key": "other"}, Outcome.NEW_KEY),
        ({"accepted_at": ""}, Outcome.NEW_KEY),
        ({"started_at": "2027-02-01T02:00:00+00:00"}, Outcome.NEW_KEY),
        ({}, Outcome.REGRESSED),
    ],
)
def test_only_accepted_nights_of_the_same_key_before_it_are_the_baseline(
    change: dict[str, Any], outcome: Outcome
) -> None:
    assert judge(worse(15), [replace(night, **change) for night in HISTORY]).outcome is outcome


def test_a_new_key_says_what_to_do() -> None:
    assert judge(worse(1), []).why == (
        "no accepted night has the same endpoint, model and place: evalkit accept makes this one the first"
    )
    replayed = replace(worse(1), endpoint="replay")
    assert judge(replayed, []).why == (
        "no accepted night has the same endpoint: evalkit accept makes this one the first"
    )
    changed = nights(3, suite([5] * 30, content="before"))
    found = judge(worse(1), changed)
    assert found.why == "none of its scenarios is in any of the 3 accepted nights as it is now"
    assert len(found.new_scenarios) == 30


def test_the_run_itself_is_no_part_of_its_baseline() -> None:
    night = worse(15)
    assert judge(night, [night]).outcome is Outcome.NEW_KEY
    assert judge(night, [*HISTORY, night]) == judge(night, HISTORY)


def test_of_two_that_began_together_one_is_before_the_other_and_not_both() -> None:
    one, other = a_night(1, GOOD, run_id="a"), a_night(1, GOOD, run_id="b")
    assert judge(one, [other]).outcome is Outcome.NEW_KEY
    assert judge(other, [one]).outcome is Outcome.PASS


def test_judging_an_old_run_again_does_not_see_later_nights() -> None:
    later = [a_night(day, suite([0] * 30)) for day in range(16, 20)]
    assert judge(worse(1), [*later, *HISTORY]) == judge(worse(1), HISTORY)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000))
def test_no_order_of_anything_matters(seed: int) -> None:
    order = random.Random(seed)
    shuffled: list[Night] = [replace(night, played=tuple(order.sample(night.played, 150))) for night in HISTORY]
    order.shuffle(shuffled)
    night = worse(9, passed=4)
    again = replace(night, played=tuple(order.sample(night.played, len(night.played))))
    assert judge(again, shuffled, policy=FAST) == judge(night, HISTORY, policy=FAST)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=20, max_size=40), st.text(min_size=1, max_size=5))
def test_no_change_is_never_red_and_never_better(passes: list[int], run_id: str) -> None:
    played = suite(passes, counts={TOOLS: (1, 2), WER: (3, 40)}, amounts={FIRST: (900.0, -5.0)})
    found = judge(a_night(20, played, run_id=run_id), nights(14, played), policy=FAST)
    assert (found.outcome, found.changes, found.breaks) == (Outcome.PASS, (), ())


def test_the_seed_is_the_runs() -> None:
    assert judge(worse(9, 4), HISTORY) == judge(worse(9, 4), HISTORY)
    other = judge(replace(worse(9, 4), run_id="other"), HISTORY)
    assert other.seed == seed_of("other") != judge(worse(9, 4), HISTORY).seed


def missing(night: Night, share: int) -> Night:
    """The first so many attempts could not be measured."""
    return replace(
        night, played=tuple(replace(each, status="infra") if n < share else each for n, each in enumerate(night.played))
    )


def test_too_much_missing_is_inconclusive_whatever_else_is_found() -> None:
    night = replace(worse(1), planned=154)
    found = judge(night, HISTORY)
    assert (found.outcome, found.why) == (
        Outcome.INCONCLUSIVE,
        "4 of 154 planned attempts could not be measured",
    )
    assert found.unconfirmed is False
    assert judge(replace(worse(1), planned=153), HISTORY).outcome is Outcome.REGRESSED, "3 of 153 are below 2 %"
    assert judge(replace(worse(1), planned=0), HISTORY).outcome is Outcome.REGRESSED, "no plan, nothing missing"


def test_a_scenario_that_nobody_could_measure_is_inconclusive_though_it_is_few_attempts() -> None:
    many = suite([5] * 60, of=5)
    found = judge(missing(a_night(15, many), 3), nights(14, many))
    # 3 of 300 attempts are 1 %, and s00 has two left.
    assert (found.outcome, found.why) == (
        Outcome.INCONCLUSIVE,
        "fewer than 3 attempts could be measured of s00",
    )
    assert judge(missing(a_night(15, many), 2), nights(14, many)).outcome is Outcome.PASS
    once = suite([1] * 120, of=1)
    assert judge(missing(a_night(15, once), 1), nights(14, once)).outcome is Outcome.PASS, "there never were three"


def test_few_scenarios_are_no_evidence_and_yet_may_break() -> None:
    few = suite([5] * 5)
    found = judge(a_night(15, few), nights(14, few))
    assert (found.outcome, found.why) == (
        Outcome.NO_EVIDENCE,
        "5 scenarios and 25 attempts, where 20 scenarios and 100 attempts are needed",
    )
    assert judge(a_night(15, suite([0, 5, 5, 5, 5])), nights(14, few)).outcome is Outcome.REGRESSED


def test_new_and_gone_scenarios_are_named() -> None:
    found = judge(a_night(15, suite([5] * 29), times("new", 0, 5)), HISTORY)
    assert (found.outcome, found.new_scenarios, found.gone_scenarios) == (Outcome.PASS, ("new",), ("s29",))


def test_a_broken_night_among_accepted_ones_hides_no_later_break() -> None:
    history = [*HISTORY[:13], a_night(14, suite([1, *[5] * 29]))]
    assert judge(worse(1), history).outcome is Outcome.REGRESSED
    assert judge(a_night(15, GOOD), history).outcome is not Outcome.REGRESSED


def test_a_slow_fall_is_found_though_each_night_was_accepted() -> None:
    # Every second night one of thirty scenarios loses one of its five passes: 0.33 points a night.
    history = [a_night(day, suite([4] * (day // 2) + [5] * (30 - day // 2))) for day in range(1, 29)]
    red = [judge(night, history).outcome is Outcome.REGRESSED for night in history[1:]]
    assert any(red)
    assert not any(red[:4])


def slow(day: int, hour: int, factor: float) -> Night:
    fields = {"run_id": f"run-{day}-{hour}", "started_at": f"2027-01-{day:02}T{hour:02}:00:00+00:00"}
    return a_night(day, suite([5] * 30, amounts={FIRST: (1_000.0 * factor,)}), accepted_at="", **fields)


def test_the_same_hour_played_again_is_no_second_night() -> None:
    history = nights(15, GOOD)
    first, again, next_night = slow(16, 2, 1.3), slow(16, 3, 1.3), slow(17, 2, 1.3)
    assert judge(again, [*history, first]).outcome is Outcome.PASS
    assert judge(next_night, [*history, first, again]).outcome is Outcome.REGRESSED
    unknown = replace(again, started_at="2027-01-16T03 or so")
    assert judge(unknown, [*history, first]).outcome is Outcome.REGRESSED, "a time that says nothing stops nothing"


def in_turn(candidate: Sequence[int], factor: float = 1.0) -> Night:
    return a_night(
        15,
        suite(candidate, arm="candidate", amounts={FIRST: (1_000.0 * factor,)}),
        suite([5] * 30, arm="baseline", amounts={FIRST: (1_000.0,)}),
    )


def test_arms_in_turn_need_no_history() -> None:
    assert judge(in_turn([5] * 30), []).outcome is Outcome.PASS
    slower = judge(in_turn([5] * 30, 1.2), [])
    assert (slower.outcome, slower.why, slower.unconfirmed) == (
        Outcome.REGRESSED,
        "worse over all scenarios: latency",
        False,
    )
    fewer = judge(in_turn([4] * 15 + [5] * 15), [])
    assert (fewer.outcome, fewer.suite_to_confirm, fewer.new_scenarios, fewer.measured) == (
        Outcome.REGRESSED,
        True,
        (),
        300,
    )


def test_fresh_arms_are_held_against_each_other() -> None:
    def fresh(candidate: int, baseline: int) -> Night:
        return a_night(15, suite([candidate] * 30, arm="candidate"), suite([baseline] * 30, arm="baseline"))

    night = in_turn([4] * 15 + [5] * 15)
    assert judge(night, [], fresh=fresh(4, 4)).outcome is Outcome.PASS, "the baseline had been lucky"
    assert judge(night, [], fresh=fresh(4, 5)).outcome is Outcome.REGRESSED


def test_a_night_that_played_two_arms_is_history_by_its_candidate() -> None:
    history = [
        replace(in_turn([5] * 30), run_id=f"night-{day:02}", started_at=f"2027-01-{day:02}") for day in range(1, 9)
    ]
    assert judge(worse(1), history).why == "broken: s00"
