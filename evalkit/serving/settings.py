"""What a mock server is asked to be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from evalkit.errors import UsageError
from evalkit.media.speech.store import SpeechStore
from evalkit.mock.answers.base import Answers
from evalkit.mock.answers.echo import echo
from evalkit.mock.faults.known import Fault
from evalkit.mock.network.admission import Admission
from evalkit.mock.network.binding import check_host
from evalkit.mock.network.listener import Bounds
from evalkit.profiles.profile import Profile

__all__ = ["Cast", "ServeSettings", "cast_of"]

_FASTEST = 1000.0


@dataclass(frozen=True, slots=True)
class Cast:
    """What answers, and which scenarios a path may name."""

    answers: Answers
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """One server; checked when it is made.

    Raises:
        UsageError: the address may not be listened on, or two settings make no sense together.
    """

    cast: Cast
    profile: Profile | None = None
    """None: that of the model each client names."""
    faults: tuple[Fault, ...] = ()
    speed: float = 4.0
    """How much faster than real time audio is sent."""
    host: str = ""
    """A numeric address; empty: localhost, on IPv4 and IPv6."""
    port: int = 0
    """0: any free one."""
    unsafe_bind: bool = False
    """True: other machines may reach the server."""
    names: tuple[str, ...] = ()
    """What clients call the server beside localhost."""
    tls: bool = False
    ca_file: Path | None = None
    """Where the authority's certificate is written; None: to a folder that goes when the server does."""
    origins: tuple[str, ...] = ()
    credentials: tuple[str, ...] = field(default=(), repr=False)
    """The only ones that are taken; empty: any."""
    bounds: Bounds = field(default_factory=Bounds)

    def __post_init__(self) -> None:
        check_host(self.host, unsafe=self.unsafe_bind)
        if not 0 < self.speed <= _FASTEST:
            raise UsageError(f"speed {self.speed:g}: more than 0 and at most {_FASTEST:g} is possible")
        if not 0 <= self.port <= 65535:
            raise UsageError(f"port {self.port}: there is none of that number", "choose one from 1024 to 65535")
        if self.ca_file is not None and not self.tls:
            raise UsageError("a file for the certificate is of no use without TLS", "add --tls")
        for name in self.names:
            if not _is_address(name) and not re.fullmatch(r"[^\s:/@\[\]]+", name):
                raise UsageError(f"--name {name}: not a host name", "give it as in a URL, without a port")
        for origin in self.origins:
            if origin != "null" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/]+", origin):
                hint = "write it as a browser sends it, as in http://localhost:3000"
                raise UsageError(f"--allow-origin {origin}: not an origin", hint)

    @property
    def admission(self) -> Admission:
        """Who is let in."""
        names = tuple(name.lower() for name in self.names)
        return Admission(self.cast.scenarios, names, self.unsafe_bind, self.origins, self.credentials, self.faults)


def _is_address(name: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(name))
    return False


def cast_of(
    paths: tuple[Path, ...],
    answers: Literal["auto", "echo"] | Answers = "auto",
    speech: Callable[[Path], SpeechStore] | None = None,
) -> Cast:
    """Makes a model that knows the scenarios at some paths.

    Args:
        paths: scenario files, or folders of them.
        answers: "auto": as the scenarios, and an echo without any; "echo": an echo all the same; else what answers.
        speech: spoken audio of the scenarios below a scenario root; None: stored, or spoken by what is installed here.

    Raises:
        EvalkitError: a scenario is wrong, or has nothing that can be played.
    """
    if not paths:
        return Cast(echo() if isinstance(answers, str) else answers)
    # Imported here: an echo does without all that reads and plays scenarios.
    from evalkit.mock.answers.repertoire import repertoire
    from evalkit.runner.plan import Selection, select
    from evalkit.runner.preparation import speech_of
    from evalkit.serving.pieces import pieces_of

    scenarios = select(Selection(paths))
    ids = tuple(scenario.id for scenario in scenarios)
    if answers == "auto":
        return Cast(repertoire(pieces_of(scenarios, speech or speech_of())), ids)
    return Cast(echo() if answers == "echo" else answers, ids)
