"""What a scenario expects, apart from what is played: the part of its document that may change after a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from evalkit.scenario.yaml_nodes import KeyPath

__all__ = ["Expectations", "expectations_of", "first_difference", "with_expectations"]

Expectations: TypeAlias = Mapping[str, Any]
"""A scenario's document with nothing in it but what only scoring reads.

The keys `description`, `tags`, `expected_failure` and `expect` as far as they are there, and `turns`: a list with one
mapping a turn, which holds the turn's `expect` or nothing.
"""

_JUDGED = ("description", "tags", "expected_failure", "expect")
_NOT_RECORDED = "mock"
_QUARANTINE = "quarantine"


def expectations_of(document: Mapping[str, Any]) -> Expectations:
    """Returns what a scenario's document expects."""
    kept = {key: document[key] for key in _JUDGED if key in document}
    return {**kept, "turns": [_only_expect(turn) for turn in _turns(document)]}


def with_expectations(document: Mapping[str, Any], expectations: Expectations) -> dict[str, Any]:
    """Returns the document with these expectations in place of its own.

    Args:
        document: what was played.
        expectations: of a scenario with as many turns.
    """
    judged = {key: value for key, value in expectations.items() if key in _JUDGED}
    turns = zip(_turns(document), expectations["turns"], strict=True)
    return {**_played(document), **judged, "turns": [{**_without_expect(turn), **expect} for turn, expect in turns]}


def first_difference(played: Mapping[str, Any], written: Mapping[str, Any]) -> KeyPath | None:
    """Returns the first place where two documents play something else; None where they differ in expectations only.

    Places come in the order of `written`, then what only `played` has. The `mock` section, which no recording holds,
    is passed over, and so is a quarantine: whether an attempt counts is settled on the day it is played.
    """
    aside = {_QUARANTINE: None}
    return _difference({**_played(played), **aside}, {**_played(written), **aside}, ())


def _played(document: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in document.items() if key not in (*_JUDGED, _NOT_RECORDED)}
    return {**kept, "turns": list(map(_without_expect, kept["turns"]))} if isinstance(kept.get("turns"), list) else kept


def _difference(played: Any, written: Any, place: KeyPath) -> KeyPath | None:
    if isinstance(played, Mapping) and isinstance(written, Mapping):
        for key in (*written, *(key for key in played if key not in written)):
            if key not in played or key not in written:
                return (*place, key)
            if (found := _difference(played[key], written[key], (*place, key))) is not None:
                return found
        return None
    if isinstance(played, list) and isinstance(written, list):
        for index, (one, other) in enumerate(zip(played, written, strict=False)):
            if (found := _difference(one, other, (*place, index))) is not None:
                return found
        return None if len(played) == len(written) else (*place, min(len(played), len(written)))
    return None if played == written else place


def _turns(document: Mapping[str, Any]) -> list[Any]:
    turns = document.get("turns")
    return turns if isinstance(turns, list) else []


def _only_expect(turn: Any) -> dict[str, Any]:
    return {"expect": turn["expect"]} if isinstance(turn, Mapping) and "expect" in turn else {}


def _without_expect(turn: Any) -> Any:
    return {key: value for key, value in turn.items() if key != "expect"} if isinstance(turn, Mapping) else turn
