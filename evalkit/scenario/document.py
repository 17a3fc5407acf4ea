"""Checks a scenario document that is plain data, from a file or from a recording, and builds the scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evalkit.errors import ScenarioErrors
from evalkit.scenario.build import build_scenario
from evalkit.scenario.mistakes import Mistake, described, model_mistakes, placed
from evalkit.scenario.model import Scenario
from evalkit.scenario.rules import CheckArguments, CheckScorer, rule_mistakes, scorer_mistakes, stub_matcher_mistakes
from evalkit.scenario.schema import ScenarioFile
from evalkit.scenario.yaml_nodes import MAX_DEPTH, KeyPath, Marks

__all__ = ["checked_document", "scenario_from_document"]


def scenario_from_document(
    document: Mapping[str, Any], scenario_id: str, source: Path | None = None, root: Path | None = None
) -> Scenario:
    """Returns the scenario that a recording embeds, checked like a file but for two things.

    It may have no turns, because the recordings of other tools hold none, and the audio files it names need not exist.

    Args:
        document: plain data, as `Scenario.document`.
        scenario_id: the scenario's id.
        source: the file it was once read from, for messages and for `Scenario.source`.
        root: the scenario root, where it is known.

    Raises:
        ScenarioErrors: every mistake; lines are 0, and the path is ``source`` or else the id.
    """
    plain = dict(document) if isinstance(document, Mapping) else document
    place, unreadable = source or Path(scenario_id), tuple(_not_plain(plain))
    if unreadable:
        raise ScenarioErrors(placed(unreadable, place, Marks()))
    file, mistakes = checked_document(plain, may_be_empty=True)
    if file is None or mistakes:
        raise ScenarioErrors(placed(mistakes, place, Marks()))
    return build_scenario(file, plain, scenario_id, source, root)


def checked_document(
    document: Any,
    *,
    may_be_empty: bool = False,
    check_scorer: CheckScorer | None = None,
    check_arguments: CheckArguments | None = None,
) -> tuple[ScenarioFile | None, list[Mistake]]:
    """Returns the document as a scenario file (None when its types are wrong) and every mistake; reads no file.

    Args:
        document: what a scenario file holds, as JSON could.
        may_be_empty: True accepts a scenario without turns.
        check_scorer: is asked about each entry of each `expect`; None asks nobody.
        check_arguments: is asked about each condition of the tools' answers; None asks nobody.
    """
    mistakes: list[Mistake] = []
    file = None
    try:
        file = ScenarioFile.model_validate(document)
    except ValidationError as error:
        mistakes += model_mistakes(error, document)
    mistakes += rule_mistakes(document, may_be_empty=may_be_empty)
    if check_scorer:
        mistakes += scorer_mistakes(document, check_scorer)
    if check_arguments:
        mistakes += stub_matcher_mistakes(document, check_arguments)
    return file, mistakes


def _not_plain(value: Any, path: KeyPath = ()) -> Iterator[Mistake]:
    """Yields the values that a scenario file could not hold."""
    if len(path) > MAX_DEPTH:
        yield Mistake(path[:3], f"the document nests deeper than {MAX_DEPTH} levels", "flatten it")
        return
    match value:
        case dict():
            for key, inner in value.items():
                yield from _not_plain(inner, (*path, key)) if _is_text(key) else [_bad_key(path, key)]
        case list():
            for index, inner in enumerate(value):
                yield from _not_plain(inner, (*path, index))
        case str() if not _is_text(value):
            yield Mistake(path, "a lone surrogate is not a character", "remove it")
        case float() if not math.isfinite(value):
            yield Mistake(path, f"expected a finite number, found {value}")
        case int() if abs(value) >= 2**63:
            yield Mistake(path, "the number is out of range", "put it in quotes if it is text")
        case None | str() | bool() | int() | float():
            return
        case _:
            yield Mistake(path, f"expected what JSON can hold, found {described(value)}")


def _bad_key(path: KeyPath, key: Any) -> Mistake:
    return Mistake(path, f"a key must be a string, found {described(key)}")


def _is_text(value: Any) -> bool:
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False
