"""Plays one attempt for pytest, by the same engine as `evalkit run`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from evalkit.cli.recognising import recogniser_for
from evalkit.cli.settings import endpoint_settings
from evalkit.cli.speech import speech_here
from evalkit.endpoints import make_endpoint
from evalkit.endpoints.base import EndpointOptions
from evalkit.errors import UsageError
from evalkit.recording.annotation_file import read_annotations
from evalkit.recording.store import read_recording
from evalkit.reporters.counts import reasons
from evalkit.results import AttemptResult
from evalkit.runner.plan import Plan, PlannedAttempt, Selection, select
from evalkit.runner.preparation import Prepared, prepare
from evalkit.runner.retry import RetryPolicy
from evalkit.runner.run import RunOptions, run_plan
from evalkit.scenario.model import Scenario
from evalkit.trace.build import build_trace
from evalkit.trace.trace import Trace
from evalkit.transport.url import shown_url

__all__ = ["Played", "Player", "play_for_trace"]


class Played(NamedTuple):
    """What became of a scenario that was played once."""

    trace: Trace
    """What happened, event by event and turn by turn."""
    result: AttemptResult
    """Its status, and a score for each expectation."""


class Player:
    """Plays scenarios at one endpoint, each id prepared once."""

    def __init__(self, endpoint: str, model: str) -> None:
        """Makes the endpoint; connects to nothing.

        Raises:
            EvalkitError: it cannot be made.
        """
        self._speech = speech_here("")
        options = EndpointOptions(self._speech, model, endpoint_settings(endpoint))
        self._endpoint = make_endpoint(endpoint, options)
        self._settings = {"endpoint": shown_url(endpoint) if "://" in endpoint else endpoint}
        self._prepared: dict[str, dict[str, Prepared]] = {}

    def play(self, scenario: Scenario, number: int, folder: Path) -> tuple[AttemptResult | None, bool]:
        """Plays one attempt into a run's folder of its own; what cannot be measured live is tried again.

        Returns:
            The result, None when it was cut off before it had one; and whether pytest was asked to stop meanwhile.

        Raises:
            EvalkitError: the scenario cannot be played here, or the disk refuses.
        """
        prepared = self._ready(scenario)
        plan = Plan((PlannedAttempt(scenario, number),), self._settings)
        options = RunOptions(
            secrets=self._endpoint.secrets(),
            # What is replayed would only fail again.
            retry=None if self._endpoint.virtual_time else RetryPolicy(),
            answerers=recogniser_for((scenario,), None),
        )
        run = run_plan(plan, prepared, self._endpoint, folder, options)
        return next(iter(run.attempts), None), run.interrupted

    def _ready(self, scenario: Scenario) -> dict[str, Prepared]:
        if scenario.id not in self._prepared:
            self._endpoint.check((scenario,))
            self._prepared[scenario.id] = prepare((scenario,), self._speech)
        return self._prepared[scenario.id]


def play_for_trace(player: Player, path: Path, folder: Path) -> Played:
    """Plays a scenario file once; what could not be measured fails the test.

    Raises:
        EvalkitError: it cannot be played.
    """
    if not path.is_file():
        raise UsageError(f"there is no scenario file {path}", "a relative path begins at pytest's root folder")
    (scenario,) = select(Selection((path,)))
    # In a thread of its own, because an asynchronous test has a loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        result, _ = aside.submit(player.play, scenario, 1, folder).result()
    if result is None or result.status in ("infra", "invalid"):
        why = "; ".join(reasons(result)) if result is not None else "it was cut off"
        pytest.fail(f"{scenario.id} could not be measured: {why}", pytrace=False)
    attempt = folder / result.folder
    recording = replace(read_recording(attempt), annotations=read_annotations(attempt))
    return Played(build_trace(recording, scenario), result)
