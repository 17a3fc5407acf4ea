"""A night as a file: one JSON document, short enough to keep for ever and quick enough to read by the thousand.

Attempts are rows that name their scenario by its place in a list. Metrics are columns, each with the attempts that have
a value: `"latency.first_audible_ms@1": [[0, 1, 4], [812.5, 790.0, [640.0, 655.5]]]` says that the attempts 0, 1 and 4
have values, the last one two. A number is written as it is: what is read back is judged as it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import chain
from typing import Any, NoReturn, get_args

import orjson

from evalkit.errors import HistoryError
from evalkit.history.night import FORMAT, Night, Played
from evalkit.outcome import Outcome
from evalkit.results import AttemptStatus

__all__ = ["night_from_json", "night_to_json"]

_DAMAGED = "take it again from where it was copied, or remove it: the verdict then does without that night"
_NEWER = "read it with the version of evalkit that wrote it, or remove it"
_TEXTS = ("run_id", "key", "endpoint", "model", "place", "started_at", "accepted_at", "reason", "why")
_STATUSES = frozenset(get_args(AttemptStatus))
_ROW = ("scenario", "attempt", "status", "arm", "quarantined")
_NUMBERS = {float, int}
_Column = tuple[list[int], list[Any]]
_Scenario = tuple[str, str, tuple[str, ...]]
"""Id, content and definitions."""


def night_to_json(night: Night) -> bytes:
    """Returns the night's file, with its LF; the same night gives the same bytes."""
    scenarios = list(dict.fromkeys(map(_of_scenario, night.played)))
    places = {name: place for place, name in enumerate(scenarios)}
    head = {field.name: _writable(getattr(night, field.name)) for field in fields(Night) if field.name != "played"}
    document = {
        "format": FORMAT,
        **head,
        # Nights that were kept before definitions were, have none; so has one without expectations.
        "scenarios": [each if each[2] else each[:2] for each in scenarios],
        "played": [_row(each, places) for each in night.played],
        "amounts": _columns([each.amounts for each in night.played], _shortest),
        "counts": _columns([each.counts for each in night.played], lambda pair: [_whole(each) for each in pair]),
    }
    return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)


def night_from_json(data: bytes, place: str) -> Night:
    """Reads a night's file.

    Args:
        data: the file.
        place: where it is, for messages.

    Raises:
        HistoryError: it is damaged, or was written in another format.
    """
    document = _document(data, place)
    try:
        return _night(document)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise HistoryError(place, said, _DAMAGED) from error


def _of_scenario(played: Played) -> _Scenario:
    return played.scenario_id, played.content, played.definitions


def _row(played: Played, places: Mapping[_Scenario, int]) -> list[Any]:
    row = [places[_of_scenario(played)], played.attempt, played.status, played.arm, played.quarantined]
    while not row[-1] and len(row) > 3:
        row.pop()
    return row


def _columns(rows: Sequence[Mapping[str, tuple[float, ...]]], written: Any) -> dict[str, _Column]:
    columns: dict[str, _Column] = {}
    for place, row in enumerate(rows):
        for name, values in row.items():
            attempts, column = columns.setdefault(name, ([], []))
            attempts.append(place)
            column.append(written(values))
    return dict(sorted(columns.items()))


def _writable(value: Any) -> Any:
    """A text may hold half a surrogate pair, which no file can: a model's name or a reason from the command line."""
    return value.encode("utf-8", "replace").decode("utf-8") if type(value) is str else value


def _shortest(values: tuple[float, ...]) -> Any:
    return values[0] if len(values) == 1 else values


def _whole(value: float) -> float:
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _document(data: bytes, place: str) -> dict[str, Any]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        what = f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})" if data.strip() else "is empty"
        raise HistoryError(place, what, _DAMAGED) from error
    if not isinstance(document, dict):
        raise HistoryError(place, "not a JSON object", _DAMAGED)
    found = document.get("format")
    if found != FORMAT or isinstance(found, bool):
        shown = "no format number" if found is None else f"format {json.dumps(found)[:40]}"
        raise HistoryError(place, f"{shown}; this version knows format {FORMAT}", _NEWER)
    return document


def _night(document: Mapping[str, Any]) -> Night:
    scenarios = [_scenario(each, place) for place, each in enumerate(_list(document, "scenarios"))]
    rows = _list(document, "played")
    amounts = _by_attempt(document, "amounts", len(rows), _amounts)
    counts = _by_attempt(document, "counts", len(rows), _counts)
    texts: dict[str, Any] = {name: _text(document, name) for name in _TEXTS}
    return Night(
        **texts,
        planned=_count(document.get("planned"), "planned"),
        interrupted=document.get("interrupted") is True,
        outcome=_outcome(document.get("outcome")),
        played=tuple(_played(row, place, scenarios, amounts[place], counts[place]) for place, row in enumerate(rows)),
    )


