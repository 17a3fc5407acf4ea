"""The verdict tried on nights whose truth is known: how often it is red for nothing, and how often it sees a change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from evalkit.history.night import Night, Played
from evalkit.outcome import Outcome, RunVerdict
from evalkit.selftest.world import World, a_world
from evalkit.stats.intervals import Interval, wilson
from evalkit.verdict.judge import Nights, judge_nights, seed_of
from evalkit.verdict.policy import DEFAULT, Policy
from evalkit.verdict.tally import NightTally, tally

__all__ = ["Setting", "Tried", "interleaved_nights", "nights_after_a_change", "quiet_nights"]

_SERIES = 100
"""Quiet nights of one made-up model; then another one is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the nights are measured."""

    scenarios: int = 50
    repeats: int = 5
    history: int = 14
    drift: float = 0.05
    """Standard deviation, from night to night, of the logarithm of all times."""
    policy: Policy = field(default_factory=lambda: replace(DEFAULT, draws=2_000))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What became of some nights."""

    nights: int
    red: int
    asked_for_repeats: int
    """Nights that looked worse at first."""
    reasons: tuple[str, ...]
    """Of the red ones."""

    @property
    def rate(self) -> float:
        """Share of the nights that ended red."""
        return self.red / self.nights

    @property
    def interval(self) -> Interval:
        """Of `rate`, at 95 % (Wilson)."""
        return wilson(self.red, self.nights)


def quiet_nights(nights: int, seed: int, setting: Setting) -> Tried:
    """Judges nights on which nothing changed but the weather, each against those before it."""
    verdicts: list[tuple[RunVerdict, RunVerdict]] = []
    for part in range(0, nights, _SERIES):
        random = np.random.default_rng([seed, part])
        world = a_world(random, setting.scenarios)
        verdicts += _series(world, random, min(_SERIES, nights - part), setting)
    return _counted(verdicts)


def nights_after_a_change(nights: int, seed: int, setting: Setting, change: Callable[[World], World]) -> Tried:
    """Judges the first night after a change, each of a model of its own."""
    verdicts = []
    for number in range(nights):
        random = np.random.default_rng([seed, number])
        world = a_world(random, setting.scenarios)
        before = [_night(world, random, each, setting) for each in range(setting.history)]
        verdicts.append(_judged(change(world), random, setting.history, before, setting)[:2])
    return _counted(verdicts)


def interleaved_nights(nights: int, seed: int, setting: Setting, change: Callable[[World], World]) -> Tried:
    """Judges runs that play the old and the changed model in turn, on nights that drift."""
    verdicts = []
    for number in range(nights):
        random = np.random.default_rng([seed, number])
        world = a_world(random, setting.scenarios)
        drift = float(random.normal(0.0, setting.drift))
        arms = (world.night(random, number, setting.repeats, drift=drift, arm="baseline"),)
        candidate = change(world).night(random, number, setting.repeats, drift=drift, arm="candidate")
        tried = Nights(
            now=tally(candidate, "candidate"),
            baseline_arm=tally(arms[0], "baseline"),
            before=(),
            planned=candidate.planned * 2,
        )
        verdicts.append(_with_repeats(tried, change(world), random, candidate, setting))
    return _counted(verdicts)


def _series(
    world: World, random: np.random.Generator, nights: int, setting: Setting
) -> Iterator[tuple[RunVerdict, RunVerdict]]:
    before = deque(
        (_night(world, random, each, setting) for each in range(setting.history)), setting.policy.baseline_nights
    )
    for number in range(setting.history, setting.history + nights):
        first, final, tonight = _judged(world, random, number, list(before), setting)
        before.append(tonight)
        yield first, final


def _night(world: World, random: np.random.Generator, number: int, setting: Setting) -> NightTally:
    return tally(world.night(random, number, setting.repeats, drift=float(random.normal(0.0, setting.drift))))


def _judged(
    world: World, random: np.random.Generator, number: int, before: list[NightTally], setting: Setting
) -> tuple[RunVerdict, RunVerdict, NightTally]:
    """The verdict at first sight, the one after the repeats it asked for, and the night."""
    drift = float(random.normal(0.0, setting.drift))
    night = world.night(random, number, setting.repeats, drift=drift)
    tonight = Nights(now=tally(night), before=tuple(before), last=before[-1], planned=night.planned)
    return (*_with_repeats(tonight, world, random, night, setting), tonight.now)


def _with_repeats(
    tonight: Nights, world: World, random: np.random.Generator, night: Night, setting: Setting
) -> tuple[RunVerdict, RunVerdict]:
    seed = seed_of(night.run_id)
    first = judge_nights(tonight, seed, setting.policy)
    if not first.unconfirmed:
        return first, first
    fresh = tally(_repeated(world, random, night, first, setting))
    return first, judge_nights(replace(tonight, fresh=fresh), seed, setting.policy)


def _repeated(world: World, random: np.random.Generator, night: Night, verdict: RunVerdict, setting: Setting) -> Night:
    """What the runner would play again."""
    played: list[Played] = []
    if verdict.suite_to_confirm:
        played += world.night(random, 0, setting.repeats).played
    broken = tuple(int(name.removeprefix("s")) for name in verdict.to_confirm)
    if broken:
        played += world.night(random, 0, setting.policy.break_repeats, only=broken).played
    return replace(night, played=tuple(played))


def _counted(verdicts: list[tuple[RunVerdict, RunVerdict]]) -> Tried:
    red = [final for _, final in verdicts if final.outcome is Outcome.REGRESSED]
    return Tried(
        nights=len(verdicts),
        red=len(red),
        asked_for_repeats=sum(first.unconfirmed for first, _ in verdicts),
        reasons=tuple(verdict.why for verdict in red),
    )
