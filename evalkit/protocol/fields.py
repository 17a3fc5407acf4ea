"""Message classes to and from JSON objects, by field tables compiled once from their annotations."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from evalkit.errors import LocalProtocolError, RemoteProtocolError
from evalkit.protocol.configuration import camel_case
from evalkit.protocol.forms import DECLARED_FORMS, PLAIN_FORMS, Form, array_of, expected, one_or_many, unwritable
from evalkit.protocol.json_text import check_json, joined
from evalkit.protocol.wire_forms import Extensible, WireForm

__all__ = ["read_object", "write_object"]

_M = TypeVar("_M", bound=Extensible)


@dataclass(frozen=True, slots=True)
class _Field:
    attribute: str
    name: str
    form: Form
    droppable: bool
    """True when an empty value means the same as an absent one, and is not written."""


@dataclass(frozen=True, slots=True)
class _Table:
    fields: tuple[_Field, ...]
    by_name: Mapping[str, _Field]
    """Both spellings of each field."""
    required: tuple[_Field, ...]


def read_object(cls: type[_M], value: object, where: str) -> _M:
    """Builds a message or a part of one from a JSON object; null counts as absent, as in all protobuf JSON.

    Raises:
        RemoteProtocolError: with the dotted path, when a value has the wrong type or a field comes in two spellings.
    """
    if not isinstance(value, dict):
        expected("an object", value, where)
    table = _table(cls)  # type: ignore[arg-type]  # mypy: a class is hashable whatever its instances are
    known: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, item in value.items():
        field = table.by_name.get(name)
        if field is None:
            extra[name] = item
        elif item is not None:
            if field.attribute in known:
                spellings = f"{field.name!r} and {field.attribute!r}"
                raise RemoteProtocolError(
                    f"expected the field once, found it as {spellings}", joined(where, field.name)
                )
            known[field.attribute] = field.form.read(item, f"{where}.{field.name}" if where else field.name)
    for field in table.required:
        if field.attribute not in known:
            raise RemoteProtocolError("expected the required field, found nothing", joined(where, field.name))
    return cls(**known, extra=extra)


def write_object(message: Extensible, where: str) -> dict[str, Any]:
    """Returns the JSON object of a message or a part of one: known fields in their own order, then ``extra``.

    Raises:
        LocalProtocolError: with the dotted path, when a value is not what the wire can hold there.
    """
    document: dict[str, Any] = {}
    table = _table(type(message))  # type: ignore[arg-type]
    for field in table.fields:
        value = getattr(message, field.attribute)
        if value is None or (field.droppable and not value):
            continue
        document[field.name] = field.form.write(value, f"{where}.{field.name}" if where else field.name)
    if message.extra:
        _write_extra(message.extra, table, document, where)
    return document


def _write_extra(extra: Mapping[str, Any], table: _Table, document: dict[str, Any], where: str) -> None:
    check_json(extra, where)
    for name, item in extra.items():
        if name in table.by_name:
            raise LocalProtocolError("expected only unknown fields in extra, found a known one", joined(where, name))
        document[name] = item


# From annotations to forms.


@cache
def _table(cls: Any) -> _Table:
    hints = get_type_hints(cls, include_extras=True)
    declared = [field for field in dataclasses.fields(cls) if field.name != "extra"]
    fields = {field.name: _field(field, hints[field.name]) for field in declared}
    return _Table(
        fields=tuple(fields.values()),
        by_name={spelling: field for field in fields.values() for spelling in (field.name, field.attribute)},
        required=tuple(fields[field.name] for field in declared if _has_no_default(field)),
    )


def _field(field: dataclasses.Field[Any], hint: Any) -> _Field:
    return _Field(
        attribute=field.name,
        name=camel_case(field.name),
        form=_form(hint),
        droppable=not (field.default is None or _has_no_default(field) or field.metadata.get("always_written")),
    )


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _form(hint: Any) -> Form:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _form(next(option for option in get_args(hint) if option is not NoneType))
    if origin is Annotated:
        return _declared_form(hint)
    if origin is tuple:
        return array_of(_form(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Extensible):
        return Form(partial(read_object, hint), partial(_write_part, hint))
    return PLAIN_FORMS[origin or hint]


def _declared_form(hint: Any) -> Form:
    wire_form = hint.__metadata__[0]
    return one_or_many(_form(hint.__origin__)) if wire_form is WireForm.ONE_OR_MANY else DECLARED_FORMS[wire_form]


def _write_part(cls: type[Extensible], value: object, where: str) -> dict[str, Any]:
    return write_object(value, where) if isinstance(value, cls) else unwritable(f"a {cls.__name__}", value, where)
