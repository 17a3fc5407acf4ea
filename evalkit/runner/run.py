"""Runs a plan: attempts side by side, results as they end, an orderly end when asked to stop."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from evalkit.clock import VirtualTimeLoop
from evalkit.endpoints.base import Endpoint
from evalkit.recording.redact import Redactor
from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.attempt import play_attempt, score_attempt
from evalkit.runner.plan import Plan, PlannedAttempt
from evalkit.runner.preparation import Spoken
from evalkit.runner.run_folder import RunFolder
from evalkit.version import __version__

__all__ = ["RunOptions", "run_plan"]

_GRACE_S = 15.0
"""How long open sessions may go on after the first request to stop; in virtual time they end in milliseconds."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a plan is run."""

    concurrency: int = 1
    """Attempts open at once. In virtual time nothing waits, and one at a time is fastest."""
    secrets: tuple[str, ...] = ()
    """Never written anywhere."""
    on_result: Callable[[AttemptResult], None] = field(default=lambda _: None)
    """Called with each result as it ends."""
    on_stop: Callable[[float], None] = field(default=lambda _: None)
    """Called once when the run is asked to stop, with the seconds that open attempts may still take; not in virtual
    time, where they end at once."""


def run_plan(
    plan: Plan, spoken: dict[str, Spoken], endpoint: Endpoint, folder: Path, options: RunOptions | None = None
) -> RunResult:
    """Plays every attempt of a plan and returns the run, its results in plan order.

    `run.json` is written first and last, `results.jsonl` grows by one synced line per finished attempt. SIGINT and
    SIGTERM stop new attempts and let open ones end; a second one cuts them off. Finished attempts are always kept.

    Args:
        plan: what to play.
        spoken: the audio, by scenario id and turn.
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
    running = _Running(plan, spoken, endpoint, RunFolder(folder), options or RunOptions())
    running.folder.write_run(run)
    try:
        with asyncio.Runner(loop_factory=VirtualTimeLoop if endpoint.virtual_time else None) as runner:
            runner.run(running.play_all())
    finally:
        run = replace(run, finished_at=_now(), interrupted=running.interrupted, attempts=running.results())
        running.folder.write_run(run)
    return run


class _Running:
    """A run under way."""

    def __init__(
        self, plan: Plan, spoken: dict[str, Spoken], endpoint: Endpoint, folder: RunFolder, options: RunOptions
    ) -> None:
        self.folder = folder
        self.interrupted = False
        self._plan, self._spoken, self._endpoint, self._options = plan, spoken, endpoint, options
        self._done: dict[int, AttemptResult] = {}
        self._redactor = Redactor(options.secrets) if options.secrets else None

    def results(self) -> tuple[AttemptResult, ...]:
        """The finished attempts in plan order."""
        return tuple(self._done[index] for index in sorted(self._done))

    async def play_all(self) -> None:
        """Plays the plan with as many workers as may be open at once."""
        waiting = list(enumerate(self._plan.attempts))[::-1]

        async def work() -> None:
            try:
                while waiting and not self.interrupted:
                    await self._play(*waiting.pop())
            except BaseException:
                # What ends one worker (a full disk, a second signal) must not meet every attempt that is left.
                waiting.clear()
                raise

        workers = [asyncio.create_task(work(), name=f"worker {n + 1}") for n in range(self._options.concurrency)]
        async with self._stoppable(workers):
            await _all(workers)

    async def _play(self, index: int, planned: PlannedAttempt) -> None:
        spoken = self._spoken[planned.scenario.id]
        folder = await play_attempt(planned, spoken, self._endpoint, self.folder.path, self._redactor)
        reference = "" if not self._endpoint.virtual_time else self._endpoint.provenance(planned.scenario)
        result = await self._aside(_read_and_score, folder, self.folder.path, reference)
        self.folder.append_result(result)
        self._done[index] = result
        self._options.on_result(result)

    async def _aside(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Does CPU work in a thread, so that sessions that are open keep their time; in virtual time just does it."""
        if self._endpoint.virtual_time:
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


def _read_and_score(folder: Path, run_folder: Path, reference: str) -> AttemptResult:
    return score_attempt(read_recording(folder), folder, run_folder, reference)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
