"""The `replay` endpoint: reference recordings answer, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.errors import RecordingError, ReplayMismatch, UsageError
from evalkit.mock.replay.reference import Reference, read_references
from evalkit.mock.replay.responder import ReplayResponder
from evalkit.mock.server import serve_in_process
from evalkit.profiles.known import profile_of
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Header, Provenance, Recording
from evalkit.recording.store import EVENTS, read_recording
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport

__all__ = ["reference_folder", "reference_recording", "replay"]


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
    return _recordings(scenario) / scenario.id


def reference_recording(scenario: Scenario) -> Recording:
    """Reads a scenario's reference recording, a whole one only: what is cut off would look like a model that failed.

    Raises:
        RecordingError: it cannot be read, or is cut off.
    """
    folder = reference_folder(scenario)
    recording = read_recording(folder)
    if recording.torn or (recording.close is None and recording.header.timed):
        problem = f"the reference recording is cut off: {recording.torn or 'it ends without a close'}"
        raise RecordingError(folder / EVENTS, 0, problem, "record the scenario again")
    return recording


def _recordings(scenario: Scenario) -> Path:
    assert scenario.root is not None, "a scenario read from a file has a root"
    return scenario.root / "recordings"


class _Replay:
    name = "replay"
    virtual_time = True

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[Header, tuple[Reference, ...]]] = {}

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Reads every reference recording."""
        missing = [scenario for scenario in scenarios if not reference_folder(scenario).is_dir()]
        if missing:
            ids = [scenario.id for scenario in missing]
            shown = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
            hint = "make one: evalkit record PATH --endpoint mock"
            raise RecordingError(_recordings(missing[0]), 0, f"no reference recording of {shown}", hint)
        for scenario in scenarios:
            self._reference(scenario)

    def model(self, scenario: Scenario) -> str:
        """The model that was recorded."""
        return self._reference(scenario)[0].model

    def profile(self, scenario: Scenario) -> Profile:
        """That of the model's name."""
        return profile_of(self.model(scenario))

    def provenance(self, scenario: Scenario) -> Provenance:
        """The reference's: its words are what is heard again."""
        return self._reference(scenario)[0].provenance

    def secrets(self) -> tuple[str, ...]:
        """None: nobody is asked for anything."""
        return ()

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        """Joins the session to a mock server that plays one connection of the reference."""
        connections = self._reference(scenario)[1]
        if number >= len(connections):
            count = f"{len(connections)} connection{'s' * (len(connections) > 1)}"
            raise ReplayMismatch(connections[-1].last_turn, count, "another one that resumes the session")
        async with serve_in_process(ReplayResponder(connections[number])) as transport:
            yield transport

    def _reference(self, scenario: Scenario) -> tuple[Header, tuple[Reference, ...]]:
        folder = reference_folder(scenario)
        if folder not in self._kept:
            recording = reference_recording(scenario)
            self._kept[folder] = recording.header, read_references(recording)
        return self._kept[folder]
