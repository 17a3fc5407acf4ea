"""Plays a request from the command line: selects, prepares, runs, shows progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evalkit.cli.judging import made_judge, outcome_line
from evalkit.cli.recognising import recogniser_for
from evalkit.cli.settings import endpoint_settings
from evalkit.cli.speech import speech_here
from evalkit.endpoints import make_endpoint
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.annotating import Annotated, Answerer
from evalkit.runner.plan import Plan, PlannedAttempt, Selection, make_plan, select
from evalkit.runner.preparation import prepare
from evalkit.runner.retry import RetryPolicy
from evalkit.runner.run import RunOptions, run_plan
from evalkit.runner.run_folder import new_run_folder
from evalkit.scenario.model import Scenario
from evalkit.transport.url import shown_url

__all__ = ["Played", "Request", "play"]

_UNSAID = ("out", "project", "tries", "speech_command", "keep_speech", "judge_url", "asr_model")
"""What `run.json` does not keep of a request."""
_SAID_WHEN_GIVEN = ("location", "api_version", "judge", "judge_endpoint")


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for on the command line."""

    paths: tuple[Path, ...]
    endpoint: str
    """A name or a URL, which may hold a credential."""
    model: str
    repeat: int
    concurrency: int
    filters: tuple[str, ...]
    tags: tuple[str, ...]
    out: Path
    seed: int | None
    tries: int = 4
    """How often an attempt is tried that could not be measured."""
    project: str = ""
    """On Vertex AI; empty, like the next two: as the environment says."""
    location: str = ""
    api_version: str = ""
    speech_command: str = ""
    """The user's own text-to-speech; kept nowhere, because its arguments may hold a secret."""
    keep_speech: bool = False
    """Newly spoken audio becomes part of the scenarios."""
    judge: str = ""
    """The model that is asked for votes as attempts end; empty: kept votes count."""
    judge_endpoint: str | None = None
    judge_url: str = ""
    """Another server in Google's place."""
    asr_model: Path | None = None
    """Weights of the recogniser that listens to answers; None: those of the extra, where it is installed."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a request."""

    run: RunResult
    folder: Path
    scenarios: tuple[Scenario, ...]
    """Those that were selected."""


def play(request: Request) -> Played:
    """Plays a request.

    Raises:
        EvalkitError: before anything is played, for whatever cannot be played as asked; later, when the disk refuses.
    """
    speech = speech_here(request.speech_command, keep=request.keep_speech)
    environment = endpoint_settings(request.endpoint, request.project, request.location, request.api_version)
    endpoint = make_endpoint(request.endpoint, EndpointOptions(speech, request.model, environment))
    plan = _plan(request)
    endpoint.check(plan.scenarios)
    spoken = prepare(plan.scenarios, speech)
    answerers = (*_answerers(request), *recogniser_for(plan.scenarios, request.asr_model))
    folder = new_run_folder(request.out, endpoint.name)
    with _shown(plan, endpoint, request, answerers) as options:
        run = run_plan(plan, spoken, endpoint, folder, options)
    return Played(run, folder, plan.scenarios)


def _answerers(request: Request) -> tuple[Answerer, ...]:
    if not request.judge:
        return ()
    place = (request.project, request.location) if request.endpoint == "vertex" else ("", "")
    return (made_judge(request.judge, request.judge_endpoint, request.judge_url, *place),)


def _plan(request: Request) -> Plan:
    scenarios = select(Selection(request.paths, request.filters, request.tags))
    settings = {key: value for key, value in asdict(request).items() if key not in _UNSAID}
    settings = {key: value for key, value in settings.items() if value or key not in _SAID_WHEN_GIVEN}
    settings["paths"] = [str(path) for path in request.paths]
    if "://" in request.endpoint:
        settings["endpoint"] = shown_url(request.endpoint)
    return make_plan(scenarios, request.repeat, request.seed, settings)


@contextmanager
def _shown(plan: Plan, endpoint: Endpoint, request: Request, answerers: tuple[Answerer, ...]) -> Iterator[RunOptions]:
    """Draws a progress bar on a terminal; elsewhere nothing, so that logs stay readable."""
    console = Console(stderr=True, highlight=False)
    # What changes its width stands last, so that nothing jumps.
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(endpoint.name, total=len(plan.attempts))

        def on_result(result: AttemptResult) -> None:
            progress.update(task, advance=1, description=result.scenario_id)

        def on_stop(grace_s: float) -> None:
            console.print(f"stopping: open attempts may take {grace_s:g} s to end; interrupt again to cut them off")

        def on_retry(planned: PlannedAttempt, cause: str, wait_s: float) -> None:
            console.print(f"{planned.scenario.id}: {cause}; trying again in {wait_s:.1f} s", soft_wrap=True)

        def on_give_up(reason: str, left: int) -> None:
            attempts = "attempt is" if left == 1 else "attempts are"
            console.print(f"stopping: {reason}; {left} {attempts} not started", soft_wrap=True)

        def on_annotated(planned: PlannedAttempt, annotated: Annotated) -> None:
            if annotated.failed:
                console.print(
                    f"{planned.scenario.id}: {outcome_line(annotated, 'answer')}", soft_wrap=True, markup=False
                )

        # What is replayed would only fail again.
        retry = None if endpoint.virtual_time else RetryPolicy(request.tries)
        yield RunOptions(
            concurrency=request.concurrency,
            secrets=endpoint.secrets(),
            on_result=on_result,
            on_stop=on_stop,
            retry=retry,
            on_retry=on_retry,
            on_give_up=on_give_up,
            answerers=answerers,
            on_annotated=on_annotated,
        )
