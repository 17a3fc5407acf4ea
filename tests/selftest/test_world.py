"""The made-up model: its nights have the truth they were given, and a seed makes them the same for ever."""

import numpy as np
import pytest

from evalkit.selftest.world import FIRST, SILENCE, TOOLS, WER, World, a_world
from evalkit.verdict.tally import METRICS


def a_random(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def plain(pass_rate: float = 0.5, error_rate: float = 0.1) -> World:
    """Three scenarios: the first with tools, the second with silence."""
    return World(
        pass_rate=np.array([pass_rate] * 3),
        tool_rate=np.array([1.0, np.nan, np.nan]),
        silence_rate=np.array([np.nan, 0.0, np.nan]),
        error_rate=np.array([error_rate] * 3),
        words=np.array([10, 20, 30]),
        first_ms=np.array([1_000.0] * 3),
    )


def test_a_night_is_the_same_for_the_same_seed() -> None:
    world = a_world(a_random(), 10)
    assert world.night(a_random(7), 1, 3) == world.night(a_random(7), 1, 3)
    assert world.night(a_random(7), 1, 3) != world.night(a_random(8), 1, 3)


def test_a_night_has_what_its_scenarios_have() -> None:
    night = plain().night(a_random(), 4, 2, arm="candidate")
    assert (night.planned, night.run_id, night.accepted_at) == (6, "night-00004", "00004")
    assert [(each.scenario_id, each.attempt, each.arm) for each in night.played[:3]] == [
        ("s000", 1, "candidate"),
        ("s000", 2, "candidate"),
        ("s001", 1, "candidate"),
    ]
    assert [sorted(each.counts) for each in night.played[::2]] == [[TOOLS, WER], [SILENCE, WER], [WER]]
    assert night.played[0].counts[TOOLS] == (1.0, 1.0)
    assert night.played[2].counts[SILENCE] == (0.0, 1.0)
    assert [each.counts[WER][1] for each in night.played[::2]] == [10, 20, 30]


def test_it_measures_the_gated_metrics() -> None:
    gated = {name for names in METRICS.values() for name in names}
    assert {name.partition("@")[0] for name in (TOOLS, SILENCE, WER, FIRST)} <= gated


def test_rates_are_what_they_were_given() -> None:
    night = plain(0.3, 0.1).night(a_random(), 1, 2_000)
    passed = np.mean([each.passed for each in night.played])
    errors = sum(each.counts[WER][0] for each in night.played) / sum(each.counts[WER][1] for each in night.played)
    # Six standard errors: 6 * sqrt(0.21 / 6000) = 0.035; of clumped errors, a sixth of it for each attempt, 0.01.
    assert passed == pytest.approx(0.3, abs=0.035)
    assert errors == pytest.approx(0.1, abs=0.01)
    median = np.median([each.amounts[FIRST][0] for each in night.played])
    assert median == pytest.approx(1_000, rel=0.05)


def test_drift_is_of_all_times_alike() -> None:
    calm, slow = (plain().night(a_random(3), 1, 5, drift=drift) for drift in (0.0, np.log(2)))
    ratios = {
        round(after.amounts[FIRST][0] / before.amounts[FIRST][0], 9)
        for before, after in zip(calm.played, slow.played, strict=True)
    }
    assert ratios == {2.0}


def test_changes_are_what_they_say() -> None:
    world = a_world(a_random(), 50)
    assert world.lower(0.07).pass_rate.mean() == pytest.approx(world.pass_rate.mean() - 0.07)
    assert world.broken(3, 0.2).pass_rate[3] == 0.2
    assert np.array_equal(np.delete(world.broken(3, 0.2).pass_rate, 3), np.delete(world.pass_rate, 3))
    assert np.allclose(world.slower(1.2).first_ms, 1.2 * world.first_ms)
    assert np.allclose(world.mishearing(1.5).error_rate, np.minimum(1, 1.5 * world.error_rate))


def test_only_some_scenarios_are_played_again() -> None:
    night = plain().night(a_random(), 1, 10, only=(2,))
    assert {each.scenario_id for each in night.played} == {"s002"}
    assert night.planned == 10


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_sure_rates_are_sure(rate: float) -> None:
    night = plain(rate, rate).night(a_random(), 1, 50)
    assert {each.passed for each in night.played} == {rate == 1.0}
    assert sum(each.counts[WER][0] for each in night.played) == rate * sum(each.counts[WER][1] for each in night.played)
