from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.outcome import GateName
from evalkit.reporters.html.evidence import evidence
from evalkit.reporters.verdict_words import Moved
from evalkit.results import AttemptResult
from evalkit.scorers.base import Score
from evalkit.verdict.tally import METRICS
from tests.reporters.sample import attempt, timed, word_errors


def tool(right: bool, turn: int = 0) -> Score:
    return Score(scorer="tools", metric="tools_ok", version=1, turn=turn, value=float(right), passed=right)


def found(gate: GateName, attempts: list[AttemptResult], kind: str = "worse") -> tuple[int, int | None] | None:
    picked = evidence(Moved(kind, "a", gate, ""), attempts)  # type: ignore[arg-type]
    return None if picked is None else (picked.attempt.attempt, picked.turn)


QUICK = attempt("a", "passed", [], [*timed(900), tool(True), word_errors([("equal", "a b", "a b")])], attempt=1)
WRONG = attempt("a", "failed", [], [*timed(800), tool(True), tool(False, turn=1)], attempt=2)
SLOW = attempt(
    "a", "failed", [], [*timed(3_000, turn=2), tool(True), word_errors([("substitute", "a", "b")])], attempt=3
)
ALL = [QUICK, WRONG, SLOW]


@pytest.mark.parametrize(
    ("gate", "kind", "picked"),
    [
        # The first failed attempt, at the first expectation it missed.
        (GateName.PASSED, "broke", (2, 1)),
        (GateName.TOOLS, "worse", (2, 1)),
        (GateName.PASSED, "better", (1, 0)),
        # The slowest turn is the third of the third attempt, the quickest the first of the second: 800 ms.
        (GateName.LATENCY, "worse", (3, 2)),
        (GateName.LATENCY, "better", (2, 0)),
        # Error rates are 0 and 1.
        (GateName.WER, "worse", (3, 0)),
        (GateName.WER, "better", (1, 0)),
        # Nothing was expected of silence: the first attempt as a whole.
        (GateName.SILENCE, "worse", (1, None)),
    ],
)
def test_the_attempt_that_shows_it_best(gate: GateName, kind: str, picked: tuple[int, int | None]) -> None:
    assert found(gate, ALL, kind) == picked


def test_the_first_sample_comes_before_fresh_repeats() -> None:
    assert found(GateName.PASSED, [replace(WRONG, attempt=9, fresh=True), WRONG]) == (2, 1)
    assert found(GateName.PASSED, [QUICK, replace(WRONG, attempt=9, fresh=True)]) == (9, 1)


def test_what_measured_nothing_and_the_other_arm_show_nothing() -> None:
    assert found(GateName.PASSED, [replace(WRONG, status="infra"), replace(WRONG, arm="baseline")]) is None
    assert found(GateName.WER, []) is None


def test_a_score_without_a_value_is_no_evidence() -> None:
    unscored = replace(timed(1)[-1], value=None)
    assert found(GateName.LATENCY, [attempt("a", "passed", [], [unscored])]) == (1, None)


def test_the_scores_are_those_that_the_verdict_compares() -> None:
    for gate in (GateName.WER, GateName.LATENCY):
        for name in METRICS[gate]:
            scorer, _, metric = name.partition(".")
            score = Score(scorer=scorer, metric=metric, version=1, turn=3, value=0.5)
            assert found(gate, [attempt("a", "passed", [], [score])]) == (1, 3)
    for gate in (GateName.TOOLS, GateName.SILENCE):
        for name in METRICS[gate]:
            scorer, _, metric = name.partition(".")
            score = Score(scorer=scorer, metric=metric, version=1, turn=3, value=0.0, passed=False)
            assert found(gate, [attempt("a", "failed", [], [score])]) == (1, 3)


def test_of_a_time_the_turns_own_is_told() -> None:
    picked = evidence(Moved("worse", "a", GateName.LATENCY, ""), ALL)
    assert picked is not None
    assert picked.value == 3_000
