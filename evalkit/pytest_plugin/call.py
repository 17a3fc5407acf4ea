"""What all scenarios of one call of pytest share: who plays them, and the run they make up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from evalkit.pytest_plugin.playing import Player
    from evalkit.pytest_plugin.run import PytestRun

__all__ = ["Call"]


class Call:
    """One call of pytest, in one of its processes."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.repeat: int = config.option.evalkit_repeat
        """Attempts of each scenario."""
        self.owners: dict[str, Path] = {}
        """Scenario ids, without case, and whose they are."""
        self.played: PytestRun | None = None
        """The run, once something is to be played."""
        self._player: Player | None = None

    def player(self) -> Player:
        """What plays; made when it is first needed.

        Raises:
            EvalkitError: the endpoint cannot be made.
        """
        if self._player is None:
            from evalkit.pytest_plugin.playing import Player

            self._player = Player(self.config.option.evalkit_endpoint, self.config.option.evalkit_model)
        return self._player

    def run(self) -> PytestRun:
        """The run that the attempts of this call of pytest make up.

        Raises:
            EvalkitError: its folder cannot be made.
        """
        if self.played is None:
            from evalkit.pytest_plugin.run import PytestRun

            given = getattr(self.config, "workerinput", {}).get("evalkit_run", "")
            out = self.config.rootpath / self.config.option.evalkit_out
            label = _label(self.config.option.evalkit_endpoint)
            self.played = PytestRun.joined(Path(given)) if given else PytestRun.begun(out, label)
        return self.played


def _label(endpoint: str) -> str:
    return "pytest" if "://" in endpoint else f"pytest-{endpoint}"
