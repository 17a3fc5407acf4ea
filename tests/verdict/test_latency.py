"""First audio: two nights running, or two arms in turn; with floors, least samples and nights that lack much."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.outcome import Gate, Outcome
from evalkit.verdict.latency import interleaved_latency, nightly_latency
from evalkit.verdict.policy import DEFAULT
from evalkit.verdict.tally import NightTally
from tests.verdict.nights import FIRST, a_tally, times

ALTERNATING = (0.98, 1.02)
"""Quiet nights go to and fro by 2 %: their median is 1,000 ms, and the spread ln(1.02) * 1.4826 = 0.0294."""


def at(night: int, *typical_ms: float, factor: float = 1.0) -> NightTally:
    """A night on which s0, s1 and so on take so long."""
    return a_tally(
        night,
        *(times(f"s{place}", 1, 1, amounts={FIRST: (ms * factor,)}) for place, ms in enumerate(typical_ms)),
    )


def quiet(count: int, *typical_ms: float) -> list[NightTally]:
    return [at(night + 1, *typical_ms, factor=ALTERNATING[night % 2]) for night in range(count)]


def judged(
    tonight: float, yesterday: float | None, nights: int = 14, typical_ms: Sequence[float] = (1_000, 2_000)
) -> Gate:
    last = None if yesterday is None else at(28, *typical_ms, factor=yesterday)
    return nightly_latency(at(29, *typical_ms, factor=tonight), last, quiet(nights, *typical_ms), DEFAULT)


@pytest.mark.parametrize(
    ("tonight", "yesterday", "outcome", "why"),
    [
        (1.2, 1.2, Outcome.REGRESSED, "up two nights running"),
        (1.2, 1.0, Outcome.PASS, "up tonight: red if it is up tomorrow too"),
        (1.2, None, Outcome.PASS, "up tonight: red if it is up tomorrow too"),
        (1.0, 1.2, Outcome.PASS, ""),
        (0.8, 0.8, Outcome.IMPROVED, "down two nights running"),
        (0.8, 1.0, Outcome.PASS, ""),
        (1.2, 0.8, Outcome.PASS, "up tonight: red if it is up tomorrow too"),
        # 2.5 spreads are 0.0734, a rise of 7.6 %.
        (1.07, 1.07, Outcome.PASS, ""),
        (1.08, 1.08, Outcome.REGRESSED, "up two nights running"),
    ],
)
def test_two_nights_running(tonight: float, yesterday: float | None, outcome: Outcome, why: str) -> None:
    gate = judged(tonight, yesterday)
    assert (gate.outcome, gate.why) == (outcome, why)


def test_what_it_says_beside() -> None:
    gate = judged(1.1, 1.0)
    # Scenarios of 1,000 and 2,000 ms, both 10 % up: their median tonight is 1,650 ms, where it was 1,500.
    assert (gate.new, gate.old, gate.difference) == pytest.approx((1_650, 1_500, 0.1))
    assert gate.unit == "ms"
    assert gate.interval is not None
    # 1.96 * 0.0297 = 0.0582 to both sides of ln(1.1) = 0.0953; the spread is that of ln(0.98) and ln(1.02).
    assert (gate.interval.low, gate.interval.high) == pytest.approx((0.0378, 0.1660), abs=0.001)
    # (2.5 + z(sqrt(0.8)) = 1.25) spreads: 0.1112, a rise of 11.8 %.
    assert gate.detectable == pytest.approx(0.1177, abs=0.001)


@pytest.mark.parametrize(("typical_ms", "outcome"), [(400.0, Outcome.PASS), (600.0, Outcome.REGRESSED)])
def test_a_rise_of_ten_percent_must_be_fifty_milliseconds_too(typical_ms: float, outcome: Outcome) -> None:
    assert judged(1.1, 1.1, typical_ms=(typical_ms,)).outcome is outcome
    # From 0.9 of it to the whole: 40 and 60 ms.
    better = Outcome.IMPROVED if outcome is Outcome.REGRESSED else Outcome.PASS
    assert judged(0.9, 0.9, typical_ms=(typical_ms,)).outcome is better


def test_too_few_nights_say_how_many_are_needed() -> None:
    gate = judged(1.5, 1.5, nights=13)
    assert (gate.outcome, gate.why) == (Outcome.NO_EVIDENCE, "13 accepted nights, where 14 are needed")
    # Seven of the thirteen nights were at 0.98; what was measured is shown all the same.
    assert gate.difference == pytest.approx(1.5 / 0.98 - 1)
    assert judged(1.5, 1.5, nights=0).outcome is Outcome.NEW_KEY


def test_a_night_of_three_scenarios_is_held_against_the_same_three() -> None:
    # Three of twenty go to and fro by 20 % each night, the others by 2 %: tonight only the three were played.
    wild, calm = (1_000.0,) * 3, (1_000.0,) * 17
    before = [
        at(night + 1, *(ms * (0.8, 1.2)[night % 2] for ms in wild), *(ms * ALTERNATING[night % 2] for ms in calm))
        for night in range(14)
    ]
    gate = nightly_latency(at(29, *(1_200.0,) * 3), at(28, *(1_200.0,) * 3), before, DEFAULT)
    assert (gate.outcome, gate.scenarios) == (Outcome.PASS, 3)


def test_nights_that_lack_most_scenarios_are_no_nights() -> None:
    whole, part = [1_000.0] * 10, [1_000.0] * 7
    before = [*quiet(14, *whole), at(15, *part, factor=0.1), at(16, *part, factor=0.1)]
    gate = nightly_latency(at(29, *whole, factor=1.5), at(28, *whole, factor=1.5), before, DEFAULT)
    assert gate.outcome is Outcome.REGRESSED
    assert gate.difference == pytest.approx(0.5)
    # What every one of fourteen nights has are seven scenarios: those are compared.
    gate = nightly_latency(at(29, *whole), at(28, *whole), [*quiet(13, *whole), at(14, *part)], DEFAULT)
    assert (gate.outcome, gate.scenarios) == (Outcome.PASS, 7)
    gate = nightly_latency(at(29, *whole, factor=1.5), at(28, *part, factor=1.5), quiet(14, *whole), DEFAULT)
    assert (gate.outcome, gate.why) == (Outcome.PASS, "up tonight: red if it is up tomorrow too")


def test_new_scenarios_do_not_stop_the_comparison_of_the_known() -> None:
    known = [1_000.0] * 5
    now = at(29, *[ms * 1.5 for ms in known], *[1_000.0] * 20)
    gate = nightly_latency(now, at(28, *known, factor=1.5), quiet(14, *known), DEFAULT)
    assert (gate.outcome, gate.scenarios) == (Outcome.REGRESSED, 5)


def test_talking_over_the_user_is_left_to_others() -> None:
    gate = judged(1.0, 1.0, typical_ms=(1_000, -500))
    assert (gate.outcome, gate.scenarios) == (Outcome.PASS, 1)
    assert judged(1.0, 1.0, typical_ms=(-500,)).outcome is Outcome.NEW_KEY


def test_one_night_of_an_incident_in_the_window_changes_little() -> None:
    before = [*quiet(13, 1_000.0), at(14, 9_000.0)]
    assert nightly_latency(at(29, 1_200.0), at(28, 1_200.0), before, DEFAULT).outcome is Outcome.REGRESSED
    assert nightly_latency(at(29, 1_000.0), at(28, 1_000.0), before, DEFAULT).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("factor", "scenarios", "outcome"),
    [
        (1.0, 20, Outcome.PASS),
        (1.04, 20, Outcome.PASS),
        (1.06, 20, Outcome.REGRESSED),
        (0.9, 20, Outcome.IMPROVED),
        (1.5, 19, Outcome.NO_EVIDENCE),
        (1.5, 0, Outcome.NEW_KEY),
    ],
)
def test_arms_in_turn(factor: float, scenarios: int, outcome: Outcome) -> None:
    typical = [1_000.0] * scenarios
    gate = interleaved_latency(at(1, *typical, factor=factor), at(1, *typical), 1, DEFAULT)
    assert gate.outcome is outcome
    if outcome is Outcome.NO_EVIDENCE:
        assert gate.why == "19 scenarios, where 20 are needed"


def test_arms_that_differ_to_both_sides_do_not_differ() -> None:
    to_and_fro = [1_000.0 * (1.3 if place % 2 else 1 / 1.3) for place in range(20)]
    gate = interleaved_latency(at(1, *to_and_fro), at(1, *[1_000.0] * 20), 1, DEFAULT)
    assert gate.outcome is Outcome.PASS
    assert gate.p is not None
    assert gate.p > 0.4
    assert gate.interval is not None
    assert gate.interval.low < 0 < gate.interval.high
    # ln(1.3) = 0.26236 to both sides: an error of 0.06019, and (2.326 + 0.842) of it is 0.1907, a rise of 21 %.
    assert gate.detectable == pytest.approx(0.21, abs=0.002)


@settings(max_examples=30)
@given(
    st.lists(st.floats(0.7, 1.4), min_size=16, max_size=16),
    st.floats(2, 50),
    st.permutations(range(4)),
)
def test_neither_the_unit_nor_the_order_of_scenarios_matters(
    factors: list[float], scale: float, order: Sequence[int]
) -> None:
    # From 1,000 ms up every 5 % are 50 ms, so that the floor in milliseconds has no say.
    def gate(*typical_ms: float) -> Gate:
        played = [at(night + 1, *typical_ms, factor=factor) for night, factor in enumerate(factors)]
        return nightly_latency(played[15], played[14], played[:14], DEFAULT)

    typical = [2_000.0, 2_500.0, 3_000.0, 4_000.0]
    one, other = gate(*typical), gate(*(typical[place] * scale for place in order))
    assert one.outcome is other.outcome
    assert one.difference == pytest.approx(other.difference)
