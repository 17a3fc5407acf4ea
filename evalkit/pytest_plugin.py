"""The pytest plugin: mock Live API servers as a fixture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalkit.serving.threaded import LiveServer

__all__ = ["StartServer", "evalkit_live_server", "pytest_configure"]


class StartServer(Protocol):
    """Starts a server that runs until the test ends; may be called several times."""

    def __call__(self, scenarios: str | Path | Sequence[str | Path] | None = None, **options: Any) -> LiveServer:
        """Starts one.

        Args:
            scenarios: scenario files, or folders of them; None: the model echoes.
            options: `profile`, `faults`, `tls`, `port`, `speed` and `answers`, as for `evalkit.serving.live_server`.

        Raises:
            EvalkitError: a scenario, a name or the port cannot be used; its text says why.
        """


@pytest.fixture
def evalkit_live_server() -> Iterator[StartServer]:
    """Starts mock Live API servers: `server = live_server(profile="dev-3.1")`, then a client of `server.url`.

    Each runs until the test ends. What goes wrong in a server itself is an error of the test then.
    """
    with ExitStack() as servers:

        def start(scenarios: str | Path | Sequence[str | Path] | None = None, **options: Any) -> LiveServer:
            # Imported here: whoever runs other tests does not wait for it.
            from evalkit.serving import live_server

            return servers.enter_context(live_server(scenarios, **options))

        yield start


class _ShortName:
    @pytest.fixture(name="live_server")
    def short_name(self, evalkit_live_server: StartServer) -> StartServer:
        """Starts mock Live API servers: `server = live_server(profile="dev-3.1")`, then a client of `server.url`.

        The same as `evalkit_live_server`, which is also there beside pytest-django.
        """
        return evalkit_live_server


def pytest_configure(config: pytest.Config) -> None:
    """Offers `live_server` too, unless pytest-django is there: its projects keep the fixture they know by that name."""
    if not config.pluginmanager.hasplugin("django"):
        config.pluginmanager.register(_ShortName(), "evalkit-live-server")
