"""Plays a request from the command line: selects, prepares, runs, shows progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evalkit.cli.judging import made_judge, outcome_line
from evalkit.cli.nights import Arm, PlayAgain, Where, baseline_arm, check_night, stands
from evalkit.cli.recognising import recogniser_for
from evalkit.cli.settings import endpoint_settings
from evalkit.cli.speech import speech_here
from evalkit.endpoints import make_endpoint
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.history.store import read_history
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.annotating import Annotated, Answerer
from evalkit.runner.confirming import play_fresh, refuse_changed
from evalkit.runner.interleave import interleaved
from evalkit.runner.judging import judged
from evalkit.runner.plan import Plan, PlannedAttempt, Selection, make_plan, seed_for, select
from evalkit.runner.preparation import Prepared, prepare
from evalkit.runner.retry import RetryPolicy
from evalkit.runner.run import RunOptions, run_plan
from evalkit.runner.run_folder import RunFolder, new_run_folder
from evalkit.runner.shards import parse_shard
from evalkit.scenario.model import Scenario
from evalkit.transport.url import shown_url

__all__ = ["Played", "Request", "confirm", "play"]

_UNSAID = (
    "out",
    "project",
    "tries",
    "speech_command",
    "keep_speech",
    "judge_url",
    "asr_model",
    "confirm",
    "interleave",
)
"""What `run.json` does not keep of a request."""
_SAID_WHEN_GIVEN = ("location", "api_version", "judge", "judge_endpoint", "baseline", "shard")


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
    baseline: str = ""
    """Place of the history that the run is judged by and kept in; empty: it is not."""
    confirm: bool = True
    """What looks worse is played again before it counts."""
    interleave: Path | None = None
    """Says what else is played in turn."""
    shard: str = ""
    """Which part is played, such as `1/4`."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a request."""

    run: RunResult
    folder: Path
    scenarios: tuple[Scenario, ...]
    """Those that were selected."""


def play(request: Request) -> Played:
    """Plays a request, and judges it where it has a baseline.

    Raises:
        EvalkitError: before anything is played, for whatever cannot be played as asked; later, when the disk refuses.
    """
    check_night(request.baseline, request.shard, request.interleave)
    stage = _stage(request)
    history = read_history(request.baseline) if request.baseline else ()
    folder = new_run_folder(request.out, f"{stage.endpoint.name}-{request.shard}".rstrip("-"))
    run = stage.play(folder)
    if request.baseline or stage.arm is not None:
        run = stands(run, stage.plan, history, stage.again(folder) if request.confirm else None)
        RunFolder(folder).write_run(run)
    return Played(run, folder, stage.plan.scenarios)


def confirm(request: Request, run: RunResult, folder: Path) -> RunResult:
    """Judges a stored run, plays fresh repeats of what looks worse as the run was played, and writes `run.json`.

    Args:
        request: what the run was asked for.
        run: as it is stored.
        folder: the run's.

    Raises:
        EvalkitError: it cannot be played again as it was, or the disk refuses.
    """
    history = read_history(request.baseline) if request.baseline else ()
    run = judged(run, history)
    if run.verdict is not None and run.verdict.unconfirmed:
        stage = _stage(request)
        refuse_changed(run, stage.plan)
        run = stands(run, stage.plan, history, stage.again(folder))
    RunFolder(folder).write_run(run)
    return run


@dataclass(frozen=True, slots=True)
class _Stage:
    """All that a request needs to be played."""

    request: Request
    endpoint: Endpoint
    arm: Arm | None
    plan: Plan
    spoken: dict[str, Prepared]
    answerers: tuple[Answerer, ...]

    def play(self, folder: Path) -> RunResult:
        """Plays the plan."""
        with self._shown(self.plan) as options:
            return run_plan(self.plan, self.spoken, self.endpoint, folder, options)

    def again(self, folder: Path) -> PlayAgain:
        """Returns what plays fresh repeats."""

        def play_again(run: RunResult, fresh: Plan) -> tuple[RunResult, str]:
            with self._shown(fresh) as options:
                return play_fresh(run, fresh, self.spoken, self.endpoint, folder, options)

        return play_again

    @contextmanager
    def _shown(self, plan: Plan) -> Iterator[RunOptions]:
        with _shown(plan, self.endpoint, self.request, self.answerers) as options:
            yield replace(options, baseline=self.arm.endpoint if self.arm else None)


def _stage(request: Request) -> _Stage:
    speech = speech_here(request.speech_command, keep=request.keep_speech)
    environment = endpoint_settings(request.endpoint, request.project, request.location, request.api_version)
    endpoint = make_endpoint(request.endpoint, EndpointOptions(speech, request.model, environment))
    arm = baseline_arm(request.interleave, _where(request), endpoint, speech)
    plan = _plan(request, arm)
    endpoint.check(plan.scenarios)
    if arm is not None:
        arm.endpoint.check(plan.scenarios)
    spoken = prepare(plan.scenarios, speech)
    answerers = (*_answerers(request), *recogniser_for(plan.scenarios, request.asr_model))
    return _Stage(request, endpoint, arm, plan, spoken, answerers)


def _where(request: Request) -> Where:
    return Where(
        endpoint=request.endpoint,
        model=request.model,
        project=request.project,
        location=request.location,
        api_version=request.api_version,
    )


def _answerers(request: Request) -> tuple[Answerer, ...]:
    if not request.judge:
        return ()
    place = (request.project, request.location) if request.endpoint == "vertex" else ("", "")
    return (made_judge(request.judge, request.judge_endpoint, request.judge_url, *place),)


def _plan(request: Request, arm: Arm | None) -> Plan:
    scenarios = select(Selection(request.paths, request.filters, request.tags))
    if request.shard:
        scenarios = parse_shard(request.shard).part(scenarios)
    settings = {key: value for key, value in asdict(request).items() if key not in _UNSAID}
    settings = {key: value for key, value in settings.items() if value or key not in _SAID_WHEN_GIVEN}
    settings["paths"] = [str(path) for path in request.paths]
    if "://" in request.endpoint:
        settings["endpoint"] = shown_url(request.endpoint)
    settings["seed"] = seed = seed_for(request.repeat, request.seed)
    plan = make_plan(scenarios, request.repeat, seed, settings)
    return plan if arm is None else interleaved(plan, arm.config)


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
