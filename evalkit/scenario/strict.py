"""What the models of a scenario file share: strict types, no unknown key, and strings of a checked shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

__all__ = ["Day", "Milliseconds", "Shape", "Strict", "Words", "one_key"]


class Strict(BaseModel):
    """A mapping of the file: only the keys it names, and no value turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


@dataclass(frozen=True, slots=True)
class Shape:
    """An annotation for a string: the pattern it must match, and what the pattern means in a message."""

    pattern: str
    expected: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": self.pattern}

    def _checked(self, text: str) -> str:
        if not re.search(self.pattern, text):
            raise PydanticCustomError("shape", "{expected}", {"expected": self.expected})
        return text


_A_DAY = "a day such as 2026-12-06"


def _in_a_calendar(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("shape", "{expected}", {"expected": _A_DAY}) from error
    return text


Words = Annotated[str, Shape(r"\S", "some text")]
"""Text that is not blank."""

Day = Annotated[str, Shape(r"^\d{4}-\d{2}-\d{2}$", _A_DAY), AfterValidator(_in_a_calendar)]
"""A day as ISO 8601 writes it."""

Milliseconds = Annotated[float, Field(ge=0, le=3_600_000)]
"""A delay, at most an hour."""


def one_key(value: Any, keys: tuple[str, ...]) -> str | None:
    """Returns the tag `<key>` when ``value`` is a mapping with exactly one of ``keys``; None otherwise.

    The angle brackets keep a tag, which pydantic writes into an error's place, apart from the key of the same name.
    """
    found = [key for key in keys if isinstance(value, Mapping) and key in value]
    return f"<{found[0]}>" if len(found) == 1 else None
