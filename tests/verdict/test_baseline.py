"""What somebody accepted as worse is the baseline from then on: for what was worse, and for nothing else."""

from dataclasses import replace

import pytest

from evalkit.outcome import Outcome
from evalkit.verdict.baseline import known_passes, since_accepted_as_slower, since_accepted_as_worse
from evalkit.verdict.judge import judge
from evalkit.verdict.policy import DEFAULT
from evalkit.verdict.tally import Counted, NightTally
from tests.verdict.nights import FIRST, a_night, a_tally, nights, suite, times

GOOD = [a_tally(night, times("a", 5, 5), times("b", 5, 5)) for night in range(1, 15)]


def regressed(night: NightTally) -> NightTally:
    return replace(night, regressed=True)


def test_gates_begin_anew_with_the_newest_night_accepted_as_worse() -> None:
    again = regressed(a_tally(15, times("a", 1, 5)))
    found = since_accepted_as_worse([*GOOD, again, a_tally(16, times("a", 2, 5))])
    assert [night.run_id for night in found if ("a", "c") in night.scenarios] == ["night-15", "night-16"]
    assert sum(("b", "c") in night.scenarios for night in found) == 14, "which that night did not play"
    assert since_accepted_as_worse(GOOD) == tuple(GOOD)
    assert since_accepted_as_worse([]) == ()


def test_a_scenario_begins_anew_where_it_was_broken_itself() -> None:
    again = regressed(a_tally(15, times("a", 1, 5), times("b", 5, 5)))
    assert known_passes(("a", "c"), [*GOOD, again], DEFAULT) == (Counted(1, 5),)
    assert len(known_passes(("b", "c"), [*GOOD, again], DEFAULT)) == 15


@pytest.mark.parametrize(
    "night",
    [
        a_tally(15, times("a", 1, 5)),  # accepted by policy: it had been judged no worse
        regressed(a_tally(15, times("a", 4, 5))),  # something else was worse: one miss is no break
    ],
)
def test_else_all_accepted_nights_count(night: NightTally) -> None:
    assert len(known_passes(("a", "c"), [*GOOD, night], DEFAULT)) == 15


def timed(number: int, first_ms: float) -> NightTally:
    return a_tally(number, times("a", 1, 1, amounts={FIRST: (first_ms,)}))


def test_the_first_audio_begins_anew_where_it_was_slower_itself() -> None:
    before = [timed(night, 980.0 + 40 * (night % 2)) for night in range(1, 15)]
    for first_ms, nights_left in ((1_200.0, 1), (1_060.0, 15), (500.0, 15)):
        assert len(since_accepted_as_slower([*before, regressed(timed(15, first_ms))], DEFAULT)) == nights_left
    assert len(since_accepted_as_slower([*before, timed(15, 1_200.0)], DEFAULT)) == 15
    assert len(since_accepted_as_slower([*before, regressed(a_tally(15, times("b", 1, 1)))], DEFAULT)) == 15


def test_accepting_a_broken_scenario_ends_the_alarm() -> None:
    good, bad = suite([5] * 20), suite([1, *[5] * 19])
    history = nights(14, good)
    tonight = a_night(16, bad)
    assert judge(tonight, [*history, a_night(15, bad)]).outcome is Outcome.REGRESSED
    assert judge(tonight, [*history, a_night(15, bad, outcome=Outcome.REGRESSED)]).outcome is Outcome.PASS


def test_accepting_a_lower_suite_ends_the_alarm() -> None:
    good, bad = suite([5] * 30), suite([4] * 15 + [5] * 15)
    history = nights(14, good)
    tonight = a_night(16, bad)
    assert judge(tonight, [*history, a_night(15, bad)]).outcome is Outcome.REGRESSED
    assert judge(tonight, [*history, a_night(15, bad, outcome=Outcome.REGRESSED)]).outcome is Outcome.PASS
