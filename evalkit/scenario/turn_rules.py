"""The rules of a scenario file's turns and of the media files it names, checked on its plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from evalkit.scenario.media_paths import MediaKind, media_path_problem
from evalkit.scenario.mistakes import Mistake
from evalkit.scenario.setup_check import field_of, merged_setup
from evalkit.scenario.yaml_nodes import KeyPath

__all__ = ["NamedFile", "media_files", "turn_mistakes", "unfitting_mistakes"]


class NamedFile(NamedTuple):
    """A media file that a scenario names, as it names it, and where."""

    place: KeyPath
    path: str
    kind: MediaKind


def media_files(data: Any) -> Iterator[NamedFile]:
    """Yields each media file whose path is well formed; data of a wrong type is passed over."""
    for named in _named_files(data):
        if media_path_problem(named.path, named.kind) is None:
            yield named


def turn_mistakes(data: Mapping[str, Any], may_be_empty: bool) -> Iterator[Mistake]:
    """Yields each broken rule of the turns, and each path in the file that no folder could make right.

    Args:
        data: the document.
        may_be_empty: True lets it have no turns.
    """
    turns = data.get("turns")
    if turns == [] and not may_be_empty:
        yield Mistake(("turns",), "a scenario has at least one turn", "say, type or play something")
    if "start" in _mapping(next(iter(_list(turns)), None)):
        hint = "remove it: the turn begins as soon as the session is set up"
        yield Mistake(("turns", 0, "start"), "the first turn has no start", hint, at_key=True)
    for place, path, kind in _named_files(data):
        found = media_path_problem(path, kind)
        if found:
            yield Mistake(place, *found)


def unfitting_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yields what turns and audio ask for that a setup without mistakes does not allow."""
    yield from _audio_end_mistakes(data)
    if field_of(_setup(data), "sessionResumption") is None:
        yield from _reconnect_mistakes(data)


def _audio_end_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    detection = field_of(field_of(_setup(data), "realtimeInputConfig"), "automaticActivityDetection")
    if field_of(detection, "disabled") is True and _mapping(data.get("audio")).get("end") is not None:
        problem = "the setup disables automatic activity detection, so activityEnd tells the end of speech"
        yield Mistake(("audio", "end"), problem, "remove it", at_key=True)


def _reconnect_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    for index, turn in enumerate(_list(data.get("turns"))):
        if index and _mapping(_mapping(turn).get("start")).get("reconnect") is True:
            problem = "without session_resumption in the setup a new connection is a new session"
            place = ("turns", index, "start", "reconnect")
            yield Mistake(place, problem, "add `session_resumption: {}` to setup", at_key=True)


def _named_files(data: Any) -> Iterator[NamedFile]:
    whole = _mapping(data)
    yield from _files_of_conditions(whole, ())
    for index, turn in enumerate(map(_mapping, _list(whole.get("turns")))):
        place: KeyPath = ("turns", index)
        yield from _file(turn, (*place, "audio"), "audio")
        yield from _pictures(turn, (*place, "video"), "video")
        yield from _pictures(turn, (*place, "image"), "image")
        yield from _files_of_conditions(turn, place)


def _files_of_conditions(owner: Mapping[str, Any], place: KeyPath) -> Iterator[NamedFile]:
    conditions = _mapping(owner.get("conditions"))
    place = (*place, "conditions")
    yield from _file(_mapping(conditions.get("background")), (*place, "background", "file"), "audio")
    yield from _file(_mapping(conditions.get("second_speaker")), (*place, "second_speaker", "audio"), "audio")


def _pictures(turn: Mapping[str, Any], place: KeyPath, kind: MediaKind) -> Iterator[NamedFile]:
    written = turn.get(str(place[-1]))
    if kind == "image" and isinstance(written, list):
        for index, each in enumerate(written):
            yield from _picture(each, (*place, index), kind)
    else:
        yield from _picture(written, place, kind)


def _picture(written: Any, place: KeyPath, kind: MediaKind) -> Iterator[NamedFile]:
    if isinstance(written, str) and written.strip():
        yield NamedFile(place, written, kind)
    else:
        yield from _file(_mapping(written), (*place, "file"), kind)


def _file(owner: Mapping[str, Any], place: KeyPath, kind: MediaKind) -> Iterator[NamedFile]:
    path = owner.get(str(place[-1]))
    if isinstance(path, str) and path.strip():
        yield NamedFile(place, path, kind)


def _setup(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return merged_setup(_mapping(data.get("setup")), _mapping(data.get("setup_unchecked")))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
