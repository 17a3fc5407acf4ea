"""Questions are answered once: from the reference where it fits, then by whoever may be asked; each answer is kept."""

from pathlib import Path

import pytest

from evalkit.errors import RecordingError, UsageError
from evalkit.recording.annotation_file import ANNOTATIONS, read_annotations
from evalkit.recording.model import Mark, Recording
from evalkit.recording.redact import Redactor
from evalkit.recording.store import read_recording
from evalkit.runner.annotating import Annotated, annotate, fitting_answers, open_questions
from evalkit.scorers.failed_answer import failure_of
from tests.runner.judging import FakeJudge, judged_scenario, made_up, votes_in
from tests.runner.small import run_mock, typed, write_scenarios


@pytest.fixture
def attempts(tmp_path: Path) -> Path:
    """The attempts of scenarios with a judge (`a`, `b`) and without one (`plain`)."""
    files = {"a": judged_scenario(), "b": judged_scenario("Hi there."), "plain": typed()}
    run_mock(write_scenarios(tmp_path, **files), repeat=2)
    return tmp_path / "run/attempts"


@pytest.fixture
def a(attempts: Path) -> Path:
    return attempts / "a/1"


def recording(folder: Path) -> Recording:
    return read_recording(folder)


def test_missing_votes_are_asked_for_and_kept_with_their_question(a: Path) -> None:
    judge, told = FakeJudge(), list[int]()
    found = annotate(recording(a), a, (judge,), on_answer=lambda answer: told.append(answer.vote))
    assert found == Annotated(asked=3)
    assert (votes_in(a), told) == ([(1, "fake"), (2, "fake"), (3, "fake")], [1, 2, 3])
    first = read_annotations(a)[0]
    assert first.asked["criteria"] == ["kind"]
    assert first.made_at.endswith("+00:00")
    assert annotate(recording(a), a, (judge,)) == Annotated()
    assert len(judge.asked) == 3
    assert open_questions(recording(a), a) == ()


def test_without_anybody_to_ask_nothing_is_written(a: Path) -> None:
    assert annotate(recording(a), a) == Annotated()
    assert not (a / ANNOTATIONS).exists()
    [open_question] = open_questions(recording(a), a)
    assert open_question.votes == (1, 2, 3)


def test_a_scenario_that_asks_nothing_is_asked_nothing(attempts: Path) -> None:
    folder = attempts / "plain/1"
    judge = FakeJudge()
    assert annotate(recording(folder), folder, (judge,)) == Annotated()
    assert judge.asked == []


def test_somebody_for_another_kind_of_question_is_not_asked(a: Path) -> None:
    recogniser = FakeJudge(kind="recognition")
    assert annotate(recording(a), a, (recogniser,)) == Annotated()
    assert recogniser.asked == []


def test_of_several_of_one_kind_the_first_is_asked(a: Path) -> None:
    annotate(recording(a), a, (FakeJudge(kind="recognition"), FakeJudge(name="one"), FakeJudge(name="two")))
    assert votes_in(a) == [(1, "one"), (2, "one"), (3, "one")]


def test_the_reference_answers_its_replay_and_no_other_answer(attempts: Path, a: Path) -> None:
    made_up(a)
    again, other = attempts / "a/2", attempts / "b/1"
    assert annotate(recording(again), again, reference_folder=a) == Annotated(kept=3)
    assert votes_in(again) == votes_in(a)
    assert annotate(recording(again), again, reference_folder=a) == Annotated()
    assert annotate(recording(other), other, reference_folder=a) == Annotated()
    assert votes_in(other) == []


def test_real_votes_take_the_place_of_made_up_ones(attempts: Path, a: Path) -> None:
    made_up(a)
    again = attempts / "a/2"
    assert annotate(recording(again), again, (FakeJudge(),), a) == Annotated(kept=3, asked=3)
    assert votes_in(again)[3:] == [(1, "fake"), (2, "fake"), (3, "fake")]
    assert open_questions(recording(again), again) == ()


