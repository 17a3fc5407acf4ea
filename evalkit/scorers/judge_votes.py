"""The votes that are kept for one question, and what they amount to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any

from evalkit.recording.annotation import Annotation
from evalkit.scorers.failed_answer import failure_of
from evalkit.scorers.judge_arguments import SCALE
from evalkit.scorers.question import Question, answers_to
from evalkit.trace.trace import Trace

__all__ = ["Agreement", "Judged", "Vote", "Votes", "kept_votes", "vote_problem"]

_STEP = 0.25
_EDITIONS = 999_983
"""A prime below a million: enough that two judges hardly ever share a number."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One usable answer: of each criterion its score and why."""

    number: int
    scores: Mapping[str, float]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the votes say of one criterion."""

    name: str
    scores: tuple[float, ...]
    reasons: tuple[str, ...]

    @property
    def median(self) -> float:
        """The middle vote; of an even number the mean of the middle two."""
        return float(median(self.scores))

    @property
    def reason(self) -> str:
        """Why, in the words of the first vote that is nearest to the median."""
        nearest = min(range(len(self.scores)), key=lambda place: abs(self.scores[place] - self.median))
        return self.reasons[nearest]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs of votes on the same criterion."""

    pairs: int
    near: int
    """Pairs that differ by at most one step."""
    equal: int


@dataclass(frozen=True, slots=True)
class Votes:
    """All that is known of the votes for one question."""

    wanted: int
    by: str
    """Model and version of the judge; empty when no vote is usable."""
    made_up: bool
    """True when somebody wrote the votes and no model was asked."""
    cast: tuple[Vote, ...]
    failures: Mapping[int, str]
    """By vote, why it is missing; a vote that nobody was asked for is not in it."""
    left_out: tuple[str, ...]
    """Other judges, whose votes do not count."""

    @property
    def criteria(self) -> tuple[Judged, ...]:
        """Each criterion, in the order of the rubric; empty without votes."""
        names = self.cast[0].scores if self.cast else ()
        return tuple(
            Judged(
                name, tuple(vote.scores[name] for vote in self.cast), tuple(vote.reasons[name] for vote in self.cast)
            )
            for name in names
        )

    @property
    def edition(self) -> int:
        """A number of its own for each judge, from 2 on: what different judges say is never pooled."""
        digest = hashlib.sha256(f"{self.by}\n{self.made_up}".encode("utf-8", "surrogatepass")).digest()
        return 2 + int.from_bytes(digest[:8]) % _EDITIONS if self.by else 1

    @property
    def agreement(self) -> Agreement:
        """How far the votes agree, over all criteria."""
        apart = [abs(one - other) for each in self.criteria for one, other in combinations(each.scores, 2)]
        return Agreement(len(apart), sum(each <= _STEP for each in apart), sum(each == 0 for each in apart))


def kept_votes(question: Question, trace: Trace) -> Votes:
    """Returns the votes of one judge: of several that of most votes, of equally many the one that voted last."""
    kept = answers_to(question, trace)
    names = [str(name) for name in question.asked["criteria"]]
    failures = {each.vote: why for each in kept if (why := failure_of(each) or vote_problem(each.answer, names))}
    usable = [each for each in kept if each.vote not in failures]
    judge = _judge(usable)
    cast = tuple(_vote(each, names) for each in usable if _who(each) == judge)
    return Votes(
        wanted=question.votes,
        by=judge[0],
        made_up=judge[1],
        cast=cast,
        failures=failures,
        left_out=tuple(dict.fromkeys(each.by for each in usable if _who(each) != judge)),
    )


def vote_problem(answer: Mapping[str, Any], names: Sequence[str]) -> str:
    """Says why an answer is no vote on these criteria; empty when it is one."""
    votes = answer.get("votes")
    if not isinstance(votes, Mapping):
        return "the answer holds no votes"
    return next(_problems(votes, names), "")


def _problems(votes: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        vote = votes.get(name)
        if not isinstance(vote, Mapping):
            yield f"there is no vote on {name}"
        elif not _on_the_scale(vote.get("score")):
            yield f"{name} was given {str(vote.get('score'))[:40]!r}, which is not on the scale"
        elif not isinstance(vote.get("why"), str):
            yield f"the vote on {name} gives no reason"


def _on_the_scale(score: Any) -> bool:
    return isinstance(score, int | float) and not isinstance(score, bool) and score in SCALE


def _judge(usable: Sequence[Annotation]) -> tuple[str, bool]:
    """Who counts."""
    judges = [_who(each) for each in usable]
    return max(dict.fromkeys(reversed(judges)), key=judges.count, default=("", False))


def _who(answer: Annotation) -> tuple[str, bool]:
    return answer.by, answer.provenance == "synthetic"


def _vote(answer: Annotation, names: Sequence[str]) -> Vote:
    votes = answer.answer["votes"]
    return Vote(
        answer.vote,
        {name: float(votes[name]["score"]) for name in names},
        {name: " ".join(votes[name]["why"].split()) for name in names},
    )
