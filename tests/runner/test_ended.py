"""What follows an attempt's end: kept answers are used, somebody is asked, and a judge that fails costs no attempt."""

from pathlib import Path

import pytest

from evalkit.aggregate import one_metric
from evalkit.errors import PoolingError, UsageError
from evalkit.recording.annotation_file import ANNOTATIONS
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.annotating import Annotated
from evalkit.runner.plan import Selection, select
from evalkit.runner.references import keep_reference
from evalkit.runner.rescoring import rescore
from tests.runner.judging import FakeJudge, judged_scenario, made_up, votes_in
from tests.runner.small import StubEndpoint, keep_references, run_mock, run_on, run_replay, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=judged_scenario())


def attempt(run: RunResult) -> AttemptResult:
    [found] = run.attempts
    return found


def judged(run: RunResult) -> tuple[str, float | None, bool | None]:
    """Status of the one attempt, and what its judge says."""
    [score] = [each for each in attempt(run).scores if each.metric == "judge_score"]
    return attempt(run).status, score.value, score.passed


def test_nobody_asked_leaves_the_judge_open(root: Path) -> None:
    assert judged(run_mock(root)) == ("passed", None, None)


def test_somebody_asked_passes_or_fails(root: Path, tmp_path: Path) -> None:
    told: list[Annotated] = []
    run = run_mock(root, answerers=(FakeJudge(),), on_annotated=lambda _, found: told.append(found))
    assert judged(run) == ("passed", 0.75, True)
    assert told == [Annotated(asked=3)]
    assert votes_in(tmp_path / "run/attempts/a/1") == [(1, "fake"), (2, "fake"), (3, "fake")]
    assert judged(run_mock(root, name="harsh", answerers=(FakeJudge(0.25),))) == ("failed", 0.25, False)


@pytest.mark.parametrize("problem", [UsageError("refused"), RuntimeError("a mistake"), "blocked"])
def test_a_judge_that_fails_costs_no_attempt(root: Path, problem: Exception | str) -> None:
    run = run_mock(root, answerers=(FakeJudge(fails=lambda _: problem),))
    assert judged(run) == ("passed", None, None)
    [score] = [each for each in attempt(run).scores if each.metric == "judge_score"]
    assert str(problem) in score.explanation


def test_kept_votes_answer_the_replay_and_are_scored_again_without_anybody(root: Path, tmp_path: Path) -> None:
    keep_references(root)
    made_up(root / "recordings/a")
    assert judged(run_replay(root)) == ("passed", 1.0, True)
    assert votes_in(tmp_path / "replayed/attempts/a/1") == [(1, "nobody"), (2, "nobody"), (3, "nobody")]
    assert judged(rescore(tmp_path / "replayed")) == ("passed", 1.0, True)


def test_votes_come_along_when_a_reference_is_kept_anew_as_far_as_they_fit(root: Path, tmp_path: Path) -> None:
    keep_references(root)
    made_up(root / "recordings/a")
    keep_references(root, name="again")
    assert votes_in(root / "recordings/a") == [(1, "nobody"), (2, "nobody"), (3, "nobody")]
    write_scenarios(tmp_path, a=judged_scenario("You there!"))
    keep_references(root, name="other")
    assert not (root / "recordings/a" / ANNOTATIONS).exists()


def test_votes_of_the_attempt_go_before_those_of_the_older_reference(root: Path, tmp_path: Path) -> None:
    keep_references(root)
    made_up(root / "recordings/a")
    run_mock(root, answerers=(FakeJudge(),))
    [scenario] = select(Selection((root,)))
    keep_reference(tmp_path / "run/attempts/a/1", scenario)
    assert votes_in(root / "recordings/a") == [(1, "fake"), (2, "fake"), (3, "fake")]


def test_damaged_answers_of_a_reference_are_told_and_lose_no_other_attempt(root: Path, tmp_path: Path) -> None:
    write_scenarios(tmp_path, b=judged_scenario())
    keep_references(root)
    (root / "recordings/a" / ANNOTATIONS).write_text("{}\n", encoding="utf-8")
    first, second = run_replay(root).attempts
    assert (first.status, second.status) == ("invalid", "passed")
    assert first.failure is not None
    assert first.failure.kind == "FormatVersionError"
    assert "recordings/a/annotations.jsonl:1: format None is unknown" in first.failure.message


def test_what_could_not_be_measured_is_not_asked_about(root: Path) -> None:
    judge = FakeJudge()
    run = run_on(StubEndpoint(failing={"a": UsageError("no")}), root, answerers=(judge,))
    assert attempt(run).status in ("infra", "invalid")
    assert judge.asked == []


def test_what_two_judges_say_is_never_one_number(root: Path) -> None:
    first = run_mock(root, name="first", answerers=(FakeJudge(name="m-001"),))
    again = run_mock(root, name="again", answerers=(FakeJudge(0.5, name="m-001"),))
    other = run_mock(root, name="other", answerers=(FakeJudge(name="m-002"),))
    pooled = one_metric((*first.attempts, *again.attempts), "judge.judge_score")
    assert pooled is not None
    assert pooled.mean == 0.625
    with pytest.raises(PoolingError, match=r"judge\.judge_score: version \d+ and version \d+ do not measure the same"):
        one_metric((*first.attempts, *other.attempts), "judge.judge_score")


def test_in_real_time_too(root: Path) -> None:
    run = run_on(StubEndpoint(virtual_time=False), root, answerers=(FakeJudge(),))
    assert judged(run) == ("passed", 0.75, True)