def _played(
    row: Any,
    place: int,
    scenarios: Sequence[_Scenario],
    amounts: Mapping[str, tuple[float, ...]],
    counts: Mapping[str, tuple[float, float]],
) -> Played:
    if not isinstance(row, list) or not 3 <= len(row) <= len(_ROW):
        _refuse(f"played.{place}", "a list of scenario, attempt and status", row)
    scenario, attempt, status, arm, quarantined = (*row, "", False)[: len(_ROW)] if len(row) < 5 else row
    if type(scenario) is not int or not 0 <= scenario < len(scenarios):
        _refuse(f"played.{place}", f"a scenario from 0 to {len(scenarios) - 1}", scenario)
    if status not in _STATUSES:
        _refuse(f"played.{place}", f"one of {', '.join(sorted(_STATUSES))}", status)
    if type(attempt) is not int or not isinstance(arm, str):
        _refuse(f"played.{place}", "an attempt's number and the name of an arm", row)
    scenario_id, content, definitions = scenarios[scenario]
    return Played(
        scenario_id=scenario_id,
        content=content,
        attempt=attempt,
        status=status,
        arm=arm,
        quarantined=quarantined is True,
        definitions=definitions,
        amounts=amounts,
        counts=counts,
    )


def _by_attempt(
    document: Mapping[str, Any], key: str, attempts: int, read: Callable[[list[Any], str], Sequence[Any]]
) -> list[dict[str, Any]]:
    """The columns turned into rows."""
    columns = document.get(key)
    if not isinstance(columns, dict):
        _refuse(key, "an object", columns)
    rows: list[dict[str, Any]] = [{} for _ in range(attempts)]
    for name, column in columns.items():
        where = f"{key}.{name}"
        if not (isinstance(column, list) and len(column) == 2 and _types(column) == {list}):
            _refuse(where, "a list of attempts and a list of their values", column)
        places, values = column
        known = _types(places) <= {int} and (not places or 0 <= min(places) <= max(places) < attempts)
        if len(places) != len(values) or not known:
            _refuse(where, f"as many values as attempts, each from 0 to {attempts - 1}", places)
        for place, value in zip(places, read(values, where), strict=True):
            rows[place][name] = value
    return rows


def _amounts(values: list[Any], where: str) -> Sequence[tuple[float, ...]]:
    if _types(values) <= _NUMBERS:
        return list(zip(map(float, values)))
    rows = [value if isinstance(value, list) else [value] for value in values]
    if not _types(chain.from_iterable(rows)) <= _NUMBERS:
        _refuse(where, "numbers", values)
    return [tuple(map(float, row)) for row in rows]


def _counts(values: list[Any], where: str) -> Sequence[tuple[float, float]]:
    pairs = _types(values) <= {list} and set(map(len, values)) <= {2}
    if not pairs or not _types(chain.from_iterable(values)) <= _NUMBERS:
        _refuse(where, "pairs of a part and a whole", values)
    return [(float(part), float(whole)) for part, whole in values]


def _types(values: Iterable[Any]) -> set[type]:
    """A set of types is asked once for a whole column, which is what makes reading quick."""
    return set(map(type, values))


def _scenario(value: Any, place: int) -> _Scenario:
    where = f"scenarios.{place}"
    if not (isinstance(value, list) and len(value) in (2, 3) and all(isinstance(each, str) for each in value[:2])):
        _refuse(where, "an id and the digest of its content", value)
    definitions = value[2] if len(value) == 3 else []
    if not (isinstance(definitions, list) and all(isinstance(each, str) for each in definitions)):
        _refuse(where, "a list of metrics with their versions", definitions)
    return value[0], value[1], tuple(definitions)


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    value = document.get(key)
    return value if isinstance(value, list) else _refuse(key, "a list", value)


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key, "" if key not in ("run_id", "key") else None)
    return value if isinstance(value, str) else _refuse(key, "a text", value)


def _count(value: Any, where: str) -> int:
    return value if type(value) is int and value >= 0 else _refuse(where, "a count", value)


def _outcome(value: Any) -> Outcome | None:
    if value is not None and value not in list(Outcome):
        _refuse("outcome", f"one of {', '.join(Outcome)}", value)
    return None if value is None else Outcome(value)


def _refuse(where: str, wanted: str, found: Any) -> NoReturn:
    shown = json.dumps(found)
    shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
    raise ValueError(f"{where}: expected {wanted}, found {shown}")
