"""Pairs: the same scenario, the same content, the same version; and first audio in logarithms."""

import math

import pytest

from evalkit.outcome import GateName
from evalkit.verdict.paired import Moved, first_audio, night_level, pairs, typical_ms
from evalkit.verdict.tally import Counted
from tests.verdict.nights import CER, FIRST, WER, a_tally, times

TOOL_TURN = "latency.tool_turn_first_audible_ms@1"


def test_the_baseline_is_the_sum_of_its_nights() -> None:
    [pair] = pairs(
        GateName.PASSED, a_tally(3, times("a", 1, 5)), [a_tally(1, times("a", 5, 5)), a_tally(2, times("a", 4, 5))]
    )
    assert (pair.old, pair.new) == (Counted(9, 10), Counted(1, 5))
    assert pair.delta == pytest.approx(0.2 - 0.9)


def test_only_what_both_have_in_order_of_id() -> None:
    now = a_tally(2, times("b", 1, 1), times("a", 1, 1), times("new", 1, 1), times("d", 1, 1, status="infra"))
    before = [a_tally(1, times("a", 1, 1), times("b", 0, 1), times("gone", 1, 1), times("d", 1, 1))]
    assert [pair.key[0] for pair in pairs(GateName.PASSED, now, before)] == ["a", "b"]


def test_another_content_is_not_compared() -> None:
    assert pairs(GateName.PASSED, a_tally(2, times("a", 0, 5, content="d")), [a_tally(1, times("a", 5, 5))]) == ()


def test_another_version_is_not_compared() -> None:
    before = [a_tally(1, times("a", 1, 1, counts={"wer.input_wer@3": (9, 10), CER: (1, 4)}))]
    now = a_tally(2, times("a", 1, 1, counts={WER: (1, 10)}))
    assert pairs(GateName.WER, now, before) == ()
    both = a_tally(2, times("a", 1, 1, counts={WER: (1, 10), CER: (2, 4)}))
    assert [(pair.old, pair.new) for pair in pairs(GateName.WER, both, before)] == [(Counted(1, 4), Counted(2, 4))]


def test_no_words_no_pair() -> None:
    now = a_tally(2, times("a", 1, 1, counts={WER: (0, 0)}))
    assert pairs(GateName.WER, now, [a_tally(1, times("a", 1, 1, counts={WER: (1, 10)}))]) == ()
    assert pairs(GateName.WER, a_tally(2, times("a", 1, 1, counts={WER: (1, 10)})), [now]) == ()


def test_typical_is_the_median_of_the_nights_medians_above_zero() -> None:
    nights = [
        a_tally(1, times("a", 1, 1, amounts={FIRST: (800.0, 900.0, 2_000.0)})),
        a_tally(2, times("a", 1, 1, amounts={FIRST: (1_100.0,)})),
        a_tally(3, times("a", 1, 1, amounts={FIRST: (-300.0,)})),
    ]
    # Medians 900, 1,100 and -300; the last has no logarithm.
    assert typical_ms(nights) == {("a", "c"): {FIRST: 1_000.0}}


def test_first_audio_is_the_geometric_mean_of_what_both_have() -> None:
    typical = {("a", "c"): {FIRST: 1_000.0, TOOL_TURN: 4_000.0}, ("b", "c"): {FIRST: 500.0}}
    now = a_tally(
        2,
        times("a", 1, 1, amounts={FIRST: (1_000.0,), TOOL_TURN: (16_000.0,)}),
        times("b", 1, 1, amounts={FIRST: (-20.0,)}),
        times("c", 1, 1, amounts={FIRST: (700.0,)}),
    )
    # sqrt(1000 * 4000) = 2000; sqrt(1000 * 16000) = 4000. `b` talked over the user, `c` has no baseline.
    [(key, moved)] = first_audio(now, typical).items()
    assert key == ("a", "c")
    assert (moved.old_ms, moved.new_ms) == pytest.approx((2_000, 4_000))
    assert moved.ratio == pytest.approx(math.log(2))
    assert night_level(now, typical) == pytest.approx(math.log(2))


def test_one_time_stays_what_it_is() -> None:
    found = first_audio(a_tally(2, times("a", 1, 1, amounts={FIRST: (1_107.3,)})), {("a", "c"): {FIRST: 999.7}})
    assert found["a", "c"] == Moved(999.7, 1_107.3)


def test_a_night_without_times_has_no_level() -> None:
    assert night_level(a_tally(2, times("a", 1, 1)), {("a", "c"): {FIRST: 1.0}}) is None
