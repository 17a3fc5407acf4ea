"""What a judge's scores say to a reader: who judged, how many votes, what they say and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.scorers.judge_arguments import Rubric
from evalkit.scorers.judge_votes import Agreement, Judged, Votes

__all__ = ["ASK", "agreement_words", "detail_of", "score_words", "unjudged_words", "who_words"]

ASK = "evalkit judge RUN --judge-model MODEL"
"""Asks for what is missing in a stored run."""
_REASON_CHARACTERS = 160


def score_words(votes: Votes, rubric: Rubric) -> str:
    """Who judged and what came of each criterion, missed limits first: they are what a reader looks for."""
    missed = [each for each in votes.criteria if _missed(each, rubric)]
    met = [each for each in votes.criteria if each not in missed]
    said = "; ".join(_criterion(each, rubric) for each in (*missed, *met))
    return f"{who_words(votes)}: {said}{_asides(votes)}"


def agreement_words(votes: Votes, agreement: Agreement) -> str:
    """How many pairs agree."""
    if not agreement.pairs:
        return f"{who_words(votes)}: it takes two votes to agree"
    pairs = f"{agreement.near} of {agreement.pairs} pairs of votes within one step, {agreement.equal} equal"
    return f"{who_words(votes)}: {pairs}"


def unjudged_words(votes: Votes, rubric: Rubric) -> str:
    """Why there is no score, and what asks for one."""
    kept_open = f"; {rubric.expected} stays open" if rubric.expected else ""
    if not votes.failures:
        number = f"{votes.wanted} vote{'' if votes.wanted == 1 else 's'}"
        return f"no vote is kept of {number}{kept_open}; ask: {ASK}"
    reasons = "; ".join(_failures(votes.failures))
    return f"none of {votes.wanted} votes is usable: {reasons}{kept_open}; ask again: {ASK}"


def who_words(votes: Votes) -> str:
    """The judge, and how many of its votes there are."""
    count = f"{len(votes.cast)} of {votes.wanted} vote{'' if votes.wanted == 1 else 's'}"
    return f"made-up votes, no model was asked, {count}" if votes.made_up else f"judged by {votes.by}, {count}"


def detail_of(votes: Votes, rubric: Rubric) -> Mapping[str, Any]:
    """The same for programs."""
    rubrics = {each.name: each for each in rubric.criteria}
    return {
        "judge": votes.by,
        "made_up": votes.made_up,
        "hears": rubric.hears,
        "votes_wanted": votes.wanted,
        "votes": [vote.number for vote in votes.cast],
        "criteria": {
            each.name: {
                "rubric": rubrics[each.name].rubric,
                "median": each.median,
                "votes": list(each.scores),
                "reasons": list(each.reasons),
                **_limit(rubric, each),
            }
            for each in votes.criteria
        },
        "failed": {str(vote): why for vote, why in votes.failures.items()},
        "other_judges": list(votes.left_out),
    }


def _limit(rubric: Rubric, judged: Judged) -> dict[str, Any]:
    limit = rubric.limits.get(judged.name)
    return {} if limit is None else {"expected": limit.text, "met": limit.allows(judged.median)}


def _missed(judged: Judged, rubric: Rubric) -> bool:
    limit = rubric.limits.get(judged.name)
    return limit is not None and not limit.allows(judged.median)


def _criterion(judged: Judged, rubric: Rubric) -> str:
    several = f" ({', '.join(f'{score:g}' for score in judged.scores)})" if len(set(judged.scores)) > 1 else ""
    wanted = f", not {rubric.limits[judged.name].text}" if _missed(judged, rubric) else ""
    return f'{judged.name} {judged.median:g}{several}{wanted}: "{_short(judged.reason)}"'


def _asides(votes: Votes) -> str:
    missing = votes.wanted - len(votes.cast) - len(votes.failures)
    notes = list(_failures(votes.failures))
    if votes.left_out:
        notes.append(f"votes of {' and '.join(votes.left_out)} are left out, for judges are not pooled")
    elif missing > 0:
        notes.append(f"{missing} more to ask: {ASK}")
    return f" ({'; '.join(notes)})" if notes else ""


def _failures(failures: Mapping[int, str]) -> list[str]:
    """Each reason once, with the votes it befell."""
    by_reason: dict[str, list[int]] = {}
    for vote, why in failures.items():
        by_reason.setdefault(why, []).append(vote)
    return [
        f"vote{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}: {_short(why)}"
        for why, numbers in by_reason.items()
    ]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _REASON_CHARACTERS else f"{text[: _REASON_CHARACTERS - 1]}…"
