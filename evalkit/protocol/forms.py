"""How one value is read from JSON and written to it: a pair of functions for each kind of value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from evalkit.errors import LocalProtocolError, RemoteProtocolError
from evalkit.protocol.base64 import decode_base64, encode_base64
from evalkit.protocol.configuration import canonical_enum, canonical_mapping
from evalkit.protocol.json_text import check_json, describe
from evalkit.protocol.wire_forms import WireForm

__all__ = [
    "DECLARED_FORMS",
    "PLAIN_FORMS",
    "Form",
    "array_of",
    "expected",
    "one_or_many",
    "read_enum",
    "unwritable",
    "write_enum",
]


_INTEGER = re.compile(r"-?[0-9]{1,19}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of value crosses the wire; both functions take the value and its dotted path.

    ``read`` raises RemoteProtocolError and ``write`` LocalProtocolError when the value is of another kind.
    """

    read: Callable[[Any, str], Any]
    write: Callable[[Any, str], Any]


def array_of(element: Form) -> Form:
    """Returns the form of an array, kept as a tuple."""

    def read(value: object, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            expected("an array", value, where)
        return tuple([element.read(item, f"{where}.{index}") for index, item in enumerate(value)])

    def write(value: object, where: str) -> list[Any]:
        if not isinstance(value, (tuple, list)):
            unwritable("a tuple", value, where)
        return [element.write(item, f"{where}.{index}") for index, item in enumerate(value)]

    return Form(read, write)


def one_or_many(many: Form) -> Form:
    """Returns the form of an array for which a single object may stand (reference §1.4); written as an array."""
    return Form(lambda value, where: many.read([value] if isinstance(value, dict) else value, where), many.write)


def read_enum(value: object, where: str) -> str:
    """Reads an open enum's name, in any case."""
    return canonical_enum(value) if isinstance(value, str) else expected("an enum name", value, where)


def write_enum(value: object, where: str) -> str:
    """Writes an open enum's name, in upper case."""
    return canonical_enum(value) if isinstance(value, str) else unwritable("an enum name", value, where)


def expected(what: str, value: object, where: str) -> NoReturn:
    """Raises the error of a value that was read and is not ``what``."""
    raise RemoteProtocolError(f"expected {what}, found {describe(value)}", where)


def unwritable(what: str, value: object, where: str) -> NoReturn:
    """Raises the error of a value that was to be written and is not ``what``."""
    raise LocalProtocolError(f"expected {what}, found {describe(value)}", where)


def _read_text(value: object, where: str) -> str:
    return value if isinstance(value, str) else expected("a string", value, where)


def _write_text(value: object, where: str) -> str:
    return value if isinstance(value, str) else unwritable("a string", value, where)


def _read_boolean(value: object, where: str) -> bool:
    return value if isinstance(value, bool) else expected("a boolean", value, where)


def _write_boolean(value: object, where: str) -> bool:
    return value if isinstance(value, bool) else unwritable("a boolean", value, where)


def _read_integer(value: object, where: str) -> int:
    # Protobuf JSON writes int64 as a string and takes strings, whole floats and integers alike (reference §1.4).
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, float):
        whole = value.is_integer()
    elif isinstance(value, str):
        whole = _INTEGER.fullmatch(value) is not None
    number = int(value) if whole else None  # type: ignore[call-overload]
    if number is None or not -(2**63) <= number < 2**63:
        expected("a whole number of 64 bits", value, where)
    return int(number)


def _write_integer(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**63:
        unwritable("a whole number of 64 bits", value, where)
    return value


def _write_int64_text(value: object, where: str) -> str:
    return str(_write_integer(value, where))


def _read_bytes(value: object, where: str) -> bytes:
    if not isinstance(value, str):
        expected("base64 text", value, where)
    try:
        return decode_base64(value)
    except ValueError:
        problem = f"expected base64 text, found {len(value)} characters that are not"
        raise RemoteProtocolError(problem, where) from None


def _write_bytes(value: object, where: str) -> str:
    return encode_base64(value) if isinstance(value, bytes) else unwritable("bytes", value, where)


def _read_verbatim(value: object, where: str) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else expected("an object", value, where)


def _write_verbatim(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        unwritable("a mapping", value, where)
    check_json(value, where)
    return value


def _read_configuration(value: object, where: str) -> Mapping[str, Any]:
    return canonical_mapping(_read_verbatim(value, where), where, RemoteProtocolError)


def _write_configuration(value: object, where: str) -> Mapping[str, Any]:
    return canonical_mapping(_write_verbatim(value, where), where, LocalProtocolError)


def _read_presence(value: object, where: str) -> bool:
    return True if value == {} else expected("an empty object", value, where)


def _write_presence(value: object, where: str) -> dict[str, Any]:
    return {} if value is True else unwritable("a boolean", value, where)


PLAIN_FORMS: Mapping[Any, Form] = {
    str: Form(_read_text, _write_text),
    bool: Form(_read_boolean, _write_boolean),
    int: Form(_read_integer, _write_integer),
    bytes: Form(_read_bytes, _write_bytes),
    Mapping: Form(_read_verbatim, _write_verbatim),
}

DECLARED_FORMS: Mapping[WireForm, Form] = {
    WireForm.CONFIGURATION: Form(_read_configuration, _write_configuration),
    WireForm.ENUM_NAME: Form(read_enum, write_enum),
    WireForm.INT64_TEXT: Form(_read_integer, _write_int64_text),
    WireForm.PRESENCE: Form(_read_presence, _write_presence),
}
