"""Which functions a session declares, and which arguments of a call break the declaration, whatever is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.scenario.setup_check import field_of
from evalkit.scorers.session_setup import setup_of
from evalkit.text.matchers import as_text, literal_mismatch, shown, type_name
from evalkit.trace.events import ContextUpdated, ToolCalled
from evalkit.trace.trace import Trace

__all__ = ["argument_faults", "declared_functions"]

_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")


def declared_functions(trace: Trace) -> Mapping[str, Mapping[str, Any]] | None:
    """Returns the declarations of the setup and of every `contextUpdate` by name; None when no setup is known.

    One that comes later wins (reference §2.3, §2.8).
    """
    setup = setup_of(trace)
    if not setup:
        return None
    updates = (event.update for event in trace.session.of(ContextUpdated))
    return {str(one["name"]): one for source in (setup, *updates) for one in _declarations(source) if "name" in one}


def argument_faults(declaration: Mapping[str, Any], call: ToolCalled) -> tuple[str, ...]:
    """Returns what breaks the declaration, each fault with its place: `weather.days: expected type integer, …`.

    Looked at are names, `required`, `type`, `nullable`, `enum`, `items`, `properties` and `anyOf`, in depth; nothing
    else of a schema. A whole number fits NUMBER, and 5.0 fits INTEGER, for on the wire they are the same.
    """
    schema = field_of(declaration, "parameters")
    if not isinstance(schema, Mapping):
        schema = field_of(declaration, "parametersJsonSchema")
    if not isinstance(schema, Mapping):
        # A function without parameters takes none.
        return tuple(f"{call.name}.{name}: no declared parameter" for name in call.args)
    return tuple(_object_faults(schema, call.args, call.name, closed=True))


def _faults(schema: Any, value: Any, where: str) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        return
    choices = field_of(schema, "anyOf")
    if isinstance(choices, list | tuple) and choices:
        if all(next(_faults(choice, value, where), None) for choice in choices):
            yield f"{where}: fits none of anyOf, got {shown(value)}"
        return
    allowed = _types(schema)
    if value is None and field_of(schema, "nullable") is True:
        return
    if allowed and not any(_is_of(value, kind) for kind in allowed):
        yield f"{where}: expected type {' or '.join(allowed)}, got {type_name(value)} {shown(value)}"
        return
    values = field_of(schema, "enum")
    if isinstance(values, list | tuple) and values and not any(_equal(one, value) for one in values):
        yield f"{where}: expected one of {shown(list(values))}, got {shown(value)}"
    if isinstance(value, Mapping):
        yield from _object_faults(schema, value, where)
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value):
            yield from _faults(field_of(schema, "items"), one, f"{where}.{place}")


def _object_faults(
    schema: Mapping[str, Any], value: Mapping[str, Any], where: str, *, closed: bool = False
) -> Iterator[str]:
    """Faults of an object; a `closed` one takes no other names even where none is declared."""
    declared, required = field_of(schema, "properties"), field_of(schema, "required")
    properties = declared if isinstance(declared, Mapping) else {}
    for name in required if isinstance(required, list | tuple) else ():
        if isinstance(name, str) and name not in value:
            yield f"{where}.{name}: required and missing"
    others = field_of(schema, "additionalProperties") not in (None, False)
    for name, one in value.items():
        if name in properties:
            yield from _faults(properties[name], one, f"{where}.{name}")
        elif (properties or closed) and not others:
            yield f"{where}.{name}: no declared parameter"


def _types(schema: Mapping[str, Any]) -> list[str]:
    """The declared types in lower case; the API writes STRING, JSON Schema string or [string, null]."""
    kinds = field_of(schema, "type")
    several = kinds if isinstance(kinds, list | tuple) else [kinds]
    return [kind.lower() for kind in several if isinstance(kind, str) and kind.lower() in _TYPES]


def _is_of(value: Any, kind: str) -> bool:
    found = type_name(value)
    return found == kind or (kind == "number" and found == "integer")


def _equal(wanted: Any, value: Any) -> bool:
    # The API's enum holds texts, also those of numbers.
    return literal_mismatch(wanted, value) is None or (
        as_text(wanted) is not None and as_text(wanted) == as_text(value)
    )


def _declarations(value: Any) -> Iterator[Mapping[str, Any]]:
    """All function declarations in it; `tools` may be wrapped in an object of its own (reference §2.8)."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from _declarations(one)
    elif isinstance(value, Mapping):
        listed = field_of(value, "functionDeclarations")
        yield from (one for one in _several(listed) if isinstance(one, Mapping))
        yield from _declarations(field_of(value, "tools"))


def _several(value: Any) -> list[Any]:
    """A repeated field's values; the API takes a single one without its brackets."""
    return list(value) if isinstance(value, list | tuple) else [value]
