"""Checks a scenario's `setup` against the fields the Live API knows, in either spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.errors import nearest
from evalkit.scenario.mistakes import Mistake, described, wrong_choice
from evalkit.scenario.setup_fields import SETUP, UNSUPPORTED, Choice, Field, Fields, Many
from evalkit.scenario.yaml_nodes import KeyPath, shown

__all__ = [
    "camel_case",
    "declared_functions",
    "field_of",
    "merged_setup",
    "model_mistake",
    "setup_mistakes",
    "snake_case",
]

_NEWER = "a field newer than this version goes under setup_unchecked"


def camel_case(name: str) -> str:
    """Returns the wire's spelling of a field's name: `topP` for `top_p` and for itself."""
    return re.sub(r"(?<=[A-Za-z0-9])_+([a-z0-9])", lambda found: found[1].upper(), name)


def snake_case(name: str) -> str:
    """Returns the Python spelling of a field's name: `top_p` for `topP` and for itself."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def field_of(message: Any, name: str) -> Any:
    """Returns the value of a field, given in camelCase, under either spelling; None when it is absent."""
    if not isinstance(message, Mapping):
        return None
    return next((value for key, value in message.items() if camel_case(str(key)) == name), None)


def merged_setup(setup: Mapping[str, Any], unchecked: Mapping[str, Any]) -> dict[str, Any]:
    """Returns ``setup`` with ``unchecked`` merged over it, mapping by mapping; a field keeps its first spelling."""
    merged = dict(setup)
    spelled = {camel_case(key): key for key in setup}
    for name, value in unchecked.items():
        key = spelled.get(camel_case(name), name)
        under = merged.get(key)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        merged[key] = merged_setup(under, value) if both else value  # type: ignore[arg-type]
    return merged


def declared_functions(setup: Any) -> tuple[str, ...]:
    """Returns the names of the functions a setup declares, in order; what is not a declaration is passed over."""
    names = []
    for tool in _listed(field_of(setup, "tools")):
        for function in _listed(field_of(tool, "functionDeclarations")):
            name = field_of(function, "name")
            if isinstance(name, str):
                names.append(name)
    return tuple(names)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def setup_mistakes(setup: Mapping[str, Any], path: KeyPath = ("setup",)) -> Iterator[Mistake]:
    """Yields every unknown key, misplaced key and value of the wrong kind in a setup that stands at ``path``."""
    yield from _mapping_mistakes(setup, SETUP, path)


def model_mistake(path: KeyPath) -> Mistake:
    """Returns the mistake of a `model` inside a setup."""
    return Mistake(path, "a scenario names no model", "give it on the command line with --model", at_key=True)


def _value_mistakes(value: Any, field: Field, path: KeyPath) -> Iterator[Mistake]:
    match field:
        case Fields(text=True) if isinstance(value, str):
            return
        case Fields(text=text):
            if isinstance(value, Mapping):
                yield from _mapping_mistakes(value, field, path)
            else:
                yield _wrong(value, "a string or a mapping" if text else "a mapping", path)
        case Many(entry, single):
            yield from _list_mistakes(value, entry, single, path)
        case Choice(values):
            yield from _choice_mistakes(value, values, path)
        case str() if not _is(field, value):
            yield _wrong(value, _WORDS[field], path)


def _list_mistakes(value: Any, entry: Field, single: bool, path: KeyPath) -> Iterator[Mistake]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _value_mistakes(each, entry, (*path, index))
    elif single and isinstance(value, Mapping):
        yield from _value_mistakes(value, entry, path)
    else:
        yield _wrong(value, "a list", path)


def _choice_mistakes(value: Any, values: tuple[str, ...], path: KeyPath) -> Iterator[Mistake]:
    if not isinstance(value, str):
        yield _wrong(value, "a string", path)
    elif value.upper() not in values and not value.upper().endswith("_UNSPECIFIED"):  # proto3's default of any enum
        yield wrong_choice(path, values, value)


_WORDS = {
    "bool": "true or false",
    "mapping": "a mapping",
    "number": "a number",
    "text": "a string",
    "whole": "a whole number",
}


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "bool":
            return isinstance(value, bool)
        case "mapping":
            return isinstance(value, Mapping)
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "whole":
            digits = isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value) is not None
            return digits or (isinstance(value, int) and not isinstance(value, bool))
    return True


def _wrong(value: Any, expected: str, path: KeyPath) -> Mistake:
    hint = "write {} for an empty one" if value is None and "mapping" in expected else ""
    return Mistake(path, f"expected {expected}, found {described(value)}", hint)


def _mapping_mistakes(message: Mapping[str, Any], fields: Fields, path: KeyPath) -> Iterator[Mistake]:
    seen: dict[str, str] = {}
    for key, value in message.items():
        name, place = camel_case(key), (*path, key)
        if name in seen:
            yield Mistake(
                place, f"{shown(key)} is given twice, also as {shown(seen[name])}", "keep one of them", at_key=True
            )
        elif name in fields.known:
            yield from _value_mistakes(value, fields.known[name], place)
        else:
            yield _unknown(key, message, fields, path)
        seen.setdefault(name, key)


def _unknown(key: str, siblings: Mapping[str, Any], fields: Fields, path: KeyPath) -> Mistake:
    name, place = camel_case(key), (*path, key)
    if name == "model" and fields is SETUP:
        return model_mistake(place)
    if name in UNSUPPORTED:
        return Mistake(place, f"the Live API does not support {shown(key)}", "remove it", at_key=True)
    home = _HOMES.get(name)
    spell = snake_case if _is_snake(key, siblings) else camel_case
    if home is not None:
        where = ".".join(("setup", *map(spell, home)))
        return Mistake(place, f"{shown(key)} does not belong here", f"it goes directly under {where}", at_key=True)
    close = nearest(snake_case(name), map(snake_case, fields.known))
    hint = f"did you mean {spell(camel_case(close))!r}?" if close else _NEWER
    return Mistake(place, f"unknown key {shown(key)}", hint, at_key=True)


def _is_snake(key: str, siblings: Mapping[str, Any]) -> bool:
    """True when the key, or where it cannot tell the keys beside it, is not in camelCase."""
    if "_" in key or camel_case(key) != key.lower():
        return "_" in key
    return not any(other != other.lower() for other in siblings)


def _homes(fields: Fields, path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields each field with the path of the mapping it belongs in, down to where lists begin."""
    for name, field in fields.known.items():
        yield name, path
        if isinstance(field, Fields) and name not in _REPEATED:
            yield from _homes(field, (*path, name))


_REPEATED = frozenset({"audioTranscriptionConfig", "inputAudioTranscription", "outputAudioTranscription"})
_HOMES: Mapping[str, tuple[str, ...]] = dict(reversed(list(_homes(SETUP))))
