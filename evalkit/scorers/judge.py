"""What a judge, another model, says of an answer by a rubric: of its words, or of its voice.

The judge is asked once, after the attempt, and what it said is kept beside the recording
(`evalkit.runner.annotating`); this scorer only reads it. So a replay needs no key, and the same votes give the same
score for ever. A judge can be wrong, and says something else tomorrow: its limits are never the only ones of a scenario
(`evalkit.runner.judge_gate`), and an attempt that could not be judged is neither passed nor failed by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.scorers.answer_audio import no_audio
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.judge_arguments import Rubric, parse_rubric
from evalkit.scorers.judge_metrics import AGREEMENT, COST, METRICS, SCORE
from evalkit.scorers.judge_question import judge_question
from evalkit.scorers.judge_votes import Votes, kept_votes
from evalkit.scorers.judge_words import agreement_words, detail_of, score_words, unjudged_words
from evalkit.scorers.question import Question
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "judge", "questions"]


def judge(**args: Any) -> Scorer:
    """Makes the scorer of a rubric.

    Args:
        args: `criteria`, each a `rubric` with a limit `min` or `max` if there is one; `hears`, `transcript` or
            `audio`; `votes`, from 1 to 9.
    """
    rubric = parse_rubric(args)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        question = judge_question(rubric, trace, window)
        if question is None:
            return _unanswered(rubric, trace, window)
        votes = kept_votes(question, trace)
        return _judged(rubric, votes, window), _agreed(votes, rubric, window), _paid(question, trace, window)

    return score


def questions(trace: Trace, window: TurnWindow, **args: Any) -> tuple[Question, ...]:
    """Returns what a judge is to be asked about a turn or a session; nothing where there is no answer."""
    question = judge_question(parse_rubric(args), trace, window)
    return () if question is None else (question,)


def _unanswered(rubric: Rubric, trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
    why = no_audio(trace, window) if rubric.hears == "audio" else "there is no answer to judge"
    passed = False if rubric.limits else None
    return (
        SCORE.score(window.index, None, passed=passed, expected=rubric.expected, explanation=why),
        AGREEMENT.score(window.index, None, explanation=why),
        COST.score(window.index, None, explanation=why),
    )


def _judged(rubric: Rubric, votes: Votes, window: TurnWindow) -> Score:
    detail = detail_of(votes, rubric)
    if not votes.cast:
        # That nobody could be asked says nothing about the model, so nothing is passed or failed by it.
        return SCORE.score(window.index, None, explanation=unjudged_words(votes, rubric), detail=detail)
    medians = {each.name: each.median for each in votes.criteria}
    met = all(limit.allows(medians[name]) for name, limit in rubric.limits.items())
    return SCORE.score(
        window.index,
        sum(medians.values()) / len(medians),
        passed=met if rubric.limits else None,
        expected=rubric.expected,
        explanation=score_words(votes, rubric),
        detail=detail,
        part_version=votes.edition,
    )


def _agreed(votes: Votes, rubric: Rubric, window: TurnWindow) -> Score:
    found = votes.agreement
    if not votes.cast:
        return AGREEMENT.score(window.index, None, explanation=unjudged_words(votes, rubric))
    counts = {"part": found.near, "whole": found.pairs, "equal": found.equal} if found.pairs else {}
    return AGREEMENT.score(
        window.index,
        found.near / found.pairs if found.pairs else None,
        explanation=agreement_words(votes, found),
        detail={"judge": votes.by, "made_up": votes.made_up, **counts},
        part_version=votes.edition,
    )


def _paid(question: Question, trace: Trace, window: TurnWindow) -> Score:
    """Every reply was paid for, usable or not, and also those that another took the place of."""
    kept = [each for each in trace.annotations if (each.kind, each.key) == (question.kind, question.key)]
    replies = [each for each in kept if each.provenance == "recorded" and each.usage]
    if not replies:
        made_up = any(each.provenance == "synthetic" for each in kept)
        return COST.score(window.index, None, explanation="made-up votes cost nothing" if made_up else _UNPAID)
    costs = [_cost(each.usage) for each in replies]
    if unknown := next((each.usage.get("why") for each in replies if _cost(each.usage) is None), None):
        return COST.score(window.index, None, explanation=f"cost unknown: {unknown}")
    known = [cost for cost in costs if cost is not None]
    if len(known) < len(costs):
        return COST.score(window.index, None, explanation="cost unknown: a reply has no cost")
    number = f"{len(known)} repl{'y' if len(known) == 1 else 'ies'} of {replies[-1].by}"
    dates = sorted({str(each.usage["as_of"]) for each in replies if each.usage.get("as_of")})
    return COST.score(window.index, sum(known), explanation=f"{number}{f', prices of {dates[-1]}' if dates else ''}")


_UNPAID = "no reply of a judge is kept"


def _cost(usage: Mapping[str, Any]) -> float | None:
    cost = usage.get("cost_usd")
    return float(cost) if isinstance(cost, int | float) and not isinstance(cost, bool) and cost >= 0 else None
