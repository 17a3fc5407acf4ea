"""Runs the mock server for the command line: says how to reach it, then what happens to each connection."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from evalkit.cli.output import show
from evalkit.cli.speech import speech_here
from evalkit.errors import UsageError
from evalkit.mock.faults.known import faults_named
from evalkit.mock.network.watching import ConnectionEvent
from evalkit.profiles.known import profile_named
from evalkit.serving.server import Served, serve
from evalkit.serving.settings import ServeSettings, cast_of

__all__ = ["ServeRequest", "instructions", "serve_until_interrupted", "show_table"]


@dataclass(frozen=True, slots=True)
class ServeRequest:
    """What the user asked for on the command line."""

    paths: tuple[Path, ...]
    profile: str
    faults: tuple[str, ...]
    echo: bool
    speed: float
    port: int
    tls: bool
    ca_file: Path | None
    origins: tuple[str, ...]
    credentials: tuple[str, ...]
    """Names of environment variables, so that no secret stands in a list of processes."""
    names: tuple[str, ...]
    host: str
    unsafe_bind: bool
    speech_command: str = ""


def serve_until_interrupted(request: ServeRequest) -> None:
    """Serves until ^C or SIGTERM, which both end it in order.

    Raises:
        EvalkitError: before anything listens: a scenario, a name, a variable or the address cannot be used.
    """
    settings = _settings(request)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings))
    show("stopped")


def show_table(rows: Iterable[tuple[str, str]]) -> None:
    """Prints names and what they mean."""
    rows = list(rows)
    width = max((len(name) for name, _ in rows), default=0)
    for name, meaning in rows:
        show(f"{name:<{width}}  {meaning}")


def _settings(request: ServeRequest) -> ServeSettings:
    profile = profile_named(request.profile) if request.profile else None
    faults = faults_named(request.faults)
    credentials = tuple(_secret(name) for name in request.credentials)
    cast = cast_of(request.paths, "echo" if request.echo else "auto", speech_here(request.speech_command))
    return ServeSettings(
        cast,
        profile=profile,
        faults=faults,
        speed=request.speed,
        host=request.host,
        port=request.port,
        unsafe_bind=request.unsafe_bind,
        names=request.names,
        tls=request.tls,
        ca_file=request.ca_file,
        origins=request.origins,
        credentials=credentials,
    )


def _secret(variable: str) -> str:
    value = os.environ.get(variable, "").strip()
    if not value:
        problem = f"--credential {variable}: no environment variable of that name holds anything"
        raise UsageError(problem, "set it, or leave --credential out: then any key or token is good")
    return value


async def _serve(settings: ServeSettings) -> None:
    stop = asyncio.Event()
    # Not there on Windows, where ^C is all there is.
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(settings, on_event=_tell) as served:
        show(instructions(served, settings.cast.scenarios))
        await stop.wait()


def _tell(event: ConnectionEvent) -> None:
    show(str(event))


def instructions(served: Served, scenarios: Sequence[str] = ()) -> str:
    """Returns what to set so that a client reaches the server, ready to copy."""
    base = shlex.quote(served.base_url)
    urls = f"export GOOGLE_GEMINI_BASE_URL={base} GOOGLE_VERTEX_BASE_URL={base}"
    does = f"plays {len(scenarios)} scenario{'s' * (len(scenarios) != 1)}" if scenarios else "says back what it hears"
    python = javascript = [urls, "export GOOGLE_API_KEY=any"]
    run = f"evalkit run PATH --endpoint {shlex.quote(served.url)} --model models/mock"
    evalkit = [run]
    if served.ca_file is None:
        python = ["speaks wss:// only: serve with --tls"]
    else:
        trusted = shlex.quote(str(served.ca_file.absolute()))
        python = [f"export SSL_CERT_FILE={trusted}", *python]
        javascript = [f"export NODE_EXTRA_CA_CERTS={trusted}", *javascript]
        evalkit = [f"SSL_CERT_FILE={trusted} {run}"]
    sections = {"Python SDK (google-genai)": python, "JavaScript SDK (@google/genai)": javascript, "evalkit": evalkit}
    if scenarios:
        sections["One scenario alone"] = [f"{served.url}/{quote(scenarios[0])}"]
    lines = [f"mock Live API on {served.url}: {does}; ^C stops it"]
    for title, commands in sections.items():
        lines += ["", f"{title}:", *(f"  {command}" for command in commands)]
    return "\n".join([*lines, ""])
