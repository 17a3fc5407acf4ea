from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.reporters.counts import count, elapsed, problems, reason, worst
from evalkit.results import AttemptStatus, RunResult
from evalkit.scorers.base import Score
from tests.reporters.sample import attempt, sample_run, timed


def run_of(*statuses: AttemptStatus, **more: object) -> RunResult:
    attempts = tuple(attempt(f"s{n}", status, [], []) for n, status in enumerate(statuses))
    return replace(RunResult(run_id="r", endpoint="replay", attempts=attempts), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("run", "outcome", "tally", "reservations"),
    [
        (run_of("passed", "passed"), "passed", "2 passed · 0 failed", ()),
        (run_of("passed", "failed"), "failed", "1 passed · 1 failed", ()),
        (run_of("expected_failure"), "passed", "0 passed · 1 expected failure · 0 failed", ()),
        (run_of("unexpected_pass", "unexpected_pass"), "failed", "0 passed · 2 unexpected passes · 0 failed", ()),
        (run_of("passed", "infra"), "inconclusive", "1 passed · 0 failed", ("not measured: 1 infra",)),
        (run_of("infra", "invalid"), "inconclusive", "0 passed · 0 failed", ("not measured: 1 infra · 1 invalid",)),
        (
            run_of("passed", planned=3),
            "inconclusive",
            "1 passed · 0 failed",
            ("2 of 3 planned attempts never finished",),
        ),
        (run_of("passed", interrupted=True), "inconclusive", "1 passed · 0 failed", ("the run was interrupted",)),
        (
            run_of("infra", planned=2, settings={"stopped": "quota is used up"}),
            "inconclusive",
            "0 passed · 0 failed",
            (
                "not measured: 1 infra",
                "1 of 2 planned attempts never finished",
                "the run stopped by itself: quota is used up",
            ),
        ),
        (run_of("failed", "infra"), "failed", "0 passed · 1 failed", ("not measured: 1 infra",)),
        (run_of(), "empty", "0 passed · 0 failed", ()),
    ],
)
def test_outcomes(run: RunResult, outcome: str, tally: str, reservations: tuple[str, ...]) -> None:
    found = count(run)
    assert (found.standing, found.tally, found.reservations) == (outcome, tally, reservations)


def test_the_sentence_tells_the_time_when_it_is_known() -> None:
    assert count(sample_run()).sentence == "9 passed · 1 expected failure · 2 failed — 3.2 s"
    assert count(run_of("passed")).sentence == "1 passed · 0 failed"


@pytest.mark.parametrize("finished", ["nonsense", "2026-11-22T02:00:00", "2026-11-22T01:00:00+00:00"])
def test_times_that_make_no_sense_are_not_told(finished: str) -> None:
    assert count(replace(sample_run(), finished_at=finished)).elapsed_s is None


def test_the_worst_comes_first() -> None:
    found = [(each.attempt.scenario_id, len(each.reasons)) for each in problems(sample_run())]
    assert found == [("latency/story", 2), ("silence/background-talk", 1), ("setup/voice", 1), ("video/dog", 1)]
    assert worst(run_of("passed", "infra", "expected_failure").attempts) == "infra"


def test_what_is_in_quarantine_comes_last_and_says_so() -> None:
    failed, other = run_of("failed", "failed").attempts
    apart = replace(failed, scenario_id="apart", quarantined="until 2026-12-01: a known fault")
    found = problems(replace(run_of(), attempts=(apart, replace(other, status="invalid"), other)))
    assert [(each.attempt.scenario_id, each.words) for each in found][-1] == ("apart", "failed, quarantined")
    assert "quarantined" not in found[0].words + found[1].words


def test_reasons_in_words() -> None:
    missed = timed(3120, turn=1)[-1]
    assert reason(missed) == (
        "turn 2: latency.first_audible_ms 3,120 ms, expected ≤ 2500 ms; counted from the end of the user's speech"
    )
    nothing = Score(scorer="wer", metric="input_wer", version=1, turn=None, value=None, explanation="nothing was heard")
    assert reason(nothing) == "session: wer.input_wer unscored; nothing was heard"


@pytest.mark.parametrize(
    ("status", "reasons"),
    [
        ("unexpected_pass", ("passed, though announced to fail: it stutters",)),
        ("failed", ("no reason was recorded",)),
        ("infra", ("no reason was recorded",)),
    ],
)
def test_an_attempt_always_has_a_reason(status: AttemptStatus, reasons: tuple[str, ...]) -> None:
    run = RunResult(run_id="", endpoint="", attempts=(attempt("a", status, [], [], expected_failure="it stutters"),))
    assert problems(run)[0].reasons == reasons


@pytest.mark.parametrize(
    ("seconds", "shown"), [(3.24, "3.2 s"), (59.96, "60.0 s"), (245, "4 min 05 s"), (7_800, "2 h 10 min")]
)
def test_elapsed(seconds: float, shown: str) -> None:
    assert elapsed(seconds) == shown


def test_scores_of_different_versions_are_told_of() -> None:
    first, second, _ = timed(900)
    mixed = [replace(first, version=2), replace(second, version=2), first, second]
    run = replace(run_of("passed"), attempts=(attempt("a", "passed", [], mixed),))
    assert count(run).reservations == (
        "scored by different versions, which are not pooled: latency.first_event_ms and 1 more; evalkit score mends it",
    )
