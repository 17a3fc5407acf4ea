"""Sums of a night: what counts, what does not, and which arm is the night's own."""

import pytest

from evalkit.verdict.tally import METRICS, PASSED, Counted, own_tally, tally
from tests.verdict.nights import CER, FIRST, TOOLS, WER, a_night, a_tally, times


def test_passes_are_of_the_attempts_that_measured_the_model() -> None:
    night = a_tally(1, times("a", 2, 4), times("a", 3, 3, status="infra"), times("a", 1, 1, status="invalid"))
    [scenario] = night.scenarios.values()
    # 4 measured, of which 2 passed; 3 + 1 measured nothing.
    assert (scenario.passed, scenario.attempts, scenario.missing) == (Counted(2, 4), 4, 4)


@pytest.mark.parametrize("status", ["passed", "expected_failure", "unexpected_pass"])
def test_no_worse_than_announced_is_a_pass(status: str) -> None:
    night = a_tally(1, times("a", 1, 1, status=status))  # type: ignore[arg-type]
    assert night.scenarios["a", "c"].passed == Counted(1, 1)


def test_a_scenario_without_a_measured_attempt_has_no_rate() -> None:
    night = a_tally(1, times("a", 5, 5, status="infra"))
    assert night.scenarios["a", "c"].passed == Counted(0, 0)
    assert night.scenarios["a", "c"].counts == {}


def test_other_contents_are_other_scenarios() -> None:
    night = a_tally(1, times("a", 1, 1), times("a", 0, 2, content="d"))
    assert {key: each.passed for key, each in night.scenarios.items()} == {
        ("a", "c"): Counted(1, 1),
        ("a", "d"): Counted(0, 2),
    }


def test_parts_and_wholes_are_summed_over_attempts_and_never_over_versions() -> None:
    night = a_tally(
        1,
        times("a", 2, 2, counts={WER: (1, 10), TOOLS: (1, 1)}),
        times("a", 1, 1, counts={"wer.input_wer@5": (3, 10), CER: (0, 4)}),
    )
    # Two attempts with 1 error in 10 words each; one of another version.
    assert night.scenarios["a", "c"].counts == {
        PASSED: Counted(3, 3),
        WER: Counted(2, 20),
        TOOLS: Counted(2, 2),
        "wer.input_wer@5": Counted(3, 10),
        CER: Counted(0, 4),
    }


def test_what_is_no_gate_is_left_out() -> None:
    counts, amounts = {"turn.completed@1": (1.0, 1.0)}, {"latency.turn_ms@1": (5.0,)}
    [scenario] = a_tally(1, times("a", 1, 1, counts=counts, amounts=amounts)).scenarios.values()
    assert (list(scenario.counts), scenario.times_ms) == ([PASSED], {})


def test_times_are_of_all_turns_in_order_of_attempts() -> None:
    one, two = times("a", 2, 2)
    played = [
        type(two)(scenario_id="a", content="c", attempt=2, status="passed", amounts={FIRST: (700.0, -100.0)}),
        type(one)(scenario_id="a", content="c", attempt=1, status="failed", amounts={FIRST: (900.0,)}),
    ]
    [scenario] = a_tally(1, played).scenarios.values()
    assert scenario.times_ms == {FIRST: (900.0, 700.0, -100.0)}
    assert scenario.medians_ms == {FIRST: 700.0}, "talking over the user is a time too"


def test_the_candidate_is_the_night_of_its_own_series() -> None:
    night = a_night(1, times("a", 1, 1, arm="candidate"), times("a", 0, 3, arm="baseline"))
    assert own_tally(night).scenarios["a", "c"].passed == Counted(1, 1)
    assert tally(night, "baseline").scenarios["a", "c"].passed == Counted(0, 3)
    assert tally(night).scenarios == {}


def test_every_gated_metric_exists() -> None:
    from evalkit.scorers import latency, silence, tools, wer

    known = {f"{metric.scorer}.{metric.name}" for module in (latency, silence, tools, wer) for metric in module.METRICS}
    gated = {name for names in METRICS.values() for name in names} - {"passed"}
    assert gated <= known
