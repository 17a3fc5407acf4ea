"""Runs a plan: attempts side by side, results as they end, an orderly end when asked to stop."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from evalkit.clock import VirtualTimeLoop
from evalkit.endpoints.base import Endpoint
from evalkit.recording.model import Recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.annotating import Annotated, Answerer, annotate
from evalkit.runner.attempt import play_attempt
from evalkit.runner.ended import Ended, read_and_score
from evalkit.runner.faults import Fault
from evalkit.runner.plan import Plan, PlannedAttempt
from evalkit.runner.playing import playing
from evalkit.runner.preparation import Prepared
from evalkit.runner.redaction import RenewedSecrets
from evalkit.runner.retry import Lanes, Retries, RetryPolicy
from evalkit.runner.reuse import keep_scored, program_digest, scored_in_run
from evalkit.runner.run_folder import RunFolder
from evalkit.runner.tries import keep_try, with_tries
from evalkit.runner.watched import Watched
from evalkit.version import __version__

__all__ = ["RunOptions", "Running", "run_plan"]

_GRACE_S = 15.0
"""How long open sessions may go on after the first request to stop; in virtual time they end in milliseconds."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a plan is run."""

    baseline: Endpoint | None = None
    """Where the attempts of the arm `baseline` are played; in real time if and only if the others are."""
    concurrency: int = 1
    """Attempts open at once. In virtual time nothing waits, and one at a time is fastest."""
    secrets: tuple[str, ...] = ()
    """Never written anywhere."""
    on_result: Callable[[AttemptResult], None] = field(default=lambda _: None)
    """Called with each result as it ends."""
    on_stop: Callable[[float], None] = field(default=lambda _: None)
    """Called once when the run is asked to stop, with the seconds that open attempts may still take; not in virtual
    time, where they end at once."""
    retry: RetryPolicy | None = None
    """When what could not be measured is tried again, and when the run gives up; None: neither, as where everything
    would only happen again."""
    on_retry: Callable[[PlannedAttempt, str, float], None] = field(default=lambda *_: None)
    """Called when an attempt is going to be tried again, with what was wrong and the seconds until then."""
    answerers: tuple[Answerer, ...] = ()
    """Who is asked about each attempt as it ends; with none, what is kept with the reference recording counts."""
    on_annotated: Callable[[PlannedAttempt, Annotated], None] = field(default=lambda *_: None)
    """Called with what became of the questions about an attempt, before it is scored; from the thread that asked."""
    on_give_up: Callable[[str, int], None] = field(default=lambda *_: None)
    """Called once when the run gives up, with the reason and the number of attempts that are not started."""


def run_plan(
    plan: Plan, prepared: dict[str, Prepared], endpoint: Endpoint, folder: Path, options: RunOptions | None = None
) -> RunResult:
    """Plays every attempt of a plan and returns the run, its results in plan order.

    `run.json` is written first and last, `results.jsonl` grows by one synced line per finished attempt. SIGINT and
    SIGTERM stop new attempts and let open ones end; a second one cuts them off. Finished attempts are always kept.

    With a retry policy, an attempt that could not be measured is tried again when that may help, and its failed tries
    are kept below `tries/`; what was measured is never tried again. Once no attempt can fare better, no new one is
    started, and `stopped` in the run's settings says why.

    Args:
        plan: what to play.
        prepared: what the turns say and show, by scenario id.
        endpoint: where.
        folder: the run's own, empty folder.
        options: how.

    Raises:
        RecordingError: the disk refuses; what was written before is kept.
    """
    run = RunResult(
        run_id=folder.name,
        endpoint=endpoint.name,
        model=", ".join(sorted({endpoint.model(scenario) for scenario in plan.scenarios})),
        started_at=_now(),
        planned=len(plan.attempts),
        evalkit=__version__,
        settings=plan.settings,
    )
    running = Running(plan, prepared, endpoint, RunFolder(folder), options or RunOptions())
    program = program_digest()
    # Before there is a run to be read: whoever follows it must not take it for one that has died.
    with playing(folder):
        running.folder.write_run(run)
        try:
            running.play()
        finally:
            settings = {**plan.settings, "stopped": running.gave_up} if running.gave_up else plan.settings
            run = replace(run, finished_at=_now(), settings=settings, interrupted=running.interrupted)
            run = replace(run, attempts=running.results())
            running.folder.write_run(run)
    keep_scored(running.folder, program, scored_in_run(folder, program, running.scored()), run.attempts)
    return run


