"""The pytest plugin: scenario files as tests, a scenario's trace and mock Live API servers as fixtures.

Scenario files are collected only where a project asks for it, by the ini option `evalkit_scenarios` or by `--evalkit`;
without either this file is all that is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalkit.pytest_plugin.playing import Played
    from evalkit.serving.threaded import LiveServer

__all__ = [
    "PlayScenario",
    "StartServer",
    "evalkit_live_server",
    "evalkit_trace",
    "pytest_addoption",
    "pytest_configure",
]


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


class PlayScenario(Protocol):
    """Plays a scenario once; may be called several times."""

    def __call__(self, scenario: str | Path, *, endpoint: str = "", model: str = "") -> Played:
        """Plays one, and returns its trace and its result.

        Args:
            scenario: a scenario file; a relative path begins at pytest's root folder.
            endpoint: where; empty: as `--evalkit-endpoint` says, and without that the scenario's recording answers.
            model: for endpoints where one is chosen; empty: as `--evalkit-model` says.

        Raises:
            EvalkitError: it cannot be played; the text says why.
        """


@pytest.fixture
def evalkit_trace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PlayScenario:
    """Plays a scenario: give it the file, and get its trace and its result.

    What its own expectations say is in the result, and fails no test. What could not be measured fails the test.
    """

    def play(scenario: str | Path, *, endpoint: str = "", model: str = "") -> Played:
        from evalkit.pytest_plugin.playing import Player, play_for_trace

        options = request.config.option
        player = Player(endpoint or options.evalkit_endpoint, model or options.evalkit_model)
        folder = tmp_path_factory.mktemp("evalkit")
        return play_for_trace(player, request.config.rootpath / scenario, folder)

    return play


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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options; nothing is imported for them."""
    parser.addini("evalkit_scenarios", "files, and folders of files, that are evalkit's scenarios", "paths", default=[])
    group = parser.getgroup("evalkit", "scenarios of evalkit")
    group.addoption(
        "--evalkit",
        action="store_true",
        help="collect YAML files that have `turns` and, whatever they have, those that are named",
    )
    group.addoption("--evalkit-endpoint", default="replay", metavar="NAME|URL", help="what answers [default: replay]")
    group.addoption("--evalkit-model", default="", metavar="NAME", help="model, for endpoints where one is chosen")
    group.addoption("--evalkit-repeat", default=1, type=int, metavar="N", help="attempts of each scenario [default: 1]")
    group.addoption("--evalkit-out", default="reports", metavar="FOLDER", help="folder of the runs [default: reports]")


def pytest_configure(config: pytest.Config) -> None:
    """Collects scenarios where the project wants that, and offers `live_server` unless pytest-django is there.

    Projects with pytest-django keep the fixture they know by that name.
    """
    if not config.pluginmanager.hasplugin("django"):
        config.pluginmanager.register(_ShortName(), "evalkit-live-server")
    if config.option.evalkit or config.getini("evalkit_scenarios"):
        from evalkit.pytest_plugin.collecting import Scenarios

        config.pluginmanager.register(Scenarios(config), "evalkit-scenarios")
