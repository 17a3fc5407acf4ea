"""BFCL's published rules for single-turn calls, restated from ast_checker.py and eval_runner.py (see docs/tools.md).

Python categories only. A ground truth is a list of `{function: {parameter: [allowed value, …]}}`, where "" among the
allowed values marks a parameter that may be left out.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

__all__ = ["Answer", "Category", "Declared", "accepted", "standard"]

Category = Literal["simple", "parallel", "irrelevance"]
Answer = Mapping[str, Mapping[str, Sequence[Any]]]
Declared = Mapping[str, str]
"""Parameter to type, such as `integer` or `array of float`."""

TYPES: Mapping[str, type] = {
    "string": str,
    "integer": int,
    "float": float,
    "boolean": bool,
    "array": list,
    "tuple": list,
    "dict": dict,
    "any": str,
}


def standard(text: str) -> str:
    """Strings are compared in this form."""
    return re.sub("[ ,./_*^-]", "", text).lower().replace("'", '"')


def accepted(
    category: Category,
    declared: Declared,
    required: Sequence[str],
    answers: Sequence[Answer],
    calls: Sequence[tuple[str, Mapping[str, Any]]],
) -> bool:
    """Whether the calls are right; every function of a case has the same parameters here."""
    if category == "irrelevance":
        return not calls
    if len(calls) != len(answers):
        return False
    left = list(calls)
    for answer in answers:  # first come, first served: no assignment
        place = next((i for i, call in enumerate(left) if fits(declared, required, answer, call)), None)
        if place is None:
            return False
        del left[place]
    return True


def fits(declared: Declared, required: Sequence[str], answer: Answer, call: tuple[str, Mapping[str, Any]]) -> bool:
    (wanted, allowed), (name, args) = next(iter(answer.items())), call
    # For OpenAI's, Mistral's and Google's models, whose APIs take no dot in a name.
    if wanted.replace(".", "_") != name or set(required) - set(args):
        return False
    known = all(parameter in declared and parameter in allowed for parameter in args)
    return (
        known
        and all(argument_fits(declared[parameter], value, allowed[parameter]) for parameter, value in args.items())
        and all(parameter in args or "" in values for parameter, values in allowed.items())
    )


def argument_fits(type_name: str, value: Any, allowed: Sequence[Any]) -> bool:
    outer, _, inner = type_name.partition(" of ")
    kind, element = TYPES[outer], TYPES[inner] if inner else None
    if outer == "float" and type(value) is int:
        value = float(value)
    if not type_fits(kind, element, value, allowed):
        return False
    if variable(kind, value, allowed):
        return value in allowed
    if kind is dict:
        return any(dict_fits(value, one) for one in allowed if one != "")
    if kind is list and element is dict:
        return any(len(value) == len(one) and all(map(dict_fits, value, one)) for one in allowed)
    if kind is str:
        return standard(value) in [standard(one) for one in allowed if isinstance(one, str)]
    if kind is list:
        return standardised(value) in [standardised(one) for one in allowed]
    return value in allowed


def answer_type(allowed: Sequence[Any]) -> type | None:
    return next((type(one) for one in allowed if one != ""), None)


def variable(kind: type, value: Any, allowed: Sequence[Any]) -> bool:
    """A value of another type than the declared one stands for a variable of the program, and is compared exactly."""
    return type(value) is not kind or answer_type(allowed) not in (None, kind)


def type_fits(kind: type[Any], element: type[Any] | None, value: Any, allowed: Sequence[Any]) -> bool:
    if type(value) is not kind:
        return type(value) is answer_type(allowed)
    if element is None:
        return True
    # Against the elements of each allowed list; what is no list (the mark of an optional parameter) says nothing.
    lists = [one if isinstance(one, list) else None for one in allowed]
    return any(one is None or all(type_fits(element, None, each, one) for each in list(value)) for one in lists)


def dict_fits(value: Mapping[str, Any], wanted: Mapping[str, Sequence[Any]]) -> bool:
    return all(
        key in wanted and standardised([each])[0] in standardised(wanted[key]) for key, each in value.items()
    ) and all(key in value or "" in values for key, values in wanted.items())


def standardised(values: Sequence[Any]) -> list[Any]:
    return [standard(one) if isinstance(one, str) else one for one in values]
