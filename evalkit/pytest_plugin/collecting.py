"""Scenario files as pytest's own items; imported only where a project collects them."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from evalkit.pytest_plugin.call import Call
from evalkit.pytest_plugin.items import ScenarioFile, ScenarioItem

__all__ = ["Scenarios"]

_SUFFIXES = (".yaml", ".yml")
_NEVER = frozenset({"audio", "recordings"})
"""Folders of a scenario root that hold no scenario."""
_TURNS = re.compile(rb"^turns[ \t]*:", re.MULTILINE)
_MOST_BYTES = 1 << 20
_MOST_REPEATS = 1_000


class Scenarios:
    """The part of the plugin that collects; one for each process, xdist's workers among them."""

    def __init__(self, config: pytest.Config) -> None:
        """Looks whether what was asked makes sense.

        Raises:
            pytest.UsageError: it does not.
        """
        self._config = config
        self._places: list[Path] = list(config.getini("evalkit_scenarios"))
        self._call = Call(config)
        self._check()

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
        """Collects a scenario file."""
        if file_path.suffix.lower() not in _SUFFIXES or not self._is_scenario(file_path):
            return None
        return ScenarioFile.from_parent(parent, path=file_path, call=self._call)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tells a worker of xdist which run it is part of."""
        node.workerinput["evalkit_run"] = str(self._call.run().folder)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Hears from a worker of xdist how many attempts were planned; all of them have collected the same."""
        planned = getattr(node, "workeroutput", {}).get("evalkit_planned", 0)
        self._call.run().planned = max(self._call.run().planned, planned)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Makes one run of the attempts, and writes its reports."""
        planned = sum(isinstance(item, ScenarioItem) for item in getattr(session, "items", ()))
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["evalkit_planned"] = planned
        elif self._call.played is not None:
            self._call.played.planned = max(self._call.played.planned, planned)
            interrupted = exitstatus == pytest.ExitCode.INTERRUPTED
            self._call.played.end(self._settings(), interrupted=interrupted)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Says where the report is."""
        for line in self._call.played.said if self._call.played is not None else ():
            terminalreporter.write_line(f"evalkit: {line}")

    def _settings(self) -> dict[str, Any]:
        return {"paths": list(map(str, self._config.args)), "repeat": self._call.repeat, "played_by": "pytest"}

    def _check(self) -> None:
        if not 1 <= self._call.repeat <= _MOST_REPEATS:
            raise pytest.UsageError(
                f"--evalkit-repeat {self._call.repeat}: 1 to {_MOST_REPEATS:,} attempts can be made"
            )
        for place in self._places:
            if not place.exists():
                raise pytest.UsageError(f"evalkit_scenarios: there is no file or folder {place}")
        if self._config.option.evalkit_endpoint != "replay":
            from evalkit.errors import EvalkitError

            try:
                self._call.player()
            except EvalkitError as error:
                raise pytest.UsageError(f"--evalkit-endpoint: {error}") from None

    def _is_scenario(self, path: Path) -> bool:
        place = next((place for place in self._places if path == place or place in path.parents), None)
        if place is not None:
            return path == place or not _is_beside(path.relative_to(place))
        return bool(self._config.option.evalkit) and (self._is_named(path) or _has_turns(path))

    def _is_named(self, path: Path) -> bool:
        here = self._config.invocation_params.dir
        return any((here / argument.partition("::")[0]) == path for argument in self._config.args)


def _is_beside(inside: Path) -> bool:
    """True of a file among a scenario root's audio and recordings, and of a hidden one."""
    return bool(_NEVER & set(inside.parts[:-1])) or any(part.startswith(".") for part in inside.parts)


def _has_turns(path: Path) -> bool:
    """True when a YAML file has `turns` at its top, as every scenario has and hardly another file."""
    with suppress(OSError), path.open("rb") as file:
        return bool(_TURNS.search(file.read(_MOST_BYTES)))
    return False
