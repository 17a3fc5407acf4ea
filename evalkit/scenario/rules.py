"""The rules of a scenario file that span several keys, checked on its plain data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from evalkit.errors import EvalkitError, PluginError, UsageError
from evalkit.scenario.mistakes import Mistake, did_you_mean
from evalkit.scenario.setup_check import (
    camel_case,
    declared_functions,
    field_of,
    merged_setup,
    model_mistake,
    setup_mistakes,
)
from evalkit.scenario.turn_rules import turn_mistakes, unfitting_mistakes
from evalkit.scenario.yaml_nodes import KeyPath, shown

__all__ = ["CheckArguments", "CheckScorer", "rule_mistakes", "scorer_mistakes", "stub_matcher_mistakes"]

CheckScorer: TypeAlias = Callable[[str, Mapping[str, Any]], None]
"""Raises an EvalkitError for a scorer's name or arguments that cannot be used."""


def rule_mistakes(data: Any, *, may_be_empty: bool) -> Iterator[Mistake]:
    """Yields each broken rule; data of a wrong type is passed over, because the models report it.

    Args:
        data: the document.
        may_be_empty: True lets it have no turns, as a recording of another tool may.
    """
    if not isinstance(data, Mapping):
        return
    yield from turn_mistakes(data, may_be_empty)
    wrong_setup = tuple(_setup_mistakes(data))
    yield from wrong_setup
    # What a setup with a mistake declares is not known, and one mistake is reported once.
    yield from _stub_mistakes(data, check_names=not wrong_setup and isinstance(data.get("setup", {}), Mapping))
    if not wrong_setup:
        yield from unfitting_mistakes(data)
    yield from _mock_mistakes(data)


def _setup_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    yield from setup_mistakes(_mapping(data.get("setup")))
    for key in _mapping(data.get("setup_unchecked")):
        if camel_case(key) == "model":
            yield model_mistake(("setup_unchecked", key))


def _stub_mistakes(data: Mapping[str, Any], check_names: bool) -> Iterator[Mistake]:
    setup = merged_setup(_mapping(data.get("setup")), _mapping(data.get("setup_unchecked")))
    declared = declared_functions(setup)
    blocking = _declared_blocking(setup) if check_names else set()
    for name, answers in _mapping(data.get("tools")).items():
        if check_names and name not in declared:
            hint = did_you_mean(name, declared) or "declare it in setup.tools"
            yield Mistake(("tools", name), f"setup declares no function {shown(name)}", hint, at_key=True)
        one = ((("tools", name), answers),)
        for place, answer in _entries(answers, ("tools", name)) if isinstance(answers, list) else one:
            yield from _answer_mistakes(_mapping(answer), place, name in blocking)


def _entries(listed: list[Any], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    for index, entry in enumerate(listed):
        yield (*path, index), entry


def _declared_blocking(setup: Mapping[str, Any]) -> set[str]:
    """The functions declared `behavior: BLOCKING`; how the API treats one that says nothing depends on the model."""
    functions = [
        function
        for tool in _one_or_many(field_of(setup, "tools"))
        for function in _one_or_many(field_of(tool, "functionDeclarations"))
    ]
    blocking = [each for each in functions if str(field_of(each, "behavior")).upper() == "BLOCKING"]
    return {str(field_of(function, "name")) for function in blocking}


def _answer_mistakes(answer: Mapping[str, Any], path: KeyPath, blocking: bool) -> Iterator[Mistake]:
    if "return" in answer and "error" in answer:
        yield Mistake(path, "an answer has either return or error; found both", "remove one of them")
    if blocking and answer.get("scheduling") is not None:
        problem = f"scheduling is for NON_BLOCKING functions; setup declares {shown(str(path[1]))} BLOCKING"
        yield Mistake((*path, "scheduling"), problem, "remove it, or declare `behavior: NON_BLOCKING`", at_key=True)
    for argument, matcher in _mapping(answer.get("when")).items():
        for place, problem in regex_problems(matcher):
            yield Mistake((*path, "when", argument, *place), problem)


def _mock_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    turns, played = data.get("turns"), _mapping(data.get("mock")).get("turns")
    if not isinstance(played, list):
        return
    if isinstance(turns, list) and turns and len(turns) != len(played):
        problem = f"the mock has {len(played)} {_turns(len(played))}, the scenario {len(turns)}"
        yield Mistake(
            ("mock", "turns"), problem, "write one list of steps for each turn; [] is a model that stays silent"
        )
    for turn, steps in enumerate(played):
        for index, step in enumerate(_list(steps)[:-1]):
            if _mapping(step).get("complete") is False:
                place = ("mock", "turns", turn, index, "complete")
                yield Mistake(place, "complete: false is only for a turn's last step", "move it to the end")


def _turns(count: int) -> str:
    return "turn" if count == 1 else "turns"


def scorer_mistakes(data: Any, check_scorer: CheckScorer) -> Iterator[Mistake]:
    """Yields what ``check_scorer`` finds wrong with the entries of every `expect`."""
    turns = enumerate(_list(_mapping(data).get("turns")))
    places = [("expect",), *(("turns", index, "expect") for index, _ in turns)]
    for place in places:
        for name, args in _mapping(_at(data, place)).items():
            if isinstance(args, Mapping):
                yield from _scorer_mistake((*place, name), name, args, check_scorer)


def _scorer_mistake(path: KeyPath, name: str, args: Mapping[str, Any], check: CheckScorer) -> Iterator[Mistake]:
    try:
        check(name, args)
    except PluginError as error:
        unknown = error.problem == "unknown"
        problem = f"unknown scorer {shown(name)}" if unknown else f"scorer {shown(name)}: {error.problem}"
        yield Mistake(path, problem, error.hint, at_key=True)
    except UsageError as error:
        place = _named_argument(path, args, error.problem)
        yield Mistake(place, _without_place(error.problem, place), error.hint, at_key=True)
    except EvalkitError as error:
        yield Mistake(_named_argument(path, args, str(error)), str(error), at_key=True)


def _without_place(problem: str, place: KeyPath) -> str:
    """Drops the scorer's own dotted name of the argument, which the mistake's place says already."""
    named, colon, rest = problem.partition(": ")
    known = ".".join(map(str, place))
    return _without_place(rest, place) if colon and f".{named}." in f".{known}." else problem


def _named_argument(path: KeyPath, args: Any, message: str) -> KeyPath:
    """Extends a path by the argument a message names, and by the argument inside that one."""
    for key in sorted(_mapping(args), key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(key)}(?!\w)", message):
            return _named_argument((*path, key), args[key], message)
    return path


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _one_or_many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part] if isinstance(part, int) else _mapping(data).get(part)
    return data