class Running:
    """A plan that is played into a run's folder; the arguments are those of `run_plan`."""

    def __init__(
        self, plan: Plan, prepared: dict[str, Prepared], endpoint: Endpoint, folder: RunFolder, options: RunOptions
    ) -> None:
        self.folder = folder
        self.interrupted = False
        self.gave_up = ""
        """Why attempts were left out, when the run gave up."""
        self._plan, self._prepared, self._endpoint, self._options = plan, prepared, endpoint, options
        self._waiting = list(enumerate(plan.attempts))[::-1]
        self._begun = 0
        self._scored: dict[int, AttemptResult] = {}
        self._done: dict[int, AttemptResult] = {}
        known = options.secrets or (options.baseline is not None and options.baseline.secrets())
        self._redactor = RenewedSecrets(self._secrets) if known else None
        self._retries = Retries(options.retry, len(plan.attempts), folder.path.name) if options.retry else None
        self._lanes = Lanes(options.concurrency)
        self._ending = asyncio.Event()

    def results(self) -> tuple[AttemptResult, ...]:
        """The finished attempts in plan order."""
        return tuple(self._done[index] for index in sorted(self._done))

    def scored(self) -> tuple[AttemptResult, ...]:
        """The finished attempts as scoring left them, without the notes that the run adds."""
        return tuple(self._scored[index] for index in sorted(self._scored))

    def play(self) -> None:
        """Plays the plan with as many workers as may be open at once; `results` has what ended, also after an error."""
        with asyncio.Runner(loop_factory=VirtualTimeLoop if self._endpoint.virtual_time else None) as runner:
            runner.run(self._play_all())

    async def _play_all(self) -> None:

        async def work() -> None:
            try:
                while self._waiting and not self._ending.is_set():
                    await self._play(*self._waiting.pop())
            except BaseException:
                # What ends one worker (a full disk, a second signal) must not meet every attempt that is left.
                self._waiting.clear()
                self._ending.set()
                raise

        workers = [asyncio.create_task(work(), name=f"worker {n + 1}") for n in range(self._options.concurrency)]
        async with self._stoppable(workers):
            await _all(workers)

    def _secrets(self) -> tuple[str, ...]:
        baseline = self._options.baseline
        return (*self._options.secrets, *self._endpoint.secrets(), *(baseline.secrets() if baseline else ()))

    async def _play(self, index: int, planned: PlannedAttempt) -> None:
        result = await self._tried(planned)
        if result is None:
            return
        self._scored[index] = result
        result = with_tries(result, self.folder.path)
        self.folder.append_result(result)
        self._done[index] = result
        self._options.on_result(result)

    async def _tried(self, planned: PlannedAttempt) -> AttemptResult | None:
        """Plays an attempt as often as it takes; None when the run ended before it was begun."""
        result: AttemptResult | None = None
        tries, waited_s = 0, 0.0
        while True:
            async with self._lanes:
                if self._ending.is_set():
                    return result
                self._keep(result)
                begun = self._retries.begin() if self._retries else 0
                result, fault = await self._try(planned)
            tries += 1
            wait_s = self._wait_s(fault, tries, waited_s, begun)
            if wait_s is None or fault is None:
                return result
            waited_s += wait_s
            self._options.on_retry(planned, fault.cause, wait_s)
            await self._pause(wait_s)

    def _keep(self, failed: AttemptResult | None) -> None:
        if failed is None:
            self._begun += 1
        else:
            keep_try(self.folder.path / failed.folder, self.folder.path)

    async def _try(self, planned: PlannedAttempt) -> tuple[AttemptResult, Fault | None]:
        baseline = self._options.baseline
        watched = Watched(baseline if planned.arm == "baseline" and baseline is not None else self._endpoint)
        prepared = self._prepared[planned.scenario.id]
        folder = await play_attempt(planned, prepared, cast(Endpoint, watched), self.folder.path, self._redactor)
        reference = "" if not watched.virtual_time else watched.provenance(planned.scenario)
        ended = Ended(planned.scenario, folder, self.folder.path, reference, watched.refusal)
        return await self._aside(read_and_score, ended, partial(self._answer, planned))

    def _answer(self, planned: PlannedAttempt, recording: Recording, folder: Path, reference: Path | None) -> None:
        answerers, stopping = self._options.answerers, lambda: self.interrupted
        found = annotate(recording, folder, answerers, reference, self._redactor, stopping=stopping)
        self._options.on_annotated(planned, found)

    def _wait_s(self, fault: Fault | None, tries: int, waited_s: float, begun: int) -> float | None:
        """Seconds until the next try of an attempt, None when there is none; looks whether the run has to give up."""
        if self._retries is None:
            return None
        if fault is not None and fault.quota and not self._retries.side_by_side(fault, begun):
            self._lanes.halve()
        wait_s = self._retries.wait_s(fault, tries, waited_s, begun)
        if self._retries.stopped:
            self._give_up(self._retries.stopped)
        return wait_s

    def _give_up(self, reason: str) -> None:
        left = len(self._plan.attempts) - self._begun
        if left and not self._ending.is_set():
            self.gave_up = reason
            self._options.on_give_up(reason, left)
        self._ending.set()

    async def _pause(self, wait_s: float) -> None:
        """Waits, but no longer than until the run is ending."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._ending.wait()

    async def _aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Does CPU work in a thread, so that sessions that are open keep their time; in virtual time just does it.

        Not where somebody is asked, which takes real time: a request to stop must not wait for the answer.
        """
        if self._endpoint.virtual_time and not self._options.answerers:
            return work(*args, **kwargs)
        return await asyncio.to_thread(work, *args, **kwargs)

    @asynccontextmanager
    async def _stoppable(self, workers: Sequence[asyncio.Task[None]]) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()

        def cut_off() -> None:
            for worker in workers:
                worker.cancel()

        def stop() -> None:
            if self.interrupted:
                cut_off()
            else:
                self.interrupted = True
                self._ending.set()
                if not self._endpoint.virtual_time:
                    loop.call_later(_GRACE_S, cut_off)
                    self._options.on_stop(_GRACE_S)

        # Signals reach only the main thread; a run in another one is stopped by whoever started it.
        numbers = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
        for number in numbers:
            loop.add_signal_handler(number, stop)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)


async def _all(workers: Sequence[asyncio.Task[None]]) -> None:
    """Waits for every worker; a worker that was cut off is no error, the first other error ends the run."""
    outcomes = await asyncio.gather(*workers, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, asyncio.CancelledError):
            raise outcome


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
