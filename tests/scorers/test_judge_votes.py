"""Votes as they are kept: which count, what their middle is, and why a kept answer is no vote."""

from collections.abc import Mapping
from typing import Any

import pytest

from evalkit.scorers.judge_votes import Agreement, Judged, kept_votes, vote_problem
from tests.scorers.judge_votes import asked_about, judged, vote, with_annotations
from tests.traces import a_trace, a_turn, said

ARGS: Mapping[str, Any] = {"criteria": {"kind": "It is kind.", "brief": "It is brief."}, "votes": 5}
TRACE = a_trace(a_turn("Hello.", said(1.5, "Hi.")))


@pytest.mark.parametrize(
    ("scores", "median", "reason"),
    [
        ((0.25,), 0.25, "a"),
        ((0.0, 1.0), 0.5, "a"),
        ((1.0, 0.25, 0.5), 0.5, "c"),
        ((1.0, 0.0, 0.0, 1.0), 0.5, "a"),
        ((0.75, 0.5, 0.25, 0.25), 0.375, "b"),
    ],
)
def test_the_median_and_the_vote_that_speaks_for_it(scores: tuple[float, ...], median: float, reason: str) -> None:
    found = Judged("kind", scores, tuple("abcd"[: len(scores)]))
    assert (found.median, found.reason) == (median, reason)


def test_agreement_is_counted_over_all_criteria() -> None:
    # kind: 0.25 apart; brief: 1 apart.
    votes = kept_votes(asked_about(TRACE, ARGS), judged(TRACE, ARGS, [0.25, 0.0], [0.5, 1.0]))
    assert votes.agreement == Agreement(pairs=2, near=1, equal=0)
    assert kept_votes(asked_about(TRACE, ARGS), TRACE).agreement == Agreement(0, 0, 0)


def test_of_as_many_votes_the_later_judge_counts() -> None:
    question = asked_about(TRACE, ARGS)
    cast = [vote(question, number, [1.0, 1.0], by=by) for number, by in enumerate("abba", start=1)]
    votes = kept_votes(question, with_annotations(TRACE, *cast))
    assert (votes.by, [each.number for each in votes.cast], votes.left_out) == ("a", [1, 4], ("b",))


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"votes": {"kind": {"score": 1, "why": ""}, "brief": {"score": 0.0, "why": "x"}, "more": 3}}, ""),
        ({"reply": "x"}, "the answer holds no votes"),
        ({"votes": [1]}, "the answer holds no votes"),
        ({"votes": {"kind": 1}}, "there is no vote on kind"),
        ({"votes": {"kind": {"score": "1", "why": ""}}}, "kind was given '1', which is not on the scale"),
        ({"votes": {"kind": {"score": False, "why": ""}}}, "kind was given 'False', which is not on the scale"),
        ({"votes": {"kind": {"score": 1, "why": None}}}, "the vote on kind gives no reason"),
        ({"votes": {"kind": {"score": 1, "why": ""}}}, "there is no vote on brief"),
    ],
)
def test_what_is_no_vote(answer: Mapping[str, Any], problem: str) -> None:
    assert vote_problem(answer, ("kind", "brief")) == problem
