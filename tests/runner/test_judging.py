"""Which attempts of a run are judged, which confirm it, and what neither confirms nor acquits."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.history.night import night_of
from evalkit.history.store import keep_night
from evalkit.outcome import Gate, GateName, Outcome, RunVerdict
from evalkit.results import AttemptResult, AttemptStatus, RunResult
from evalkit.runner.judging import first_verdict, fresh_arms, fresh_needed, judged, judged_again
from tests.runner.nights import nights_like


def attempts(
    name: str, passed: int, failed: int, *, infra: int = 0, first: int = 1, **more: object
) -> list[AttemptResult]:
    statuses: list[AttemptStatus] = [*["passed"] * passed, *["failed"] * failed, *["infra"] * infra]  # type: ignore[list-item]
    return [
        AttemptResult(scenario_id=name, attempt=number, status=status, content=f"{name} v1", **more)  # type: ignore[arg-type]
        for number, status in enumerate(statuses, first)
    ]


def run_of(*groups: list[AttemptResult], planned: int | None = None, endpoint: str = "gemini") -> RunResult:
    all_of_them = tuple(each for group in groups for each in group)
    count = planned if planned is not None else sum(not each.fresh for each in all_of_them)
    return RunResult(
        run_id="tonight",
        endpoint=endpoint,
        model="models/m",
        started_at="2026-02-01T03:00:00+00:00",
        planned=count,
        attempts=all_of_them,
    )


GOOD = run_of(attempts("a", 5, 0), attempts("b", 5, 0))
HISTORY = nights_like(GOOD)
BROKEN = [attempts("a", 0, 5), attempts("b", 5, 0)]


def verdict_of(run: RunResult) -> RunVerdict:
    verdict = judged(run, HISTORY).verdict
    assert verdict is not None
    return verdict


def test_what_looks_broken_is_red_until_fresh_repeats_say_otherwise() -> None:
    verdict = verdict_of(run_of(*BROKEN))
    assert (verdict.outcome, verdict.to_confirm) == (Outcome.REGRESSED, ("a",))
    assert fresh_needed(run_of(*BROKEN), verdict) == {"a": 10}


def test_fresh_repeats_that_fail_too_confirm() -> None:
    verdict = verdict_of(run_of(*BROKEN, attempts("a", 1, 9, first=6, fresh=True)))
    (broken,) = verdict.breaks
    assert (verdict.outcome, verdict.unconfirmed) == (Outcome.REGRESSED, False)
    assert (broken.passed, broken.attempts, broken.fresh_passed, broken.fresh_attempts) == (0, 5, 1, 10)
    assert (broken.known_passed, broken.known_attempts, broken.confirmed) == (50, 50, True)


def test_fresh_repeats_that_pass_take_the_red_back() -> None:
    verdict = verdict_of(run_of(*BROKEN, attempts("a", 10, 0, first=6, fresh=True)))
    (broken,) = verdict.breaks
    assert (verdict.outcome, broken.confirmed, broken.passed) == (Outcome.NO_EVIDENCE, False, 0)


@pytest.mark.parametrize(("passed", "infra"), [(7, 0), (7, 3), (0, 10), (1, 0)])
def test_too_few_fresh_repeats_neither_confirm_nor_acquit(passed: int, infra: int) -> None:
    verdict = verdict_of(run_of(*BROKEN, attempts("a", passed, 0, infra=infra, first=6, fresh=True)))
    assert (verdict.outcome, verdict.to_confirm) == (Outcome.REGRESSED, ("a",))
    said = f"{passed} of 10 fresh repeats were measured, too few to confirm it or take it back"
    assert verdict.why == f"broken: a; {said}"
    assert [(each.fresh_passed, each.fresh_attempts, each.confirmed) for each in verdict.breaks] == [
        (passed, passed, None)
    ]


def test_eight_of_ten_are_enough() -> None:
    verdict = verdict_of(run_of(*BROKEN, attempts("a", 8, 0, infra=2, first=6, fresh=True)))
    assert (verdict.outcome, verdict.breaks[0].fresh_attempts) == (Outcome.NO_EVIDENCE, 8)


def test_fresh_repeats_are_no_part_of_the_night() -> None:
    run = run_of(*BROKEN, attempts("a", 10, 0, first=6, fresh=True))
    kept = night_of(run)
    assert Counter(each.scenario_id for each in kept.played) == {"a": 5, "b": 5}
    assert (kept.planned, verdict_of(run).measured, verdict_of(run).planned) == (10, 10, 10)


def test_nothing_to_confirm_leaves_fresh_repeats_alone() -> None:
    good = run_of(attempts("a", 5, 0), attempts("b", 5, 0), attempts("a", 0, 10, first=6, fresh=True))
    assert verdict_of(good).outcome is Outcome.NO_EVIDENCE
    assert verdict_of(good) == first_verdict(good, HISTORY)


def test_the_same_run_is_judged_the_same_way() -> None:
    assert verdict_of(run_of(*BROKEN)) == verdict_of(run_of(*BROKEN))
    later = tuple(replace(each, run_id=f"later {each.run_id}", started_at="2026-03-01") for each in HISTORY)
    assert judged(run_of(*BROKEN), (*later, *HISTORY)).verdict == verdict_of(run_of(*BROKEN))


def suite_verdict(*worse: GateName) -> RunVerdict:
    gates = tuple(Gate(name=name, outcome=Outcome.REGRESSED, why="") for name in worse)
    return RunVerdict(outcome=Outcome.REGRESSED, why="", gates=gates)


def test_a_gate_over_all_scenarios_asks_for_a_full_pass() -> None:
    run = run_of(attempts("b", 2, 1), attempts("a", 3, 0), attempts("a", 9, 0, first=4, fresh=True))
    assert fresh_needed(run, suite_verdict(GateName.WER)) == {"a": 3, "b": 3}
    assert fresh_needed(run, suite_verdict(GateName.LATENCY)) == {}
    aside = replace(run, attempts=tuple(replace(each, quarantined="till June") for each in run.attempts[:3]))
    assert fresh_needed(aside, suite_verdict(GateName.WER)) == {}
    both = replace(first_verdict(run_of(*BROKEN), HISTORY), gates=suite_verdict(GateName.PASSED).gates)
    assert fresh_needed(run_of(*BROKEN), both) == {"a": 10, "b": 5}


def many(passed: int, failed: int, fresh: tuple[int, int] | None = None, of: int = 20) -> RunResult:
    groups = [attempts(f"s{n}", passed, failed) for n in range(20)]
    if fresh is not None:
        groups += [attempts(f"s{n}", *fresh, first=6, fresh=True) for n in range(of)]
    return run_of(*groups)


SUITE = nights_like(many(4, 1), nights=3)


@pytest.mark.parametrize(
    ("fresh", "of", "outcome", "unconfirmed"),
    [
        (None, 20, Outcome.REGRESSED, True),
        ((3, 2), 20, Outcome.REGRESSED, False),
        ((4, 1), 20, Outcome.PASS, False),
        # One scenario is missing in the second pass: it is not a full one.
        ((4, 1), 19, Outcome.REGRESSED, True),
    ],
)
def test_a_drop_of_the_suite(fresh: tuple[int, int] | None, of: int, outcome: Outcome, unconfirmed: bool) -> None:
    verdict = judged(many(3, 2, fresh, of), SUITE).verdict
    assert verdict is not None
    assert (verdict.outcome, verdict.unconfirmed, verdict.breaks) == (outcome, unconfirmed, ())


def arms(candidate: list[AttemptResult], baseline: list[AttemptResult]) -> list[AttemptResult]:
    return [
        *(replace(each, arm="candidate", attempt=2 * each.attempt - 1) for each in candidate),
        *(replace(each, arm="baseline", attempt=2 * each.attempt, content="other setup") for each in baseline),
    ]


def test_arms_are_compared_though_their_setup_differs() -> None:
    worse = run_of(*(arms(attempts(f"s{n}", 3, 2), attempts(f"s{n}", 5, 0)) for n in range(20)))
    verdict = judged(worse, ()).verdict
    assert verdict is not None
    passed = verdict.gates[0]
    assert (verdict.outcome, passed.name, passed.scenarios) == (Outcome.REGRESSED, GateName.PASSED, 20)
    assert (passed.old, passed.new) == pytest.approx((1.0, 0.6))
    assert (verdict.measured, verdict.planned, verdict.new_scenarios) == (200, 200, ())
    assert fresh_arms(worse, verdict)


@pytest.mark.parametrize(
    ("candidate", "baseline", "confirmed"),
    [
        ((3, 2), (5, 0), True),
        # The first time the baseline had luck.
        ((3, 2), (3, 2), False),
        # One arm alone was played again: that says nothing of the luck of the other.
        ((3, 2), (0, 0), None),
        ((0, 0), (5, 0), None),
    ],
)
def test_arms_are_both_played_again(
    candidate: tuple[int, int], baseline: tuple[int, int], confirmed: bool | None
) -> None:
    worse = [each for n in range(20) for each in arms(attempts(f"s{n}", 3, 2), attempts(f"s{n}", 5, 0))]
    fresh = [each for n in range(20) for each in arms(attempts(f"s{n}", *candidate), attempts(f"s{n}", *baseline))]
    fresh = [replace(each, fresh=True, attempt=each.attempt + 10) for each in fresh]
    verdict = judged(run_of(worse, fresh), ()).verdict
    assert verdict is not None
    assert verdict.gates[0].confirmed is confirmed
    assert (verdict.outcome is Outcome.REGRESSED) is (confirmed is not False)
    if confirmed is None:
        assert verdict.why.endswith("; 100 of 200 fresh repeats were measured, too few to confirm it or take it back")


def test_of_two_arms_the_history_keeps_the_runs_own() -> None:
    kept = night_of(run_of(arms(attempts("a", 0, 2), attempts("a", 2, 0))))
    assert [(each.status, each.arm, each.content) for each in kept.played] == [("failed", "", "a v1")] * 2
    assert kept.planned == 2


def test_a_run_that_was_scored_again_is_judged_again_by_its_own_history(tmp_path: Path) -> None:
    for night in HISTORY:
        keep_night(tmp_path, night)
    run = replace(judged(run_of(*BROKEN), HISTORY), settings={"baseline": str(tmp_path)})
    assert judged_again(run) == run
    mended = replace(run, attempts=GOOD.attempts)
    verdict = judged_again(mended).verdict
    assert verdict is not None
    assert verdict.outcome is Outcome.NO_EVIDENCE
    (tmp_path / "night-01.json").write_text("nonsense")
    assert judged_again(mended).verdict is None
    assert judged_again(GOOD) == GOOD