def test_real_votes_of_the_reference_are_not_asked_for_again(attempts: Path, a: Path) -> None:
    annotate(recording(a), a, (FakeJudge(),))
    again, judge = attempts / "a/2", FakeJudge(name="another")
    assert annotate(recording(again), again, (judge,), a) == Annotated(kept=3)
    assert judge.asked == []


def test_a_failed_vote_is_kept_and_asked_again_next_time(a: Path) -> None:
    found = annotate(recording(a), a, (FakeJudge(fails=lambda vote: "blocked" if vote == 2 else None),))
    assert found == Annotated(asked=2, failed=1)
    assert [failure_of(each) for each in read_annotations(a)] == ["", "blocked", ""]
    judge = FakeJudge()
    assert annotate(recording(a), a, (judge,)) == Annotated(asked=1)
    assert [vote for _, vote in judge.asked] == [2]


def test_who_cannot_be_asked_is_asked_once_and_the_reason_is_kept(a: Path) -> None:
    judge = FakeJudge(fails=lambda _: UsageError("the judge refuses", "renew the key"))
    assert annotate(recording(a), a, (judge,)) == Annotated(
        failed=1, left=2, problem="the judge refuses; renew the key"
    )
    assert len(judge.asked) == 1
    [kept] = read_annotations(a)
    assert (failure_of(kept), kept.by, kept.vote) == ("the judge refuses; renew the key", "fake", 1)


def test_a_request_to_stop_leaves_the_rest_open(a: Path) -> None:
    judge = FakeJudge()
    found = annotate(recording(a), a, (judge,), stopping=lambda: bool(judge.asked))
    assert found == Annotated(asked=1, left=2)
    assert [each.votes for each in open_questions(recording(a), a)] == [(2, 3)]


def test_every_question_has_the_reason(tmp_path: Path) -> None:
    text = judged_scenario().replace(
        "mock:", "expect: {judge: {votes: 2, criteria: {kind: {rubric: All of it is kind.}}}}\nmock:"
    )
    run_mock(write_scenarios(tmp_path, a=text))
    folder = tmp_path / "run/attempts/a/1"
    judge = FakeJudge(fails=lambda _: UsageError("no"))
    assert annotate(recording(folder), folder, (judge,)) == Annotated(failed=2, left=3, problem="no")
    assert len(judge.asked) == 1
    assert [failure_of(each) for each in read_annotations(folder)] == ["no", "no"]


def test_a_mistake_of_an_answerer_is_a_reason_too(a: Path) -> None:
    found = annotate(recording(a), a, (FakeJudge(fails=lambda _: KeyError("x")),))
    assert found.problem == "fake failed: KeyError: 'x'"


def test_a_session_that_failed_is_not_asked_about(a: Path) -> None:
    whole = recording(a)
    broken = Recording(whole.header, (*whole.items, Mark(9.0, "session_failed", None, {"kind": "x", "message": "y"})))
    judge = FakeJudge()
    assert annotate(broken, a, (judge,)) == Annotated()
    assert judge.asked == []
    assert open_questions(broken, a) == ()


def test_secrets_are_not_kept(a: Path) -> None:
    judge = FakeJudge(fails=lambda _: "refused: my-secret-key")
    annotate(recording(a), a, (judge,), redactor=Redactor(("my-secret-key",)))
    assert b"my-secret-key" not in (a / ANNOTATIONS).read_bytes()


def test_answers_that_cannot_be_read_are_named(attempts: Path, a: Path) -> None:
    (a / ANNOTATIONS).write_text('{"format":1}\n', encoding="utf-8")
    again = attempts / "a/2"
    with pytest.raises(RecordingError, match=r"annotations\.jsonl:1: `kind` is missing"):
        annotate(recording(again), again, reference_folder=a)


def test_fitting_answers_are_those_of_the_first_folder_first(attempts: Path, a: Path) -> None:
    annotate(recording(a), a, (FakeJudge(name="first"),))
    second = attempts / "a/2"
    annotate(recording(second), second, (FakeJudge(name="second"),))
    assert [each.by for each in fitting_answers(recording(a), a, second)] == ["first"] * 3
    assert fitting_answers(recording(attempts / "b/1"), a, second) == ()
    assert fitting_answers(recording(a), attempts / "b/1") == ()
