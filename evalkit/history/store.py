"""The history: every judged night as a file of its own, in a folder or a bucket, read as one.

`<place>/<run-id>.json` is a night, accepted or not. `<place>/index.json` lists them, for readers that cannot list a
folder (a web server). Nothing is ever removed: whoever wants fewer nights removes files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from evalkit.errors import HistoryError
from evalkit.history.location import Location, location_of
from evalkit.history.night import Night
from evalkit.history.night_file import night_from_json, night_to_json

__all__ = ["INDEX", "accepted_night", "keep_night", "read_history", "read_night", "refused_night"]

INDEX = "index.json"
"""The list of the nights' files."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}\Z")


def read_history(place: str | Path, newest: int | None = None) -> tuple[Night, ...]:
    """Reads the nights of a place, oldest first; a place where nothing was kept yet has none.

    Args:
        place: a folder, or an address (`location_of`).
        newest: how many files to read at the most, the newest by name; None: all. A run's name begins with its time.

    Raises:
        HistoryError: the place cannot be read, or a night in it is damaged or of an unknown format.
    """
    location = location_of(place)
    names = [name for name in location.names() if _is_night(name)]
    chosen = names if newest is None else names[max(0, len(names) - newest) :]
    nights = [
        night_from_json(data, f"{location.shown}/{name}")
        for name, data in zip(chosen, location.read(chosen), strict=True)
        if data is not None
    ]
    return tuple(sorted(nights, key=lambda night: (night.started_at, night.run_id)))


def read_night(place: str | Path, run_id: str) -> Night | None:
    """Reads one night; None when the place has none of that name.

    Raises:
        HistoryError: as `read_history`, or the name is no run's.
    """
    location, name = location_of(place), _file_name(run_id)
    (data,) = location.read([name])
    return None if data is None else night_from_json(data, f"{location.shown}/{name}")


def keep_night(place: str | Path, night: Night) -> str:
    """Writes a night's file, whole or not at all, and returns where.

    A night that is there already is replaced, but an acceptance stays: a run that is scored again is still the baseline
    that somebody said it is.

    Raises:
        HistoryError: the place cannot be written, or is one that can only be read.
    """
    known = None if night.accepted_at else read_night(place, night.run_id)
    if known is not None and known.accepted_at:
        night = replace(night, accepted_at=known.accepted_at, reason=known.reason)
    return _written(location_of(place), night)


def accepted_night(place: str | Path, night: Night, accepted_at: str, reason: str) -> Night:
    """Keeps a night as one that later ones are compared with, and returns it.

    Args:
        place: where the history is.
        night: kept there already or not.
        accepted_at: wall clock, ISO 8601 UTC.
        reason: why, in words.

    Raises:
        HistoryError: as `keep_night`.
    """
    accepted = replace(night, accepted_at=accepted_at, reason=reason)
    _written(location_of(place), accepted)
    return accepted


def refused_night(place: str | Path, night: Night) -> Night:
    """Keeps a night as one that is not, or no longer, a baseline, and returns it; raises as `keep_night`."""
    refused = replace(night, accepted_at="", reason="")
    _written(location_of(place), refused)
    return refused


def _written(location: Location, night: Night) -> str:
    name = _file_name(night.run_id)
    location.write(name, night_to_json(night))
    location.write(INDEX, _index({*location.names(), name}))
    return f"{location.shown}/{name}"


def _index(names: Iterable[str]) -> bytes:
    listed: Sequence[str] = sorted(filter(_is_night, names))
    return f"{json.dumps({'format': 1, 'nights': listed}, separators=(',', ':'))}\n".encode()


def _is_night(name: str) -> bool:
    return name.endswith(".json") and name != INDEX and bool(_NAME.match(name))


def _file_name(run_id: str) -> str:
    name = f"{run_id}.json"
    if not _is_night(name):
        hint = "a run's name is made of letters, digits, dots, dashes and underscores"
        raise HistoryError(json.dumps(run_id)[:60], "cannot be the name of a night's file", hint)
    return name
