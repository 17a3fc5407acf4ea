"""Fresh repeats: planned after the run's own numbers, kept in its folder, priced before, and cut short."""

import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.errors import UsageError
from evalkit.results import AttemptResult, RunResult, TurnSummary
from evalkit.runner.confirming import expected_cost, expected_s, fresh_plan, play_fresh, refuse_changed
from evalkit.runner.interleave import BaselineConfig, interleaved
from evalkit.runner.preparation import prepare
from evalkit.runner.rescoring import rescore, score_again
from evalkit.runner.run import RunOptions
from evalkit.runner.run_folder import read_run
from tests.runner.nights import Moody, worse_answers
from tests.runner.small import TESTS_OPTIONS, StubEndpoint, planned, run_on, typed, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=typed(), b=typed(), c=typed())


def again(run: RunResult, root: Path, needed: dict[str, int], **options: object) -> tuple[RunResult, str]:
    """Plays fresh repeats of what `run_on` made."""
    endpoint = options.pop("endpoint", StubEndpoint())
    plan = fresh_plan(run, planned(root), needed, seed=1)
    prepared = prepare(plan.scenarios, TESTS_OPTIONS.speech)
    folder = root.parent / run.run_id
    return play_fresh(run, plan, prepared, endpoint, folder, RunOptions(**options))  # type: ignore[arg-type]


def test_rounds_are_shuffled_and_numbers_follow_the_runs(root: Path) -> None:
    run = run_on(StubEndpoint(), root, repeat=2)
    plan = fresh_plan(run, planned(root), {"a": 3, "b": 1, "gone": 5}, seed=1)
    assert Counter((each.scenario.id, each.attempt) for each in plan.attempts) == {
        ("a", 3): 1,
        ("a", 4): 1,
        ("a", 5): 1,
        ("b", 3): 1,
    }
    assert all(each.fresh and not each.arm for each in plan.attempts)
    assert {each.scenario.id for each in plan.attempts[:2]} == {"a", "b"}
    wide = {"a": 4, "b": 4, "c": 4}
    orders = [[each.scenario.id for each in fresh_plan(run, planned(root), wide, seed).attempts] for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert all(set(orders[0][place : place + 3]) == {"a", "b", "c"} for place in range(0, 12, 3))
    assert fresh_plan(run, planned(root), {}, seed=1).attempts == ()


def test_arms_take_turns_again(root: Path) -> None:
    run = run_on(StubEndpoint(), root, repeat=2)
    plan = fresh_plan(run, interleaved(planned(root), BaselineConfig(path=Path("x"))), {"a": 4}, 1, both_arms=True)
    assert [(each.attempt, each.arm, each.fresh) for each in plan.attempts] == [
        (3, "candidate", True),
        (4, "baseline", True),
        (5, "baseline", True),
        (6, "candidate", True),
        (7, "candidate", True),
        (8, "baseline", True),
        (9, "baseline", True),
        (10, "candidate", True),
    ]


def test_they_are_kept_with_the_run_and_are_no_part_of_what_it_planned(root: Path) -> None:
    run = run_on(StubEndpoint(), root)
    worse = Moody(worse=worse_answers(root.parent, root), bad={"a": (1,)})
    found, ended_early = again(run, root, {"a": 2}, endpoint=worse)
    fresh = [each for each in found.attempts if each.fresh]
    assert [(each.folder, each.attempt, each.status) for each in fresh] == [
        ("attempts/a/fresh-2", 2, "failed"),
        ("attempts/a/fresh-3", 3, "passed"),
    ]
    assert (ended_early, found.planned, found.sample) == ("", 3, run.attempts)
    assert read_run(root.parent / "run").attempts == found.attempts
    (root.parent / "run/results.jsonl").unlink()
    assert {each.folder for each in rescore(root.parent / "run").attempts if each.fresh} == {
        each.folder for each in fresh
    }


def test_no_result_is_made_again_by_the_next_scoring(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The sources may be edited while a test runs.
    for module in ("run", "confirming", "rescoring", "reuse"):
        monkeypatch.setattr(f"evalkit.runner.{module}.program_digest", lambda: "program")
    run = run_on(StubEndpoint(), root)
    assert score_again(root.parent / "run").reused == 3
    again(run, root, {"a": 2})
    found = score_again(root.parent / "run")
    assert (found.reused, len(found.after.attempts)) == (5, 5)


def test_a_second_confirmation_goes_on_counting(root: Path) -> None:
    run, _ = again(run_on(StubEndpoint(), root), root, {"a": 2})
    run, _ = again(run, root, {"a": 1})
    assert [each.folder for each in run.attempts if each.fresh][-1] == "attempts/a/fresh-4"


def test_stopped_while_it_confirms_the_run_is_what_it_was(root: Path) -> None:
    run = run_on(StubEndpoint(), root)

    def stop(_: AttemptResult) -> None:
        signal.raise_signal(signal.SIGINT)

    found, ended_early = again(run, root, {"a": 5}, on_result=stop)
    assert ended_early == "interrupted"
    assert 1 <= sum(each.fresh for each in found.attempts) < 5
    assert (found.interrupted, read_run(root.parent / "run").interrupted) == (False, False)


@pytest.mark.parametrize("change", ["other", "gone"])
def test_scenarios_that_changed_confirm_nothing(root: Path, change: str) -> None:
    run = run_on(StubEndpoint(), root)
    refuse_changed(run, planned(root))
    if change == "other":
        write_scenarios(root.parent, b=typed(says="Something else?"))
    else:
        (root / "b.yaml").unlink()
    with pytest.raises(UsageError) as error:
        refuse_changed(run, planned(root))
    assert str(error.value) == "not what run played any more: b; run the scenarios again"


def test_another_arm_confirms_nothing(root: Path) -> None:
    run = replace(run_on(StubEndpoint(), root), settings={"interleave": {"file": "before.yaml", "model": "older"}})
    with pytest.raises(UsageError) as error:
        refuse_changed(run, interleaved(planned(root), BaselineConfig(path=Path("before.yaml"), model="newer")))
    assert str(error.value) == "not what run was interleaved with any more; run the scenarios again"


def spoken(name: str, duration_s: float, heard_s: float, said_s: float) -> AttemptResult:
    turn = TurnSummary(index=0, user="", kind="audio", user_audio_s=(1.0, 1.0 + heard_s), model_audio_s=(0.0, said_s))
    return AttemptResult(scenario_id=name, attempt=1, status="passed", duration_s=duration_s, turns=(turn,))


def test_what_they_take_and_cost_is_told_by_the_run() -> None:
    attempts = (
        spoken("a", 10.0, 4.0, 8.0),
        replace(spoken("a", 20.0, 4.0, 8.0), attempt=2),
        spoken("b", 5.0, 0.0, 0.0),
    )
    run = RunResult(run_id="r", endpoint="gemini", model="models/gemini-3.8-live", attempts=attempts)
    # 10 of 15 s each, and 2 of 5 s.
    assert expected_s(run, {"a": 10, "b": 2, "unknown": 3}) == 160.0
    # 4 s at 25 tokens a second and $3 a million, 8 s at $12: $0.0003 + $0.0024 an attempt.
    cost = expected_cost(run, {"a": 10, "b": 2, "unknown": 3})
    assert cost is not None
    assert cost.usd == pytest.approx(10 * 0.0027)
    assert expected_cost(replace(run, model="models/unknown"), {"a": 1}) is None
