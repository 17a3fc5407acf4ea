"""Every error evalkit raises on purpose, in one tree.

EvalkitError
├── UsageError                 the command line or a setting is wrong
├── NothingSelected            the selection holds no scenario
├── ScenarioError              one mistake in a scenario file, with its place
├── ScenarioErrors             all the mistakes of a set of files
├── MediaError                 an audio file cannot be read or is not usable
│   └── SpeechUnavailable      no text-to-speech engine can speak a `say` turn
├── RecordingError             a recording or run folder cannot be read
│   └── FormatVersionError     it was written in a format this version does not know
├── HistoryError               where nights are kept, or one of them, cannot be read or written
├── ReplayMismatch             the session did not send what the recording holds
├── ProtocolError
│   ├── LocalProtocolError     we were about to send something illegal
│   └── RemoteProtocolError    the peer sent something illegal
├── TransportError
│   ├── ConnectError           no connection could be opened
│   ├── SetupError             the connection opened, the session did not
│   ├── ServerReportedError    the server sent an error in band
│   └── ConnectionClosed       the connection ended
├── VirtualTimeDeadlock        nothing can ever happen again in virtual time
├── PluginError                a scorer, endpoint or reporter is unknown or does not load
└── PoolingError               values were to be pooled that measure different things

Fields come first and the sentence is built in ``__str__``: what, where, and what to do next, in lower case, with
measured facts and never a secret.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import ClassVar, Literal

__all__ = [
    "ConnectError",
    "ConnectionClosed",
    "EvalkitError",
    "ExitCode",
    "FormatVersionError",
    "HistoryError",
    "LocalProtocolError",
    "MediaError",
    "NothingSelected",
    "PluginError",
    "PoolingError",
    "ProtocolError",
    "RecordingError",
    "RemoteProtocolError",
    "ReplayMismatch",
    "ScenarioError",
    "ScenarioErrors",
    "ServerReportedError",
    "SetupError",
    "SpeechUnavailable",
    "TransportError",
    "UsageError",
    "VirtualTimeDeadlock",
    "nearest",
]


class ExitCode(IntEnum):
    """What the process tells the shell; when several apply, 3 > 4 > 2 > 7 > 6 > 1."""

    OK = 0
    FAILED = 1
    INTERRUPTED = 2
    INTERNAL = 3
    INVALID = 4
    NOTHING_SELECTED = 5
    REGRESSED = 6
    INCONCLUSIVE = 7


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Returns the known name that ``name`` was probably meant to be, or None when nothing is close."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


class EvalkitError(Exception):
    """The root of the tree; catching it catches everything evalkit raises on purpose."""

    exit_code: ClassVar[ExitCode] = ExitCode.INVALID


@dataclass(eq=False)
class UsageError(EvalkitError):
    """The command line or a setting is wrong."""

    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(self.problem, self.hint)


@dataclass(eq=False)
class NothingSelected(EvalkitError):
    """The paths, tags and filters given select no scenario."""

    exit_code: ClassVar[ExitCode] = ExitCode.NOTHING_SELECTED
    searched: str
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(f"no scenario selected in {self.searched}", self.hint)


@dataclass(eq=False)
class ScenarioError(EvalkitError):
    """One mistake in a scenario file.

    ``line`` and ``column`` count from 1; 0 means that the mistake belongs to the file as a whole. ``key`` is the dotted
    path of the key, such as ``turns.0.expect``.
    """

    path: Path
    line: int
    column: int
    key: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else str(self.path)
        return _sentence(f"{place}: {self.key + ': ' if self.key else ''}{self.problem}", self.hint)


@dataclass(eq=False)
class ScenarioErrors(EvalkitError):
    """All the mistakes found in a set of scenario files, in file and line order."""

    errors: tuple[ScenarioError, ...]

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


@dataclass(eq=False)
class MediaError(EvalkitError):
    """An audio file cannot be read, or holds nothing that can be used."""

    path: Path
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(f"{self.path}: {self.problem}", self.hint)


@dataclass(eq=False)
class SpeechUnavailable(MediaError):
    """A `say` turn has no stored audio and no engine here can speak it."""


@dataclass(eq=False)
class RecordingError(EvalkitError):
    """A recording or a run folder cannot be read.

    ``line`` counts from 1; 0 means the file as a whole.
    """

    path: Path
    line: int
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return _sentence(f"{place}: {self.problem}", self.hint)


@dataclass(eq=False)
class FormatVersionError(RecordingError):
    """A file says it was written in a format that this version does not know."""


@dataclass(eq=False)
class HistoryError(EvalkitError):
    """Where nights are kept, or the file of one of them, cannot be read or written.

    ``place`` is a path or an address; an address holds no credentials.
    """

    place: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(f"{self.place}: {self.problem}", self.hint)


@dataclass(eq=False)
class ReplayMismatch(EvalkitError):
    """The session did not send what the recording holds.

    ``turn`` counts from 0, and is None before the first turn. ``nearest`` describes the unused entry of the recording
    that is most like what was sent.
    """

    turn: int | None
    expected: str
    actual: str
    nearest: str = ""

    def __str__(self) -> str:
        where = "setup" if self.turn is None else f"turn {self.turn + 1}"
        near = f"; nearest unused entry: {self.nearest}" if self.nearest else ""
        return _sentence(
            f"replay, {where}: expected {self.expected}, found {self.actual}{near}",
            "record the scenario again if the change is meant",
        )


@dataclass(eq=False)
class ProtocolError(EvalkitError):
    """A message breaks the Live API protocol; ``where`` is a dotted path inside it, such as ``setup.tools``."""

    exit_code: ClassVar[ExitCode] = ExitCode.INCONCLUSIVE
    problem: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}" if self.where else self.problem


@dataclass(eq=False)
class LocalProtocolError(ProtocolError):
    """We were about to send something illegal; nothing was sent."""

    exit_code: ClassVar[ExitCode] = ExitCode.INVALID


@dataclass(eq=False)
class RemoteProtocolError(ProtocolError):
    """The peer sent something illegal; ``close_code`` is what a server answers it with."""

    close_code: int = 1007


@dataclass(eq=False)
class TransportError(EvalkitError):
    """The connection could not be opened, or ended."""

    exit_code: ClassVar[ExitCode] = ExitCode.INCONCLUSIVE


@dataclass(eq=False)
class ConnectError(TransportError):
    """No connection could be opened.

    ``configuration`` is True when what we asked for, or the credentials, are wrong, which no retry will mend.
    ``http_status`` is what a server answered in place of an upgrade, 0 when none did, and ``retry_after_s`` the seconds
    it asks us to wait (RFC 9110 §10.2.3), None when it names none.
    """

    url: str
    problem: str
    hint: str = ""
    configuration: bool = False
    http_status: int = 0
    retry_after_s: float | None = None

    def __str__(self) -> str:
        return _sentence(f"cannot connect to {self.url}: {self.problem}", self.hint)


@dataclass(eq=False)
class SetupError(TransportError):
    """The connection opened but the session did not start.

    ``configuration`` is True when the server refused what we asked for (close 1007 or 1008: reference §6.3), which no
    retry will mend, and False when it failed or kept silent.
    """

    problem: str
    configuration: bool
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(f"setup: {self.problem}", self.hint)


@dataclass(eq=False)
class ServerReportedError(TransportError):
    """The server sent an error in band (reference §3.1); ``code`` is one of google.rpc.Code or of HTTP."""

    code: int
    message: str
    status: str = ""

    def __str__(self) -> str:
        status = f" {self.status}" if self.status else ""
        return f"the server reports error {self.code}{status}{f': {self.message!r}' if self.message else ''}"


@dataclass(eq=False)
class ConnectionClosed(TransportError):
    """The connection ended; ``by`` says which side closed it, "lost" meaning that there was no close frame."""

    code: int
    reason: str
    by: Literal["local", "remote", "lost"]

    def __str__(self) -> str:
        who = {"local": "closed by us", "remote": "closed by the server"}.get(self.by, "lost without a close frame")
        return f"connection {who}: {self.code}{f' {self.reason!r}' if self.reason else ''}"


@dataclass(eq=False)
class VirtualTimeDeadlock(EvalkitError):
    """Every task waits and no timer is set, so nothing can ever happen again."""

    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    waiting: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"virtual time stands still: no callback, no timer; waiting: {', '.join(self.waiting) or 'nothing'}"


@dataclass(eq=False)
class PluginError(EvalkitError):
    """A scorer, endpoint or reporter is unknown or does not load."""

    kind: str
    name: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(f"{self.kind} {self.name!r}: {self.problem}", self.hint)


@dataclass(eq=False)
class PoolingError(EvalkitError):
    """Values were to be pooled that do not measure the same thing."""

    metric: str
    """As `scorer.metric`."""
    kinds: tuple[str, ...]
    """What differs, such as `version 1` and `version 2`."""

    def __str__(self) -> str:
        return _sentence(
            f"{self.metric}: {' and '.join(self.kinds)} do not measure the same thing and are never pooled",
            "score the older run again: evalkit score RUN",
        )


def _sentence(what: str, hint: str) -> str:
    return f"{what}; {hint}" if hint else what
