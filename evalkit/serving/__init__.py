"""The mock Live API on a real socket, for any client: `evalkit serve`, and `live_server` for tests and programs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evalkit.mock.answers.base import Answers
    from evalkit.profiles.profile import Profile
    from evalkit.serving.threaded import LiveServer

__all__ = ["live_server"]


def live_server(
    scenarios: str | Path | Sequence[str | Path] | None = None,
    *,
    profile: str | Profile | None = None,
    faults: str | Sequence[str] = (),
    tls: bool = False,
    port: int = 0,
    speed: float = 4.0,
    answers: Literal["auto", "echo"] | Answers = "auto",
) -> AbstractContextManager[LiveServer]:
    """Serves the mock Live API on localhost while a `with` block runs, in a thread of its own.

    So the block may be that of a synchronous test or of an asynchronous one, and drive any client:

        with live_server("scenarios", profile="dev-3.1", tls=True) as server:
            ...  # a client of server.url, or an SDK with server.base_url and server.ca_file
            assert isinstance(server.messages[0], Setup)

    Whatever goes wrong in the server itself is raised on leaving the block, unless the block raises already.

    Args:
        scenarios: scenario files, or folders of them; None: the model echoes.
        profile: how the server behaves, as `evalkit serve --list-profiles` shows; None: as the model each client names.
        faults: how it misbehaves, as `evalkit serve --list-faults` shows.
        tls: True: `wss://` and `https://`, with a certificate for localhost; clients must trust `server.ca_file`.
        port: 0: any free one.
        speed: how much faster than real time audio is sent.
        answers: "auto": as the scenarios; "echo": echoes, and the scenarios are only checked; else what answers.

    Raises:
        EvalkitError: a scenario, a name or the port cannot be used; its text says why.
    """
    # Imported here, so that the import of this package costs nothing.
    from evalkit.mock.faults.known import faults_named
    from evalkit.profiles.known import profile_named
    from evalkit.serving.settings import ServeSettings, cast_of
    from evalkit.serving.threaded import serve_in_thread

    paths = (scenarios,) if isinstance(scenarios, str | Path) else scenarios or ()
    settings = ServeSettings(
        cast_of(tuple(Path(path) for path in paths), answers),
        profile=profile_named(profile) if isinstance(profile, str) else profile,
        faults=faults_named((faults,) if isinstance(faults, str) else faults),
        speed=speed,
        port=port,
        tls=tls,
    )
    return serve_in_thread(settings)
