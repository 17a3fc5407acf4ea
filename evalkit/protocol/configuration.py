"""Configuration in its canonical spelling: camelCase keys, upper-case enum names, everything users named untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from evalkit.errors import ProtocolError
from evalkit.protocol.json_text import joined

__all__ = ["camel_case", "canonical_enum", "canonical_mapping", "snake_case"]

_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+", re.ASCII)


class _Content(Enum):
    """What a value below a key is, and so how it is spelled."""

    API = auto()  # the API's own objects
    SCHEMA = auto()  # an OpenAPI schema
    NAMED_SCHEMAS = auto()  # user's names to schemas
    ENUM = auto()  # an enum name, or several
    VERBATIM = auto()  # the user's own


_ENUM_KEYS = (
    "activityHandling",
    "behavior",
    "category",
    "endOfSpeechSensitivity",
    "mediaResolution",
    "modality",
    "mode",
    "outcome",
    "responseModalities",
    "startOfSpeechSensitivity",
    "thinkingLevel",
    "threshold",
    "turnCoverage",
)

# The keys below which the kind of content changes; below any other key it stays. Reference §10.3: what is inside
# `args`, `response`, schema `properties` and `labels` belongs to the user. In configuration `response` is only ever
# a function's schema (§2.3); the `response` of an answer (§2.8) is not configuration and is kept verbatim.
_CHANGES: Mapping[_Content, Mapping[str, _Content]] = {
    _Content.API: {
        **dict.fromkeys(_ENUM_KEYS, _Content.ENUM),
        **dict.fromkeys(("parameters", "response", "responseSchema"), _Content.SCHEMA),
        **dict.fromkeys(
            ("args", "headers", "labels", "parametersJsonSchema", "responseJsonSchema"),
            _Content.VERBATIM,
        ),
    },
    _Content.SCHEMA: {
        "type": _Content.ENUM,
        **dict.fromkeys(("defs", "properties"), _Content.NAMED_SCHEMAS),
        **dict.fromkeys(("default", "enum", "example", "propertyOrdering", "required"), _Content.VERBATIM),
    },
}


def canonical_mapping(mapping: Mapping[str, Any], where: str, error: type[ProtocolError]) -> dict[str, Any]:
    """Returns a copy in canonical spelling; canonical input comes back equal, in the same order.

    The nesting must be bounded already. Unknown keys are spelled like the API's own.

    Args:
        mapping: JSON values below string keys.
        where: its dotted path, for the error.
        error: what to raise.

    Raises:
        ProtocolError: of the class ``error``, when a field is there in two spellings.
    """
    return _canonical_object(mapping, _Content.API, where, error)


def canonical_enum(name: str) -> str:
    """Returns an enum's name in upper case (reference §1.4: Vertex takes lower case too)."""
    return name.upper() if name.isascii() else name


def camel_case(name: str) -> str:
    """Returns a snake_case name in camelCase; a name that is not snake_case comes back as it is."""
    if not _SNAKE.fullmatch(name):
        return name
    first, *rest = name.split("_")
    return first + "".join(word[0].upper() + word[1:] for word in rest)


def snake_case(name: str) -> str:
    """Returns the snake_case spelling of a camelCase name."""
    return re.sub(r"([A-Z])", lambda letter: "_" + letter[1].lower(), name)


def _canonical(value: Any, content: _Content, where: str, error: type[ProtocolError]) -> Any:
    if content is _Content.VERBATIM:
        return value
    if isinstance(value, Mapping):
        return _canonical_object(value, content, where, error)
    if isinstance(value, (list, tuple)):
        return [_canonical(item, content, joined(where, str(index)), error) for index, item in enumerate(value)]
    return canonical_enum(value) if content is _Content.ENUM and isinstance(value, str) else value


def _canonical_object(
    mapping: Mapping[str, Any], content: _Content, where: str, error: type[ProtocolError]
) -> dict[str, Any]:
    if content is _Content.NAMED_SCHEMAS:
        return {key: _canonical(item, _Content.SCHEMA, joined(where, key), error) for key, item in mapping.items()}
    changes = _CHANGES.get(content, {})
    canonical: dict[str, Any] = {}
    for key, item in mapping.items():
        name = camel_case(key)
        if name in canonical:
            raise error(f"expected the field once, found it as {name!r} and in snake_case", joined(where, name))
        canonical[name] = _canonical(item, changes.get(name, content), joined(where, name), error)
    return canonical
