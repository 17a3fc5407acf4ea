"""What there is to ask about a stored run, about what it costs, and the asking."""

import json
from pathlib import Path

import pytest

from evalkit.errors import ConnectError
from evalkit.profiles.text_prices import TextPrice, text_price_of
from evalkit.runner.annotating import Annotated
from evalkit.runner.asking import Estimate, ask, estimate, pending
from evalkit.runner.rescoring import score_again
from tests.runner.judging import FakeJudge, judged_scenario, made_up
from tests.runner.small import StubEndpoint, run_mock, run_on, typed, write_scenarios

DOLLAR_A_TOKEN = TextPrice("t", ("t",), text_in=1e6, audio_in=1e6, out=1e6)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=judged_scenario(), b=judged_scenario("Hi there.", votes=1), plain=typed())


def test_what_is_pending_shrinks_as_it_is_asked(root: Path, tmp_path: Path) -> None:
    run_mock(root)
    run, told = tmp_path / "run", list[Annotated]()
    asked = pending(run)
    assert [(each.folder.parent.name, [one.votes for one in each.open]) for each in asked] == [
        ("a", [(1, 2, 3)]),
        ("b", [(1,)]),
    ]
    ask(asked, FakeJudge(fails=lambda vote: "blocked" if vote == 3 else None), lambda _, found: told.append(found))
    assert told == [Annotated(asked=2, failed=1), Annotated(asked=1)]
    [left] = pending(run)
    assert [one.votes for one in left.open] == [(3,)]
    ask([left], FakeJudge(), lambda *_: None)
    assert pending(run) == ()


def test_made_up_votes_are_pending(root: Path, tmp_path: Path) -> None:
    run_mock(root)
    made_up(tmp_path / "run/attempts/a/1")
    assert [each.folder.parent.name for each in pending(tmp_path / "run")] == ["a", "b"]


def test_what_could_not_be_measured_is_not_pending(root: Path, tmp_path: Path) -> None:
    run_on(StubEndpoint(failing={"a": ConnectError("ws://x", "no")}), root)
    assert [each.folder.parent.name for each in pending(tmp_path / "run")] == ["b"]


def test_what_the_run_was_scored_by_last_is_what_counts(root: Path, tmp_path: Path) -> None:
    """A judge that was added after the run was played is asked too."""
    run_mock(root)
    run = tmp_path / "run"
    stored = json.loads((run / "attempts/plain/1/events.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert "judge" not in json.dumps(stored)
    text = judged_scenario(votes=1)
    write_scenarios(tmp_path, plain=text)
    score_again(run, (root,)).keep(run)
    assert [each.folder.parent.name for each in pending(run)] == ["a", "b", "plain"]


def test_an_estimate_counts_what_attempts_share_once(root: Path, tmp_path: Path) -> None:
    run_mock(root, repeat=2)
    asked = pending(tmp_path / "run")
    assert len(asked) == 4
    found = estimate(asked, DOLLAR_A_TOKEN)
    assert (found.questions, found.votes, found.audio_s) == (2, 4, 0)
    texts = {
        each.question.key: (len(each.question.asked["instructions"]) + len(each.question.asked["prompt"]), each.votes)
        for one in asked
        for each in one.open
    }
    assert found.usd == pytest.approx(sum((length / 4 + 60) * len(votes) for length, votes in texts.values()))
    assert estimate(asked, None).usd is None
    assert estimate((), text_price_of("gemini-3.8-flash")) == Estimate(usd=0)
