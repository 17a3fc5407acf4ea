"""The `replay` endpoint: reference recordings answer, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.errors import RecordingError, UsageError
from evalkit.mock.reference import read_reference
from evalkit.mock.replay import ReplayResponder
from evalkit.mock.server import serve_in_process
from evalkit.recording.model import Provenance, Recording
from evalkit.recording.store import read_recording
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport

__all__ = ["reference_folder", "replay"]


def replay(options: EndpointOptions) -> Endpoint:
    """Makes the endpoint; a model may not be chosen, because the recording has one."""
    if options.model:
        raise UsageError(
            f"--model {options.model} cannot be used with --endpoint replay: a recording has its model",
            "choose a live endpoint, or leave --model out",
        )
    return _Replay()


def reference_folder(scenario: Scenario) -> Path:
    """Where a scenario's reference recording is kept: `recordings/<id>` below its scenario root."""
    assert scenario.root is not None, "a scenario read from a file has a root"
    return scenario.root / "recordings" / scenario.id


class _Replay:
    name = "replay"
    virtual_time = True

    def __init__(self) -> None:
        self._recordings: dict[str, Recording] = {}

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Reads every reference recording."""
        missing = [scenario.id for scenario in scenarios if not reference_folder(scenario).is_dir()]
        if missing:
            folder = reference_folder(scenarios[0]).parents[missing[0].count("/")]
            shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
            raise RecordingError(
                folder, 0, f"no reference recording of {shown}", "make one: evalkit record PATH --endpoint mock"
            )
        for scenario in scenarios:
            self._recording(scenario)

    def model(self, scenario: Scenario) -> str:
        """The model that was recorded."""
        return self._recording(scenario).header.model

    def provenance(self, scenario: Scenario) -> Provenance:
        """The reference's: its words are what is heard again."""
        return self._recording(scenario).header.provenance

    @asynccontextmanager
    async def connect(self, scenario: Scenario) -> AsyncIterator[Transport]:
        """Joins the session to a mock server that plays the reference."""
        responder = ReplayResponder(read_reference(self._recording(scenario)))
        async with serve_in_process(responder) as transport:
            yield transport

    def _recording(self, scenario: Scenario) -> Recording:
        key = str(reference_folder(scenario))
        if key not in self._recordings:
            self._recordings[key] = read_recording(reference_folder(scenario))
        return self._recordings[key]
