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

CheckArguments: TypeAlias = Callable[[Mapping[str, Any], str], None]
"""Raises a UsageError for what is expected of arguments; its message begins with the text given and a dotted place."""


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
    for name in _mapping(data.get("tools")) if check_names else ():
        if name not in declared:
            hint = did_you_mean(name, declared) or "declare it in setup.tools"
            yield Mistake(("tools", name), f"setup declares no function {shown(name)}", hint, at_key=True)
    for place, answer in _answers(data):
        yield from _answer_mistakes(_mapping(answer), place, place[1] in blocking)


def _answers(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """Each answer of each stub with its place; one answer may stand without a list."""
    for name, answers in _mapping(data.get("tools")).items():
        path: KeyPath = ("tools", name)
        if isinstance(answers, list):
            yield from (((*path, index), answer) for index, answer in enumerate(answers))
        else:
            yield path, answers


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


def _mock_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    turns, played = data.get("turns"), _mapping(data.get("mock")).get("turns")
    if not isinstance(played, list):
        return
    if isinstance(turns, list) and turns and len(turns) != len(played):
        problem = f"the mock has {len(played)} {_turns(len(played))}, the scenario {len(turns)}"
        yield Mistake(
            ("mock", "turns"), problem, "write one list of steps for each turn; [] is a model that stays silent"
        )
    yield from _unheard_mistakes(_list(turns), played)
    for turn, steps in enumerate(played):
        for index, step in enumerate(_list(steps)[:-1]):
            if _mapping(step).get("complete") is False:
                place = ("mock", "turns", turn, index, "complete")
                yield Mistake(place, "complete: false is only for a turn's last step", "move it to the end")


def _unheard_mistakes(turns: list[Any], played: list[Any]) -> Iterator[Mistake]:
    for index, (turn, steps) in enumerate(zip(turns, played, strict=False)):
        if "silence_s" in _mapping(turn) and isinstance(steps, list) and steps:
            problem = "nobody speaks in this turn, so nothing starts its steps"
            yield Mistake(("mock", "turns", index), problem, "give it [], a model that stays silent")


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


def stub_matcher_mistakes(data: Any, check_arguments: CheckArguments) -> Iterator[Mistake]:
    """Yields what ``check_arguments`` finds wrong with the conditions of every tool's answers."""
    for place, answer in _answers(_mapping(data)):
        for argument, matcher in _mapping(_mapping(answer).get("when")).items():
            path, args = (*place, "when"), {argument: matcher}
            try:
                check_arguments(args, "when")
            except UsageError as error:
                found = _named_argument(path, args, error.problem)
                yield Mistake(found, _without_place(error.problem, found), error.hint, at_key=True)


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
    """Extends a path by what a message says of its place in the arguments.

    The message of a built-in scorer begins with a dotted place and then may quote a key that is not known there; any
    other message is searched for the names of arguments.
    """
    dotted, colon, rest = message.partition(": ")
    place, found = _along(path, args, dotted.removeprefix(f"{path[-1]}.")) if colon else (path, args)
    if place == path:
        return _mentioned(path, args, message)
    unknown = next((key for key in _mapping(found) if re.match(rf"unknown \w+ {re.escape(repr(key))}", rest)), None)
    return place if unknown is None else (*place, unknown)


def _along(path: KeyPath, value: Any, dotted: str) -> tuple[KeyPath, Any]:
    """Follows a dotted place into a value as far as it goes; returns the path and what stands there."""
    inside: list[tuple[int | str, Any]] = list(_mapping(value).items()) or list(enumerate(_list(value)))
    for key, inner in sorted(inside, key=lambda each: -len(str(each[0]))):
        if f"{dotted}.".startswith(f"{key}."):
            return _along((*path, key), inner, dotted[len(str(key)) + 1 :])
    return path, value


def _mentioned(path: KeyPath, args: Any, message: str) -> KeyPath:
    """Extends a path by the argument a message mentions, and by the argument inside that one."""
    for key in sorted(_mapping(args), key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(key)}(?!\w)", message):
            return _mentioned((*path, key), args[key], message)
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
