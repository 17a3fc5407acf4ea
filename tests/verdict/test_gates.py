"""The gates over all scenarios: by hand, with least samples, floors and Holm's method, both ways."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.verdict.gates import Look, decided, share_gate, wer_gate
from evalkit.verdict.paired import Pair
from evalkit.verdict.policy import DEFAULT
from evalkit.verdict.tally import Counted


def compared(old: Sequence[float], new: Sequence[float], old_of: float = 5, new_of: float = 5) -> list[Pair]:
    both = zip(old, new, strict=True)
    return [
        Pair((f"s{place:02}", "c"), Counted(was, old_of), Counted(now, new_of)) for place, (was, now) in enumerate(both)
    ]


def outcome(pairs: Sequence[Pair]) -> Outcome:
    [gate] = decided([share_gate(GateName.PASSED, pairs, 1, DEFAULT)], DEFAULT)
    return gate.outcome


def test_a_share_by_hand() -> None:
    # Seven of twenty scenarios fall by one attempt of five, none rises: p = 2^-7.
    gate = share_gate(GateName.PASSED, compared([5] * 20, [4] * 7 + [5] * 13), 1, DEFAULT).gate
    assert gate.p == 2**-7
    assert (gate.old, gate.new, gate.scenarios) == pytest.approx((1.0, 0.93, 20))
    assert gate.difference == pytest.approx(-0.07)
    assert gate.interval is not None
    # Binomial(20, 0.35) / 20 * 0.2: 3 to 11 scenarios are drawn 95 times in 100.
    assert (gate.interval.low, gate.interval.high) == pytest.approx((-0.11, -0.03), abs=0.011)


def test_three_that_fall_are_too_few() -> None:
    # 2^-3 is above the doubt of 0.10; 2^-4 is not, and the drop of 0.04 is above the floor.
    assert outcome(compared([5] * 20, [4] * 3 + [5] * 17)) is Outcome.PASS
    assert outcome(compared([5] * 20, [4] * 4 + [5] * 16)) is Outcome.REGRESSED


def test_a_sure_drop_below_the_floor_is_none() -> None:
    # Eight of a hundred fall by 0.2: 1.6 points. Ten: exactly 2.
    assert outcome(compared([5] * 100, [4] * 8 + [5] * 92)) is Outcome.PASS
    assert outcome(compared([5] * 100, [4] * 11 + [5] * 89)) is Outcome.REGRESSED


def test_better_takes_less_doubt_than_worse() -> None:
    # 2^-4 asks for repeats where it is worse; better it is from 0.01 on: 2^-7 is, and what the shares say alone.
    assert outcome(compared([4] * 4 + [5] * 16, [5] * 20)) is Outcome.PASS
    assert outcome(compared([2] * 7 + [5] * 13, [5] * 20)) is Outcome.IMPROVED


def test_one_perfect_night_after_many_is_not_better() -> None:
    # Every one of thirty differences is above 0, so that sign flips alone are sure of it.
    assert outcome(compared([68] * 30, [5] * 30, old_of=70)) is Outcome.PASS


@pytest.mark.parametrize(
    ("scenarios", "of", "why"),
    [
        (0, 5, "no scenario that measures it has a baseline"),
        (19, 50, "19 scenarios and 950 attempts, where 20 scenarios and 100 attempts are needed"),
        (24, 4, "24 scenarios and 96 attempts, where 20 scenarios and 100 attempts are needed"),
        (20, 5, ""),
    ],
)
def test_least_samples(scenarios: int, of: int, why: str) -> None:
    tested = share_gate(GateName.PASSED, compared([0] * scenarios, [of] * scenarios, of, of), 1, DEFAULT)
    assert tested.gate.why == why
    assert (tested.gate.p is None) is bool(why)
    expected = Outcome.IMPROVED if not why else Outcome.NO_EVIDENCE if scenarios else Outcome.NEW_KEY
    assert decided([tested], DEFAULT)[0].outcome is expected


def test_the_smallest_detectable_drop_is_above_the_floor_and_takes_signs() -> None:
    gate = share_gate(GateName.PASSED, compared([5] * 50, [5] * 50), 1, DEFAULT).gate
    # A p of 0.10 / 4 takes 6 signs; a Poisson count reaches 6 with power sqrt(0.8) when its mean is 9.23: 0.0369. What
    # falls by 0.0396 varies: its error is sqrt(0.0396 * 0.9604 / 250) = 0.01233, and (1.960 + 1.250) of it is 0.0396.
    assert gate.detectable == pytest.approx(0.0396, abs=0.0001)
    wide = share_gate(GateName.PASSED, compared([3] * 50, [1, 5] * 25), 1, DEFAULT).gate
    # Standard deviation 0.404, error 0.0571: (1.960 + 1.250) of it. A rate of 0.6 varies no more where it is 0.42.
    assert wide.detectable == pytest.approx(3.210 * 0.4041 / 50**0.5, abs=0.003)


def words(old: float, new: float, scenarios: int = 20, of: float = 100) -> list[Pair]:
    return compared([old] * scenarios, [new] * scenarios, of, of)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (10, 10, Outcome.PASS),
        (10, 11, Outcome.PASS),  # 1 point, 10 %
        (10, 11.6, Outcome.REGRESSED),  # 1.6 points, 16 %
        (1, 1.9, Outcome.PASS),  # 0.9 points, 90 %
        (0, 1, Outcome.REGRESSED),  # 1 point from nothing
        (10, 8, Outcome.IMPROVED),
        (10, 9, Outcome.PASS),
    ],
)
def test_word_errors_have_two_floors(old: float, new: float, found: Outcome) -> None:
    [gate] = decided([wer_gate(words(old, new), 1, DEFAULT)], DEFAULT)
    assert gate.outcome is found
    assert gate.difference == pytest.approx((new - old) / 100)


def test_word_errors_are_pooled_over_words() -> None:
    pairs = [Pair(("a", "c"), Counted(1, 10), Counted(1, 10)), Pair(("b", "c"), Counted(0, 90), Counted(9, 90))]
    gate = wer_gate(pairs, 1, replace(DEFAULT, least_scenarios=1, wer_least_words=1)).gate
    assert (gate.old, gate.new) == pytest.approx((0.01, 0.10))


def test_word_errors_need_words() -> None:
    assert wer_gate([], 1, DEFAULT).gate.outcome is Outcome.NEW_KEY
    gate = wer_gate(words(1, 2, of=49), 1, DEFAULT).gate
    assert gate.why == "20 scenarios and 980 words, where 20 scenarios and 1,000 words are needed"
    assert gate.p is None
    assert gate.old == pytest.approx(1 / 49), "what was measured is shown all the same"


def test_a_detectable_rise_of_word_errors() -> None:
    # Nothing varies: the floor is all there is, 15 % of 20 %.
    assert wer_gate(words(20, 20), 1, DEFAULT).gate.detectable == pytest.approx(0.03)
    assert wer_gate(words(2, 2), 1, DEFAULT).gate.detectable == pytest.approx(0.01)


def gate(name: GateName, p: float | None, better: float = 1.0, change: float = -0.1) -> Look:
    made = Gate(name=name, outcome=Outcome.NO_EVIDENCE, why="", p=p, difference=change, old=0.5)
    return Look(made, None if p is None else better)


def test_gates_share_one_doubt() -> None:
    found = decided([gate(GateName.PASSED, 0.03), gate(GateName.TOOLS, 0.04), gate(GateName.SILENCE, None)], DEFAULT)
    # Two could be tested: 2 * 0.03, then the larger of that and 0.04.
    assert [each.adjusted_p for each in found] == [0.06, 0.06, None]
    assert [each.outcome for each in found] == [Outcome.REGRESSED, Outcome.REGRESSED, Outcome.NO_EVIDENCE]
    [alone, beside] = decided([gate(GateName.PASSED, 0.06), gate(GateName.TOOLS, 0.9)], DEFAULT)
    assert (alone.outcome, alone.adjusted_p, beside.outcome) == (Outcome.PASS, 0.12, Outcome.PASS)


def test_better_shares_a_doubt_too() -> None:
    once = decided([gate(GateName.PASSED, 1.0, 0.006, 0.1)], DEFAULT)
    twice = decided([gate(GateName.PASSED, 1.0, 0.006, 0.1), gate(GateName.TOOLS, 1.0, 0.9, 0.0)], DEFAULT)
    assert (once[0].outcome, twice[0].outcome) == (Outcome.IMPROVED, Outcome.PASS)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 5), min_size=20, max_size=24))
def test_no_change_is_never_red_and_never_better(rates: list[int]) -> None:
    pairs = compared(rates, rates)
    policy = replace(DEFAULT, draws=200)
    shares, errors = (
        share_gate(GateName.PASSED, pairs, 1, policy),
        wer_gate(pairs, 1, replace(policy, wer_least_words=1)),
    )
    assert {each.outcome for each in decided([shares, errors], policy)} == {Outcome.PASS}


@settings(max_examples=25)
@given(st.lists(st.integers(0, 5), min_size=12, max_size=12), st.integers(0, 11))
def test_one_more_pass_never_looks_worse(new: list[int], place: int) -> None:
    # At most 12 differ, so that every pattern of signs is tried; eight more that stay make it enough scenarios.
    new[place] = min(new[place], 4)
    more = [count + (number == place) for number, count in enumerate(new)]
    policy = replace(DEFAULT, draws=200)
    before, after = (
        share_gate(GateName.PASSED, compared([4] * 20, [*each, *[4] * 8]), 1, policy).gate for each in (new, more)
    )
    assert before.p is not None
    assert after.p is not None
    assert after.p >= before.p, "so many subsets of the differences sum to 0 or more, and one of them rose"
    assert (after.difference or 0) > (before.difference or 0)
