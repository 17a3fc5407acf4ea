"""The watch list: what moved is named with its size, surest first; a quiet night lists little; nothing of it is red."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from evalkit.history.night import Night, Played
from evalkit.outcome import Outcome
from evalkit.verdict.judge import judge
from evalkit.verdict.policy import DEFAULT
from evalkit.verdict.watch import watch
from tests.verdict.nights import FIRST, a_night, nights, times

FAST = replace(DEFAULT, draws=500)
TOKENS, COST, KEPT = "usage.response_tokens@1", "usage.cost_usd@2", "interruption.yielded@1"


def suite(
    scenarios: int,
    amounts: Mapping[str, tuple[float, ...]] | None = None,
    counts: Mapping[str, tuple[float, float]] | None = None,
    arm: str = "",
) -> list[Played]:
    """Scenarios of five attempts that all passed and all measured the same."""
    made = (times(f"s{n:02}", 5, 5, amounts=amounts, counts=counts, arm=arm) for n in range(scenarios))
    return [each for some in made for each in some]


def found(now: list[Played], before: list[Played], history: int = 7) -> tuple[str, ...]:
    verdict = judge(a_night(20, now), nights(history, before), policy=FAST)
    assert verdict.outcome in (Outcome.PASS, Outcome.NO_EVIDENCE), "what is watched is never red"
    return verdict.watched


@pytest.mark.parametrize(
    ("new", "said"),
    [
        # 118 of 100 tokens in every scenario: nothing varies.
        (118.0, ("usage.response_tokens up 18 % (18 to 18 %) over 31 scenarios",)),
        (50.0, ("usage.response_tokens down 50 % (-50 to -50 %) over 31 scenarios",)),
        (109.0, ()),  # below 10 %
        (91.0, ()),  # the way back is 9.9 %
        (90.0, ("usage.response_tokens down 10 % (-10 to -10 %) over 31 scenarios",)),  # the way back is 11.1 %
        (0.0, ()),  # no ratio
    ],
)
def test_an_amount_is_compared_by_its_ratio(new: float, said: tuple[str, ...]) -> None:
    assert found(suite(31, {TOKENS: (new,)}), suite(31, {TOKENS: (100.0,)})) == said


def test_a_share_is_compared_by_its_difference() -> None:
    # 5 of 10 against 4 of 5: 30 points less in each of 20 scenarios.
    said = found(suite(20, counts={KEPT: (1, 2)}), suite(20, counts={KEPT: (4, 5)}))
    assert said == ("interruption.yielded down 30.0 points (-30.0 to -30.0) over 20 scenarios",)


def test_a_perfect_night_after_nearly_perfect_ones_is_no_news() -> None:
    # 33 of 35 before, 5 of 5 tonight: 5.7 points up in each of ten, and expected of every third such scenario to fail.
    before = [
        a_night(day, [each for n in range(10) for each in times(f"s{n}", 5, 5, counts={KEPT: (33 / 35, 1.0)})])
        for day in range(1, 8)
    ]
    now = [each for n in range(10) for each in times(f"s{n}", 5, 5, counts={KEPT: (1.0, 1.0)})]
    assert judge(a_night(20, now), before, policy=FAST).watched == ()


def test_least_numbers_and_what_cannot_be_compared() -> None:
    more, less = suite(9, {TOKENS: (200.0,)}), suite(9, {TOKENS: (100.0,)})
    assert found(more, less) == (), "nine scenarios"
    more, less = suite(10, {TOKENS: (200.0,)}), suite(10, {TOKENS: (100.0,)})
    assert len(found(more, less)) == 1
    assert found(more, less, history=6) == (), "six nights"
    assert found(more, suite(10, {"usage.response_tokens@0": (100.0,)})) == (), "another version"
    # No attempt measured anything tonight: inconclusive, and nothing is watched.
    lost = [replace(each, status="infra") for each in more]
    assert judge(a_night(20, lost), nights(7, less)).watched == ()
    assert judge(a_night(20, more), []).watched == (), "a new key"


def test_a_gate_is_not_watched_again() -> None:
    assert found(suite(20, {FIRST: (1_200.0,)}), suite(20, {FIRST: (1_000.0,)})) == ()


def test_the_surest_first_and_ten_at_most() -> None:
    before = suite(20, {f"made.m{n:02}@1": (100.0,) for n in range(12)})
    said = found(suite(20, {f"made.m{n:02}@1": (120.0 + n,) for n in range(12)}), before)
    # All are equally sure, so that the largest come first.
    assert [each.split()[0] for each in said] == [f"made.m{n:02}" for n in range(11, 1, -1)]


def test_arms_in_turn_are_compared_with_each_other_and_need_no_history() -> None:
    arms = suite(20, {COST: (0.02,)}, arm="baseline") + suite(20, {COST: (0.03,)}, arm="candidate")
    said = judge(a_night(20, arms), [], policy=FAST).watched
    assert said == ("usage.cost_usd up 50 % (50 to 50 %) over 20 scenarios",)


def test_what_was_accepted_as_worse_is_how_it_is_now() -> None:
    before = nights(7, suite(20, {TOKENS: (100.0,)}))
    after = [replace(each, outcome=Outcome.REGRESSED) for each in nights(1, suite(20, {TOKENS: (200.0,)}), first=8)]
    after += nights(6, suite(20, {TOKENS: (200.0,)}), first=9)
    assert judge(a_night(20, suite(20, {TOKENS: (200.0,)})), before + after, policy=FAST).watched == ()


def test_in_replays_all_that_changed_at_all_is_listed_by_scenarios() -> None:
    def replayed(day: int, *of: list[Played]) -> Night:
        return a_night(day, *of, endpoint="replay")

    before = replayed(
        1,
        times("a", 1, 1, amounts={TOKENS: (10.0,), COST: (0.1, 0.2)}),
        times("b", 1, 1, amounts={TOKENS: (10.0,)}, counts={KEPT: (1, 2)}),
        times("c", 1, 1, amounts={COST: (1.0,)}),
    )
    now = replayed(
        2,
        times("a", 1, 1, amounts={TOKENS: (11.0,), COST: (0.2, 0.1)}),
        times("b", 1, 1, amounts={TOKENS: (9.0,)}, counts={KEPT: (1, 2)}),
        times("c", 1, 1, amounts={TOKENS: (5.0,)}),
    )
    verdict = judge(now, [before])
    assert (verdict.outcome, verdict.why) == (Outcome.PASS, "nothing changed")
    assert verdict.watched == (
        "usage.response_tokens changed in 2 scenarios",
        "usage.cost_usd changed in 1 scenario",
    )
    assert judge(replace(before, run_id="again", started_at=now.started_at), [before]).watched == ()


def test_quiet_nights_list_something_about_as_often_as_promised() -> None:
    """Twenty metrics of which none moved: any that is listed is false, so that a tenth of nights may list some."""
    random = np.random.default_rng(3)
    policy = replace(FAST, watch_floor=1e-9, watch_share_floor=1e-9)
    listing = sum(bool(watch(_quiet(random), [_quiet(random)], seed, policy)) for seed in range(60))
    # Of 60 such nights 6 are expected at the most; 13 or more have a probability of 0.4 %.
    assert listing <= 12
    assert any(watch(_quiet(random), [_quiet(random, 0.8)], seed, policy) for seed in range(3)), "it can list"


def _quiet(random: np.random.Generator, factor: float = 1.0) -> list[Played]:
    values = factor * 100 * np.exp(random.normal(0, 0.3, (15, 3, 20)))
    return [
        Played(
            scenario_id=f"s{scenario:02}",
            content="c",
            attempt=attempt,
            status="passed",
            amounts={f"made.m{n:02}@1": (float(value),) for n, value in enumerate(values[scenario, attempt])},
        )
        for scenario in range(15)
        for attempt in range(3)
    ]
