"""What moved: floors, order, and how many are named."""

from collections.abc import Sequence
from dataclasses import replace

from evalkit.history.night import Played
from evalkit.outcome import Change, GateName
from evalkit.verdict.changes import changes, is_moved
from evalkit.verdict.policy import DEFAULT
from tests.verdict.nights import FIRST, TOOLS, WER, a_tally, times


def moved(now: Sequence[Played], before: Sequence[Played], most: int | None = None) -> list[tuple[str, str, bool]]:
    found = changes(a_tally(2, now), [a_tally(1, before)], DEFAULT, most)
    return [(each.scenario_id, each.gate.value, each.worse) for each in found]


def test_a_share_moves_however_little() -> None:
    assert moved(times("a", 99, 100), times("a", 100, 100)) == [("a", "passed", True)]
    assert moved(times("a", 100, 100), times("a", 99, 100)) == [("a", "passed", False)]
    assert moved(times("a", 5, 10), times("a", 1, 2)) == [], "the same share of another number"


def test_word_errors_move_from_both_floors_on() -> None:
    def errors(part: float) -> Sequence[Played]:
        return times("a", 1, 1, counts={WER: (part, 1_000)})

    # 15 % of 0.1 is 0.015; of 0.01 it is 0.0015, and the absolute floor 0.01 counts.
    assert moved(errors(114), errors(100)) == []
    assert moved(errors(115), errors(100)) == [("a", "wer", True)]
    assert moved(errors(19), errors(10)) == []
    assert moved(errors(20), errors(10)) == [("a", "wer", True)]
    assert moved(errors(85), errors(100)) == [("a", "wer", False)]
    assert changes(a_tally(2, errors(0)), [a_tally(1, errors(0))], replace(DEFAULT, wer_floor=0.0)) == ()


def test_times_move_from_both_floors_on() -> None:
    assert not is_moved(1_000, 1_049, DEFAULT), "49 ms"
    assert is_moved(1_000, 1_050, DEFAULT), "5 % and 50 ms"
    assert not is_moved(2_000, 2_099, DEFAULT), "99 ms of 2,000 are 4.95 %"
    assert is_moved(1_050, 1_000, DEFAULT), "the same way back"


def test_a_time_says_from_where_to_where() -> None:
    [found] = changes(
        a_tally(2, times("a", 1, 1, amounts={FIRST: (1_500.0,)})),
        [a_tally(1, times("a", 1, 1, amounts={FIRST: (1_000.0,)}))],
        DEFAULT,
    )
    assert found == Change(scenario_id="a", gate=GateName.LATENCY, old=1_000, new=1_500, unit="ms", worse=True)


def test_talking_over_the_user_is_no_change_of_a_time() -> None:
    early, late = times("a", 1, 1, amounts={FIRST: (-400.0,)}), times("a", 1, 1, amounts={FIRST: (900.0,)})
    for now, before in ((early, late), (late, early), (early, early)):
        assert moved(now, before) == []


def test_the_worse_first_then_the_larger_then_by_name() -> None:
    now = [*times("d", 5, 5), *times("c", 3, 5), *times("b", 1, 5), *times("a", 3, 5, counts={TOOLS: (0, 1)})]
    before = [*times("d", 1, 5), *times("c", 5, 5), *times("b", 5, 5), *times("a", 5, 5, counts={TOOLS: (1, 1)})]
    # Tools of a went from 1 to 0, passes of b by 0.8, those of a and c by 0.4.
    expected = [("a", "tools", True), ("b", "passed", True), ("a", "passed", True), ("c", "passed", True)]
    assert moved(now, before) == [*expected, ("d", "passed", False)]
    assert moved(now, before, most=1) == [("a", "tools", True), ("d", "passed", False)]
