"""What a judge's scores say: passed, failed or left open, by whom, and in words a reader can use."""

from collections.abc import Mapping
from typing import Any

from evalkit.scorers.base import Score
from evalkit.scorers.judge import judge
from evalkit.trace.trace import Trace
from tests.scorers.judge_votes import asked_about, failed_vote, judged, vote, with_annotations
from tests.traces import a_trace, a_turn, said, turn_complete

ARGS: Mapping[str, Any] = {
    "criteria": {"brief": {"rubric": "It is brief."}, "kind": {"rubric": "It is kind.", "min": 0.75}}
}
TRACE = a_trace(a_turn("My parcel is lost.", said(1.5, "Sorry."), turn_complete(2.0)))
ASK = "evalkit judge RUN --judge-model MODEL"


def scored(trace: Trace, args: Mapping[str, Any] = ARGS) -> Score:
    return judge(**args)(trace, trace.turns[0])[0]


def test_a_limit_that_is_met() -> None:
    score = scored(judged(TRACE, ARGS, [1.0, 0.75], [1.0, 0.75], [1.0, 0.5]))
    assert (score.passed, score.expected, score.value) == (True, "kind ≥ 0.75", 0.875)
    assert score.explanation == (
        'judged by gemini-3.8-flash, 3 of 3 votes: brief 1: "Why brief has 1."; '
        'kind 0.75 (0.75, 0.75, 0.5): "Why kind has 0.75."'
    )


def test_a_limit_that_is_missed_stands_first_and_says_who_judged() -> None:
    question = asked_about(TRACE, ARGS)
    score = scored(
        with_annotations(
            TRACE, vote(question, 1, [1.0, 0.25]), vote(question, 3, [1.0, 0.25]), failed_vote(question, 2, "HTTP 500")
        )
    )
    assert (score.passed, score.value) == (False, 0.625)
    assert score.explanation == (
        'judged by gemini-3.8-flash, 2 of 3 votes: kind 0.25, not ≥ 0.75: "Why kind has 0.25."; '
        'brief 1: "Why brief has 1." (vote 2: HTTP 500)'
    )


def test_a_high_mean_does_not_hide_a_missed_limit() -> None:
    limited = {"criteria": {"kind": {"rubric": "Kind.", "min": 0.75}, "brief": "Brief.", "true": "True."}}
    score = scored(judged(TRACE, limited, [0.5, 1.0, 1.0]), limited)
    assert (round(score.value or 0, 3), score.passed) == (0.833, False)


def test_without_a_limit_nothing_is_expected() -> None:
    free = {"criteria": {"kind": "It is kind."}}
    score = scored(judged(TRACE, free, [0.0]), free)
    assert (score.passed, score.expected, score.value) == (None, "", 0.0)
    assert f"(2 more to ask: {ASK})" in score.explanation


def test_nobody_asked_passes_and_fails_nothing() -> None:
    score = scored(TRACE)
    assert (score.passed, score.value, score.expected) == (None, None, "")
    assert score.explanation == f"no vote is kept of 3 votes; kind ≥ 0.75 stays open; ask: {ASK}"


def test_a_judge_that_failed_passes_and_fails_nothing() -> None:
    question = asked_about(TRACE, ARGS)
    score = scored(with_annotations(TRACE, failed_vote(question, 1, "the judge x: HTTP 403; renew them")))
    assert (score.passed, score.value) == (None, None)
    assert score.explanation == (
        "none of 3 votes is usable: vote 1: the judge x: HTTP 403; renew them; "
        f"kind ≥ 0.75 stays open; ask again: {ASK}"
    )


def test_no_answer_misses_the_limit() -> None:
    silent = a_trace(a_turn("My parcel is lost.", turn_complete(2.0)))
    score = scored(silent)
    assert (score.passed, score.value, score.expected) == (False, None, "kind ≥ 0.75")
    assert score.explanation == "there is no answer to judge"


def test_made_up_votes_say_so() -> None:
    score = scored(judged(TRACE, ARGS, [1.0, 1.0], provenance="synthetic", by="nobody"))
    assert score.explanation.startswith("made-up votes, no model was asked, 1 of 3 votes: ")
    assert score.detail["made_up"] is True


def test_judges_are_kept_apart() -> None:
    one, again, other, invented = (
        scored(judged(TRACE, ARGS, [1.0, 1.0], by=by, provenance=provenance)).version
        for by, provenance in (("a", "recorded"), ("a", "recorded"), ("b", "recorded"), ("a", "synthetic"))
    )
    assert one == again
    assert len({one, other, invented, scored(TRACE).version}) == 4
    assert scored(TRACE).version == 1


def test_votes_of_another_judge_are_left_out_and_named() -> None:
    question = asked_about(TRACE, ARGS)
    votes = [vote(question, 1, [1.0, 1.0], by="old"), vote(question, 2, [1.0, 0.75]), vote(question, 3, [1.0, 0.75])]
    score = scored(with_annotations(TRACE, *votes))
    assert score.value == 0.875
    assert score.explanation.endswith("(votes of old are left out, for judges are not pooled)")
    assert score.detail["other_judges"] == ["old"]


def test_the_detail_has_every_vote_and_every_reason() -> None:
    detail = scored(judged(TRACE, ARGS, [1.0, 0.75], [0.5, 0.5])).detail
    assert detail == {
        "judge": "gemini-3.8-flash",
        "made_up": False,
        "hears": "transcript",
        "votes_wanted": 3,
        "votes": [1, 2],
        "criteria": {
            "brief": {
                "rubric": "It is brief.",
                "median": 0.75,
                "votes": [1.0, 0.5],
                "reasons": ["Why brief has 1.", "Why brief has 0.5."],
            },
            "kind": {
                "rubric": "It is kind.",
                "median": 0.625,
                "votes": [0.75, 0.5],
                "reasons": ["Why kind has 0.75.", "Why kind has 0.5."],
                "expected": "≥ 0.75",
                "met": False,
            },
        },
        "failed": {},
        "other_judges": [],
    }


def test_agreement_is_pooled_as_pairs() -> None:
    _, agreement, _ = judge(**ARGS)(trace := judged(TRACE, ARGS, [1.0, 0.0], [0.5, 0.0], [0.5, 0.25]), trace.turns[0])
    # brief: 0.5, 0.5 and 0 apart; kind: 0, 0.25 and 0.25 apart.
    assert agreement.detail == {"judge": "gemini-3.8-flash", "made_up": False, "part": 4, "whole": 6, "equal": 2}
    assert agreement.explanation.endswith("3 of 3 votes: 4 of 6 pairs of votes within one step, 2 equal")
