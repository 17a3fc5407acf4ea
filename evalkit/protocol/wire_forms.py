"""How a dataclass field says what it looks like on the wire, where its Python type does not say it already.

`str`, `bool`, `int`, `bytes` (base64), `Mapping` (an object kept verbatim), `tuple` (an array) and message classes
speak for themselves; the aliases here say the rest. `evalkit.protocol.fields` compiles them, once for each class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias

__all__ = [
    "ALWAYS_WRITTEN",
    "Configuration",
    "EnumName",
    "Extensible",
    "Int64Text",
    "OneOrMany",
    "Presence",
    "WireForm",
]


class WireForm(Enum):
    """A form on the wire that the Python type alone does not tell."""

    CONFIGURATION = auto()
    ENUM_NAME = auto()
    INT64_TEXT = auto()
    PRESENCE = auto()
    ONE_OR_MANY = auto()


Configuration: TypeAlias = Annotated[Mapping[str, Any], WireForm.CONFIGURATION]
"""An object of the API's that stays a mapping; its keys are made camelCase (`evalkit.protocol.configuration`)."""

EnumName: TypeAlias = Annotated[str, WireForm.ENUM_NAME]
"""An open enum's name: read in any case, kept upper case (reference §1.4)."""

Int64Text: TypeAlias = Annotated[int, WireForm.INT64_TEXT]
"""An int64, written as a JSON string as the server does; read as string or number (reference §1.4)."""

Presence: TypeAlias = Annotated[bool, WireForm.PRESENCE]
"""True when the wire holds an empty object, such as `activityStart` (reference §2.7)."""

OneOrMany: TypeAlias = Annotated[tuple[Configuration, ...], WireForm.ONE_OR_MANY]
"""An array for which Vertex takes a single object too (reference §1.4); written as an array."""

ALWAYS_WRITTEN: Mapping[str, bool] = MappingProxyType({"always_written": True})
"""Metadata of a field that is written even when it is empty, because peers read it without asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensible:
    """What every message and every part of one has in common.

    None stands for a field that is not there. Mappings are shared, not copied: never change one.
    """

    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields this version does not know, verbatim, in the order they came; written after the known ones."""
