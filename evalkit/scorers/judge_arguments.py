"""The arguments of `judge` under `expect`: votes, what the judge hears, criteria and their limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from evalkit.errors import UsageError, nearest
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown

__all__ = ["MOST_VOTES", "SCALE", "Criterion", "Hears", "Rubric", "has_limit", "parse_rubric"]

SCALE: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The scores a vote may give."""
MOST_VOTES: Final = 9
_MOST_CRITERIA = 10
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_ARGUMENTS = ("criteria", "hears", "votes")
_OF_CRITERION = ("rubric", "min", "max")

Hears: TypeAlias = Literal["transcript", "audio"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged."""

    name: str
    rubric: str
    """What earns the full score, in the user's words."""
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Rubric:
    """What a judge is asked, and what its median votes must reach."""

    criteria: tuple[Criterion, ...]
    hears: Hears = "transcript"
    votes: int = 3
    limits: Mapping[str, Limit] = field(init=False)

    def __post_init__(self) -> None:
        limits = {each.name: each.limit for each in self.criteria if each.limit is not None}
        object.__setattr__(self, "limits", limits)

    @property
    def expected(self) -> str:
        """The limits in words: `empathy ≥ 0.75, brevity ≥ 0.5`; empty when there is none."""
        return ", ".join(f"{name} {limit.text}" for name, limit in self.limits.items())


def parse_rubric(args: Mapping[str, Any]) -> Rubric:
    """Reads what stands under `judge`.

    Raises:
        UsageError: names the argument that is missing, unknown or wrong.
    """
    refuse_unknown("judge", args, _ARGUMENTS)
    votes, hears = args.get("votes", 3), args.get("hears", "transcript")
    if not isinstance(votes, int) or isinstance(votes, bool) or not 1 <= votes <= MOST_VOTES:
        raise UsageError(f"judge.votes: must be a whole number from 1 to {MOST_VOTES}, not {votes!r}")
    if hears not in ("transcript", "audio"):
        close = nearest(str(hears), ("transcript", "audio"))
        hint = f"did you mean {close!r}?" if close else "write transcript or audio"
        raise UsageError(f"judge.hears: unknown {hears!r}", hint)
    return Rubric(_criteria(args.get("criteria")), hears, votes)


def has_limit(args: Mapping[str, Any]) -> bool:
    """True when these arguments expect something, so that they may fail a scenario; nothing is checked here."""
    criteria = args.get("criteria")
    written = criteria.values() if isinstance(criteria, Mapping) else ()
    return any(isinstance(each, Mapping) and not {"min", "max"}.isdisjoint(each) for each in written)


def _criteria(written: Any) -> tuple[Criterion, ...]:
    if not isinstance(written, Mapping) or not written:
        hint = "write criteria: {empathy: {rubric: The answer acknowledges …, min: 0.75}}"
        raise UsageError("judge.criteria: name at least one criterion with its rubric", hint)
    if len(written) > _MOST_CRITERIA:
        raise UsageError(f"judge.criteria: {len(written)} are too many for one prompt", f"keep to {_MOST_CRITERIA}")
    return tuple(_criterion(name, value) for name, value in written.items())


def _criterion(name: Any, value: Any) -> Criterion:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        hint = "use letters, digits and _, a letter first, at most 40"
        raise UsageError(f"judge.criteria: {name!r} is no name of a criterion", hint)
    where = f"judge.criteria.{name}"
    written = {"rubric": value} if isinstance(value, str) else value
    if not isinstance(written, Mapping):
        raise UsageError(f"{where}: must be {{rubric: …, min: …}}, not {value!r}")
    refuse_unknown(where, written, _OF_CRITERION)
    rubric = written.get("rubric")
    if not isinstance(rubric, str) or not rubric.strip():
        raise UsageError(f"{where}.rubric: say in a sentence what earns the full score")
    return Criterion(name, " ".join(rubric.split()), _limit(where, written))


def _limit(where: str, written: Mapping[str, Any]) -> Limit | None:
    ends = {end: written[end] for end in ("max", "min") if end in written}
    if not ends:
        return None
    parent, _, name = where.rpartition(".")
    limit = parse_limit(parent, name, ends)
    for end, value in (("min", limit.min), ("max", limit.max)):
        if value is not None and not SCALE[0] <= value <= SCALE[-1]:
            raise UsageError(f"{where}.{end}: votes are from 0 to 1, so {value:g} says nothing")
    return limit
