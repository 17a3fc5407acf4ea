"""Fresh passes: confirmed, refuted, or no answer."""

import pytest

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.verdict.fresh import after_fresh_pass
from evalkit.verdict.policy import DEFAULT
from evalkit.verdict.tally import NightTally
from tests.verdict.nights import WER, a_tally, suite

BEFORE = [a_tally(1, suite([5] * 20))]
WORSE = Gate(name=GateName.PASSED, outcome=Outcome.REGRESSED, why="", difference=-0.1, p=0.01, scenarios=20)


def after(fresh: NightTally, gate: Gate = WORSE) -> tuple[Outcome, bool | None]:
    found = after_fresh_pass(gate, fresh, BEFORE, 1, DEFAULT)
    return found.outcome, found.confirmed


@pytest.mark.parametrize(("worse", "stands"), [(5, True), (4, False), (0, False)])
def test_the_fresh_pass_decides(worse: int, stands: bool) -> None:
    # So many of twenty fall: 2^-5 is below the doubt of 0.05, 2^-4 above it.
    expected = (Outcome.REGRESSED, True) if stands else (Outcome.PASS, False)
    assert after(a_tally(2, suite([4] * worse + [5] * (20 - worse)))) == expected


def test_it_says_what_the_fresh_pass_found() -> None:
    found = after_fresh_pass(WORSE, a_tally(2, suite([4] * 4 + [5] * 16)), BEFORE, 1, DEFAULT)
    assert found.fresh_difference == pytest.approx(-0.04)
    assert found.why == "looked worse, which a fresh pass did not confirm"
    assert found.p == WORSE.p


def test_fewer_repeats_than_a_run_needs_are_enough() -> None:
    assert after(a_tally(2, suite([0] * 6 + [1] * 14, of=1))) == (Outcome.REGRESSED, True)


def test_a_pass_that_lacks_scenarios_says_nothing() -> None:
    # 19 of 20 are 95 %, where 98 % are needed; of 60 one may be missing.
    assert after(a_tally(2, suite([5] * 19))) == (Outcome.REGRESSED, None)
    before = [a_tally(1, suite([5] * 60))]
    gate = Gate(name=GateName.PASSED, outcome=Outcome.REGRESSED, why="", scenarios=60)
    assert after_fresh_pass(gate, a_tally(2, suite([5] * 59)), before, 1, DEFAULT).confirmed is False


def test_a_gate_that_did_not_look_worse_is_left_alone() -> None:
    gate = Gate(name=GateName.PASSED, outcome=Outcome.PASS, why="", scenarios=20)
    assert after_fresh_pass(gate, a_tally(2, suite([0] * 20)), BEFORE, 1, DEFAULT) is gate


def test_word_errors_are_confirmed_by_words() -> None:
    before = [a_tally(1, suite([5] * 20, counts={WER: (1, 10)}))]
    gate = Gate(name=GateName.WER, outcome=Outcome.REGRESSED, why="", scenarios=20)
    for errors, stands in ((2.0, True), (1.0, False)):
        fresh = a_tally(2, suite([1] * 20, of=1, counts={WER: (errors, 10)}))
        assert after_fresh_pass(gate, fresh, before, 1, DEFAULT).confirmed is stands
