"""Mistakes in a scenario's data, in words a user understands, and their places in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import Tag, ValidationError
from pydantic_core import ErrorDetails

from evalkit.errors import ScenarioError, nearest
from evalkit.scenario.schema import ScenarioFile
from evalkit.scenario.yaml_nodes import KeyPath, Marks, dotted, shown

__all__ = ["Mistake", "described", "did_you_mean", "model_mistakes", "placed", "wrong_choice"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where it is, what is wrong and what to do; `at_key` when the key is wrong and not its value."""

    path: KeyPath
    problem: str
    hint: str = ""
    at_key: bool = False


def placed(mistakes: Iterable[Mistake], path: Path, marks: Marks) -> tuple[ScenarioError, ...]:
    """Returns the mistakes as errors of the file ``path``, in line order; without marks their line is 0."""
    errors = [_placed(mistake, path, marks) for mistake in mistakes]
    return tuple(sorted(errors, key=lambda error: (error.line, error.column)))


def _placed(mistake: Mistake, path: Path, marks: Marks) -> ScenarioError:
    problem, hint = (" ".join(text.split()) for text in (mistake.problem, mistake.hint))
    return ScenarioError(path, *_position(mistake, marks), dotted(mistake.path), problem, hint)


def _position(mistake: Mistake, marks: Marks) -> tuple[int, int]:
    place = mistake.path
    if mistake.at_key and place in marks.keys:
        return marks.keys[place]
    while place and place not in marks.values:
        place = place[:-1]
    return marks.values.get(place, (0, 0))


def described(value: Any) -> str:
    """Returns a value as a message names it: `'yes'`, `3`, `true`, `a list`, `nothing`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return shown(value)
        case int() | float():
            return repr(value)
        case list():
            return "a list" if value else "an empty list"
        case Mapping():
            return "a mapping" if value else "an empty mapping"
    return f"a {type(value).__name__}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Returns the hint that names the nearest known name, or no hint."""
    close = nearest(name, known)
    return f"did you mean {close!r}?" if close else ""


def wrong_choice(path: KeyPath, choices: Sequence[str], value: Any) -> Mistake:
    """Returns the mistake of a value outside a closed set; the hint mends case and completes a name's end."""
    known = choices[0] if len(choices) == 1 else f"one of {', '.join(choices)}"
    name = str(value)
    whole = next((choice for choice in choices if choice.lower() == name.lower() or choice.endswith(f"_{name}")), name)
    return Mistake(path, f"expected {known}, found {described(value)}", did_you_mean(whole, choices))


def model_mistakes(error: ValidationError, data: Any) -> list[Mistake]:
    """Returns what pydantic found wrong with ``data``, one mistake for each error."""
    return [_mistake(details, data) for details in error.errors(include_url=False)]


def _mistake(details: ErrorDetails, data: Any) -> Mistake:
    loc = details["loc"]
    path = _path_in(data, loc)
    value = details["input"]
    match details["type"]:
        case "extra_forbidden":
            return _unknown_key(loc, path)
        case "missing":
            return Mistake(path[:-1], f"missing key {loc[-1]!r}")
        case "union_tag_not_found":
            return _not_one_kind(loc, path, value)
        case "literal_error":
            return wrong_choice(path, re.findall(r"'(.*?)'", details["ctx"]["expected"]), value)
        case kind:
            return Mistake(path, f"expected {_expected(kind, details)}, found {described(value)}", _hint(kind, value))


def _path_in(data: Any, loc: tuple[int | str, ...]) -> KeyPath:
    """Drops what pydantic adds to a place (union tags, `[key]`) by walking the data along it; the last part stays."""
    path: list[int | str] = []
    for index, part in enumerate(loc):
        inside = isinstance(data, Mapping) and part in data
        if inside or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]
            path.append(part)
        elif index == len(loc) - 1 and not str(part).startswith(("<", "[")):
            path.append(part)
    return tuple(path)


def _unknown_key(loc: tuple[int | str, ...], path: KeyPath) -> Mistake:
    key = str(loc[-1])
    owners = [kind for kind, model in _kinds(_type_at(loc[:-2])).items() if key in _keys_of(model)]
    if owners:
        kinds = " or ".join("a video alone" if owner == "video" else owner for owner in owners)
        return Mistake(path, f"{key!r} goes only with {kinds}", "remove it", at_key=True)
    known = _keys_of(_type_at(loc[:-1]))
    hint = did_you_mean(key, known) or f"the keys here are {', '.join(known)}"
    return Mistake(path, f"unknown key {shown(key)}", hint, at_key=True)


