"""From a run that has ended to a verdict that stands: judged, confirmed where it looks worse, and kept as a night."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import click

from evalkit.cli.reporting import renew_index
from evalkit.cli.settings import endpoint_settings
from evalkit.endpoints import make_endpoint
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.errors import HistoryError, UsageError
from evalkit.history.night import Night, night_of
from evalkit.history.store import keep_night, read_night
from evalkit.media.speech.store import SpeechStore
from evalkit.outcome import RunVerdict
from evalkit.results import RunResult
from evalkit.runner.confirming import expected_cost, expected_s, fresh_plan
from evalkit.runner.interleave import BaselineConfig, read_baseline_config
from evalkit.runner.judging import fresh_arms, fresh_needed, judged
from evalkit.runner.plan import Plan

__all__ = ["Arm", "PlayAgain", "Speech", "Where", "baseline_arm", "check_night", "keep", "stands"]

PlayAgain: TypeAlias = Callable[[RunResult, Plan], tuple[RunResult, str]]
"""Plays fresh repeats of a run: `evalkit.runner.confirming.play_fresh`, where and how the run was played."""

Speech: TypeAlias = Callable[[Path], SpeechStore]

_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the command line says to play."""

    endpoint: str
    model: str
    project: str
    location: str
    api_version: str


@dataclass(frozen=True, slots=True)
class Arm:
    """The configuration that is played in turn with the run's own."""

    config: BaselineConfig
    endpoint: Endpoint


def check_night(baseline: str, shard: str, interleave: Path | None) -> None:
    """Looks whether the options that make a night fit together.

    Raises:
        UsageError: they do not.
    """
    if shard and baseline:
        problem = f"--shard {shard} with --baseline: a part of a run is not judged by itself"
        raise UsageError(problem, "give --baseline to evalkit merge, when all parts have been played")
    if shard and interleave:
        problem = f"--shard {shard} with --interleave: the two arms are compared over all scenarios"
        raise UsageError(problem, "leave one of them out")


def baseline_arm(path: Path | None, where: Where, endpoint: Endpoint, speech: Speech) -> Arm | None:
    """Makes what is played in turn with the run's own configuration; None where nothing is.

    Raises:
        UsageError: the file cannot be read, or one of the two is not live.
        ScenarioErrors: every mistake in the file.
    """
    if path is None:
        return None
    config = read_baseline_config(path)
    name = config.endpoint or where.endpoint
    same = name == where.endpoint
    settings = endpoint_settings(
        name,
        config.project or (where.project if same else ""),
        config.location or (where.location if same else ""),
        config.api_version or (where.api_version if same else ""),
    )
    arm = Arm(config, make_endpoint(name, EndpointOptions(speech, config.model or where.model, settings)))
    for each in (endpoint, arm.endpoint):
        if each.virtual_time:
            problem = f"--interleave is for live endpoints: what {each.name} answers is the same at any hour"
            raise UsageError(problem, "play it twice, and compare the runs: evalkit compare A B")
    return arm


def stands(run: RunResult, plan: Plan, history: Sequence[Night], play_again: PlayAgain | None) -> RunResult:
    """Returns a run with its verdict, a red one confirmed by fresh repeats where they may be played.

    What they are and cost is said before. Where they are cut short the first verdict stands, unconfirmed.

    Args:
        run: one that has ended.
        plan: what it was played by.
        history: its baseline.
        play_again: plays fresh repeats; None where none are to be played.
    """
    run = judged(run, history)
    verdict = run.verdict
    if play_again is None or verdict is None or not verdict.unconfirmed or run.interrupted:
        return run
    needed, both_arms = fresh_needed(run, verdict), fresh_arms(run, verdict)
    fresh = fresh_plan(run, plan, needed, verdict.seed, both_arms=both_arms)
    _say(_asked_for(run, verdict, needed, len(fresh.attempts)))
    run, ended_early = play_again(run, fresh)
    if ended_early:
        _say(f"confirming ended early: {ended_early}; the verdict stands as it was, unconfirmed")
    return judged(run, history)


def keep(run: RunResult, place: str) -> None:
    """Keeps the night of a run, not accepted; a web address is only read.

    Raises:
        HistoryError: the place cannot be written, or has another run of this name.
        UsageError: the index that draws it cannot be written.
    """
    if place.startswith(("http://", "https://")):
        _say("the night is not kept: a web address can only be read")
    elif place:
        known = read_night(place, run.run_id)
        if known is not None and known.started_at != run.started_at:
            hint = "that one is kept; a run's name tells seconds apart, so play this one again"
            raise HistoryError(place, f"another run is called {run.run_id} too", hint)
        keep_night(place, night_of(run))
        renew_index(place)


def _asked_for(run: RunResult, verdict: RunVerdict, needed: Mapping[str, int], attempts: int) -> str:
    arms = attempts / sum(needed.values())
    length = f"about {_duration(arms * expected_s(run, needed))} one after the other"
    cost = expected_cost(run, needed)
    price = f", about ${arms * cost.usd:.2f}" if cost is not None else ""
    what = f"{attempts} fresh attempts, {length}{price}"
    return f"confirming: {_what_looks_worse(verdict)}; {what} (--no-confirm leaves that)"


def _what_looks_worse(verdict: RunVerdict) -> str:
    broken = [
        f"{each.scenario_id} ({each.passed}/{each.attempts})" for each in verdict.breaks if each.confirmed is None
    ]
    more = f" and {len(broken) - _SHOWN} more" if len(broken) > _SHOWN else ""
    said = [f"{', '.join(broken[:_SHOWN])}{more} may be broken"] if broken else []
    return "; ".join([*said, *(["the suite as a whole looks worse"] if verdict.suite_to_confirm else [])])


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _say(text: str) -> None:
    click.echo(text, err=True)
