"""A mock Live API server as an asynchronous context manager."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evalkit.mock.model.live import LiveModel
from evalkit.mock.network.listener import listen
from evalkit.mock.network.watching import ConnectionEvent, OnEvent, OnMessage
from evalkit.serving.settings import ServeSettings

if TYPE_CHECKING:
    from ssl import SSLContext

__all__ = ["Served", "serve"]

_CA_FILE = "evalkit-ca.pem"
_KEPT_EVENTS = 10_000
_ANY_ADDRESS = ("", "0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that listens."""

    port: int
    host: str = "localhost"
    """As clients on this machine name it."""
    ca_file: Path | None = None
    """The certificate that clients must trust; None without TLS."""
    log: list[ConnectionEvent] = field(default_factory=list)
    """What happened to each connection so far, the last 10,000 events."""

    @property
    def url(self) -> str:
        """`ws://` or, with TLS, `wss://`: for clients that take a whole address."""
        return f"{'ws' if self.ca_file is None else 'wss'}://{self._place}"

    @property
    def base_url(self) -> str:
        """`http://` or, with TLS, `https://`: for SDKs, which put the API's own path behind it."""
        return f"{'http' if self.ca_file is None else 'https'}://{self._place}"

    @property
    def _place(self) -> str:
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@asynccontextmanager
async def serve(
    settings: ServeSettings, *, on_event: OnEvent | None = None, on_message: OnMessage | None = None
) -> AsyncIterator[Served]:
    """Serves until the context is left.

    Args:
        settings: what to serve, and how.
        on_event: told of each connection; what is told is also in `Served.log`.
        on_message: told of each message of a client's.

    Raises:
        UsageError: the address cannot be listened on, the certificate not written, or the faults not be combined.
    """
    log: list[ConnectionEvent] = []

    def note(event: ConnectionEvent) -> None:
        log.append(event)
        del log[:-_KEPT_EVENTS]
        if on_event is not None:
            on_event(event)

    model = LiveModel(settings.cast.answers, settings.profile, settings.faults, speed=settings.speed)
    with _certificate(settings) as (tls, ca_file):
        listening = listen(
            model,
            settings.admission,
            host=settings.host,
            port=settings.port,
            tls=tls,
            bounds=settings.bounds,
            on_event=note,
            on_message=on_message,
        )
        async with listening as port:
            yield Served(port, _shown(settings.host), ca_file, log)


def _shown(host: str) -> str:
    """How a client on this machine names the server."""
    return "localhost" if host in _ANY_ADDRESS else host


@contextmanager
def _certificate(settings: ServeSettings) -> Iterator[tuple[SSLContext | None, Path | None]]:
    if not settings.tls:
        yield None, None
        return
    # Imported here: without TLS nobody waits for the cryptography.
    from evalkit.mock.network.certificates import make_certificate, write_authority

    addresses = (settings.host,) if settings.host not in _ANY_ADDRESS else ()
    certificate = make_certificate((*settings.names, *addresses))
    with TemporaryDirectory(prefix="evalkit-") as folder:
        ca_file = settings.ca_file or Path(folder, _CA_FILE)
        write_authority(certificate.authority_pem, ca_file)
        yield certificate.context, ca_file
