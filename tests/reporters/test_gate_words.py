from __future__ import annotations

from dataclasses import replace

from evalkit.reporters.gate_words import gate_row, gate_sentence, unlikely
from tests.reporters.verdicts import LATENCY, PASSED, QUIET, SILENCE, TOOLS, WER


def test_a_primary_in_one_sentence() -> None:
    assert gate_sentence(PASSED) == (
        "pass rate 97.2 % → 90.1 %, −7.1 points (−7.3 %), 95 % interval −10.2 to −4.1 points; "
        "one chance in 10,000 if nothing had changed; one chance in 2,500 with all gates looked at; "
        "confirmed by the fresh pass: −6.2 points (−6.4 %)"
    )
    assert gate_sentence(QUIET).endswith("; would have found a drop of 4 points four times in five")
    assert gate_sentence(replace(SILENCE, detectable=None)) == (
        "speech and silence right 100 % → 100 %, no change; "
        "4 scenarios and 20 attempts, where 20 scenarios and 100 attempts are needed; "
        "no change of any size could have been told"
    )
    assert gate_sentence(LATENCY) == (
        "first audible audio 1,107 ms → 1,340 ms, +233 ms (+21 %); up tonight: red if it is up tomorrow too"
    )


def test_a_fresh_pass_that_measured_nothing_says_so() -> None:
    assert "in the fresh pass nothing was measured" in gate_sentence(replace(TOOLS, fresh_difference=None))


def test_a_quiet_primary_tells_no_chance() -> None:
    assert gate_row(QUIET).notes == ()
    assert gate_row(WER).notes == ()


def test_a_chance_among_many_is_told_where_it_is_another() -> None:
    assert unlikely(0.001, 0.05, "all gates") == (
        "one chance in 1,000 if nothing had changed",
        "one chance in 20 with all gates looked at",
    )
    assert unlikely(0.001, None, "all gates") == unlikely(0.001, 0.001, "all gates")
