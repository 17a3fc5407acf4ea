"""Small scenarios in a folder, and the endpoints to play them on: no speech, no network, nothing outside the folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from evalkit.endpoints.base import EndpointOptions
from evalkit.endpoints.mock import mock
from evalkit.endpoints.replay import replay
from evalkit.media.speech.store import SpeechStore
from evalkit.profiles.known import ANY
from evalkit.profiles.profile import Profile
from evalkit.recording.model import Provenance
from evalkit.results import RunResult
from evalkit.runner.plan import Plan, Selection, make_plan, select
from evalkit.runner.preparation import prepare
from evalkit.runner.references import keep_reference
from evalkit.runner.run import RunOptions, run_plan
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport
from tests.media.speech.fake_engine import FakeEngine

__all__ = [
    "TESTS_OPTIONS",
    "StubEndpoint",
    "keep_references",
    "planned",
    "run_mock",
    "run_on",
    "run_replay",
    "typed",
    "write_scenarios",
]


def typed(
    says: str = "Hello?", answer: str = "Hello there.", after_ms: int = 100, expect: str = "there", more: str = ""
) -> str:
    """A scenario file: one typed turn and a written answer that must contain `expect`."""
    return f"""
{more}
turns:
  - text: {says}
    expect: {{transcript: {{contains: {expect}}}}}
mock:
  turns:
    - - {{write: {answer}, after_ms: {after_ms}}}
"""


def write_scenarios(folder: Path, **files: str) -> Path:
    """Writes `scenarios/<name>.yaml` below a folder, `__` standing for `/`; returns the scenario root."""
    root = folder / "scenarios"
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def _speech(root: Path) -> SpeechStore:
    folder = root / "audio" / "say"
    return SpeechStore([folder], write_to=folder, engines=[FakeEngine()], cache=root / "cache")


TESTS_OPTIONS = EndpointOptions(speech=_speech)


def planned(root: Path, repeat: int = 1) -> Plan:
    """The plan of everything below a scenario root."""
    return make_plan(select(Selection((root,))), repeat)


def run_on(endpoint: object, root: Path, repeat: int = 1, name: str = "run", **options: object) -> RunResult:
    """Plays everything below a scenario root into `<name>` beside it."""
    folder = root.parent / name
    folder.mkdir()
    plan = planned(root, repeat)
    prepared = prepare(plan.scenarios, _speech)
    return run_plan(plan, prepared, endpoint, folder, RunOptions(**options))  # type: ignore[arg-type]


def run_mock(root: Path, repeat: int = 1, name: str = "run", **options: object) -> RunResult:
    """Plays everything below a scenario root on the mock endpoint."""
    return run_on(mock(TESTS_OPTIONS), root, repeat, name, **options)


def run_replay(root: Path, repeat: int = 1, name: str = "replayed", **options: object) -> RunResult:
    """Plays everything below a scenario root against its references."""
    return run_on(replay(TESTS_OPTIONS), root, repeat, name, **options)


def keep_references(root: Path, name: str = "recorded") -> None:
    """Records everything below a scenario root on the mock endpoint and keeps it."""
    run = run_mock(root, name=name)
    scenarios = {scenario.id: scenario for scenario in select(Selection((root,)))}
    for result in run.attempts:
        keep_reference(root.parent / name / result.folder, scenarios[result.scenario_id])


@dataclass
class StubEndpoint:
    """The mock endpoint, but it fails to connect to the scenarios named in `failing`, and keeps real time if told."""

    failing: dict[str, Exception] = field(default_factory=dict)
    virtual_time: bool = True
    name: str = "stub"
    open_now: int = 0
    most_open: int = 0

    def check(self, scenarios: Sequence[Scenario]) -> None:
        """Nothing is known before connecting."""

    def model(self, scenario: Scenario) -> str:
        return "models/stub"

    def provenance(self, scenario: Scenario) -> Provenance:
        return "synthetic"

    def secrets(self) -> tuple[str, ...]:
        return ()

    def profile(self, scenario: Scenario) -> Profile:
        return ANY

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        if scenario.id in self.failing:
            raise self.failing[scenario.id]
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            async with mock(TESTS_OPTIONS).connect(scenario) as transport:
                yield transport
        finally:
            self.open_now -= 1