def _not_one_kind(loc: tuple[int | str, ...], path: KeyPath, value: Any) -> Mistake:
    models, what = _kinds(_type_at(loc)), _what(loc)
    # A video beside another input is no input.
    kinds = [kind for kind in models if kind != "video"]
    if not isinstance(value, Mapping):
        return Mistake(path, f"expected a mapping, found {described(value)}", f"{what} is one of {', '.join(kinds)}")
    found = [key for key in value if key in kinds]
    unknown = [key for key in value if not any(key in _keys_of(model) for model in models.values())]
    if not found and len(unknown) == 1:
        key = str(unknown[0])
        hint = did_you_mean(key, kinds) or f"{what} is one of {', '.join(kinds)}"
        return Mistake((*path, key), f"unknown key {shown(key)}", hint, at_key=True)
    if what == "a turn" and not found and "image" in value:
        hint = f"add {', '.join(kinds[:-1])} or {kinds[-1]}"
        return Mistake((*path, "image"), "an image alone ends no turn", hint, at_key=True)
    return Mistake(path, f"{what} has exactly one of {', '.join(kinds)}; found {' and '.join(found) or 'none'}")


def _what(loc: tuple[int | str, ...]) -> str:
    """What is of several kinds at a place, with its article."""
    if loc[0] == "mock":
        return "a step"
    return {"background": "a background", "second_speaker": "a second speaker"}.get(str(loc[-1]), "a turn")


def _type_at(loc: tuple[int | str, ...]) -> Any:
    """Returns the annotation that pydantic checked the place ``loc`` against."""
    annotation: Any = ScenarioFile
    for part in loc:
        annotation = _inner(annotation, part)
    return annotation


def _inner(annotation: Any, part: int | str) -> Any:
    if get_origin(annotation) is Annotated:
        return _inner(get_args(annotation)[0], part)
    if get_origin(annotation) in (list, dict):
        return get_args(annotation)[-1]
    for name, field in getattr(annotation, "model_fields", {}).items():
        if part == (field.alias or name):
            return field.annotation
    members = get_args(annotation)
    tagged = [member for member in members if Tag(str(part)) in get_args(member)]
    inside = (_inner(member, part) for member in members if not tagged)
    return tagged[0] if tagged else next((found for found in inside if found is not None), None)


def _kinds(annotation: Any) -> dict[str, Any]:
    """Returns the models of a tagged union by the key that tells them apart; nothing for another type."""
    annotation = _without_none(annotation)
    union = get_args(annotation)[0] if get_origin(annotation) is Annotated else None
    members = (get_args(member) for member in get_args(union))
    return {parts[-1].tag.strip("<>"): parts[0] for parts in members if parts and isinstance(parts[-1], Tag)}


def _without_none(annotation: Any) -> Any:
    """What a key that may be left out holds where it is given."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation
    return next((member for member in get_args(annotation) if member is not type(None)), None)


def _keys_of(annotation: Any) -> tuple[str, ...]:
    model = _without_none(get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation)
    return tuple(field.alias or name for name, field in getattr(model, "model_fields", {}).items())


_EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "finite_number": "a finite number",
    "float_type": "a number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "model_type": "a mapping",
    "string_type": "a string",
    "string_unicode": "text of valid characters",
}
_LIMITS = {
    "greater_than": ("a number greater than {}", "gt"),
    "greater_than_equal": ("a number of at least {}", "ge"),
    "less_than_equal": ("a number of at most {}", "le"),
}


def _expected(kind: str, details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    if kind in _LIMITS:
        text, key = _LIMITS[kind]
        return text.format(f"{context[key]:.10g}")
    if kind == "too_short":
        return "at least one entry"
    return _EXPECTED.get(kind) or str(context.get("expected") or details["msg"])


def _hint(kind: str, value: Any) -> str:
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    if kind in ("dict_type", "model_type") and value is None:
        return "write {} for an empty one"
    return ""
