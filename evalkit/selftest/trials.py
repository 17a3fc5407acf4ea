"""The verdict tried on nights whose truth is known: how often it is red for nothing, and how often it sees a change.

Everything goes through the code that judges real runs, repeats included: what looks worse is played again, and judged
again with the fresh repeats.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from evalkit.history.night import Night, Played
from evalkit.outcome import GateName, RunVerdict
from evalkit.selftest.world import World, a_world
from evalkit.verdict.judge import Nights, judge_nights, seed_of
from evalkit.verdict.policy import DEFAULT, Policy
from evalkit.verdict.tally import NightTally, tally

__all__ = [
    "Alter",
    "Judged",
    "Seed",
    "Setting",
    "first_nights",
    "interleaved_nights",
    "named_falls",
    "quiet_nights",
    "unaltered",
    "weeks",
]

Alter: TypeAlias = Callable[[World], World]
"""Makes another model of a model."""

Seed: TypeAlias = tuple[int, ...]
"""What is drawn at random is the same for the same numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the nights are measured."""

    scenarios: int = 50
    repeats: int = 5
    history: int = 14
    drift: float = 0.05
    """Standard deviation, from night to night, of the logarithm of all times."""
    policy: Policy = field(default_factory=lambda: replace(DEFAULT, draws=2_000))
    """Fewer draws than a real run has, for there are many nights."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a night."""

    first: RunVerdict
    """At first sight."""
    final: RunVerdict
    """After the repeats that it asked for."""


def unaltered(world: World) -> World:
    """Returns the model as it is."""
    return world


def quiet_nights(nights: int, seed: Seed, setting: Setting) -> Iterator[Judged]:
    """Judges nights of one model on which nothing changed but the weather, each against those before it."""
    random = np.random.default_rng(seed)
    world = a_world(random, setting.scenarios)
    before = deque(_history(world, random, setting), setting.policy.baseline_nights)
    for number in range(setting.history, setting.history + nights):
        judged, tonight = _judged(world, random, number, tuple(before), setting)
        before.append(tonight)
        yield judged


def first_nights(
    nights: int, seed: Seed, setting: Setting, change: Alter, at_first: Alter = unaltered
) -> Iterator[Judged]:
    """Judges the first night after a change, each of a model of its own.

    Args:
        nights: how many.
        seed: of all that is drawn.
        setting: how they are measured.
        change: what happens to the model.
        at_first: makes the model such that this can happen to it.
    """
    for number in range(nights):
        random = np.random.default_rng((*seed, number))
        world = at_first(a_world(random, setting.scenarios))
        before = tuple(_history(world, random, setting))
        yield _judged(change(world), random, setting.history, before, setting)[0]


def named_falls(nights: int, seed: Seed, setting: Setting) -> Iterator[Judged]:
    """Judges nights on which all scenarios fall by what the night before named as the smallest fall it could see."""
    for number in range(nights):
        random = np.random.default_rng((*seed, number))
        world = a_world(random, setting.scenarios)
        before = tuple(_history(world, random, setting))
        quiet, _ = _judged(world, random, setting.history, before, setting)
        named = next(gate.detectable for gate in quiet.first.gates if gate.name is GateName.PASSED)
        yield _judged(world.lower(named or 0.0), random, setting.history, before, setting)[0]


def weeks(nights: int, seed: Seed, setting: Setting, change: Alter) -> Iterator[Judged]:
    """Judges the week after a change, each of a model of its own, and gives its first red night, else its last.

    A night that is not red is accepted.
    """
    for number in range(nights):
        random = np.random.default_rng((*seed, number))
        world = a_world(random, setting.scenarios)
        before = deque(_history(world, random, setting), setting.policy.baseline_nights)
        for tonight in range(setting.history, setting.history + 7):
            judged, played = _judged(change(world), random, tonight, tuple(before), setting)
            before.append(played)
            if judged.final.outcome == "REGRESSED":
                break
        yield judged


def interleaved_nights(nights: int, seed: Seed, setting: Setting, change: Alter = unaltered) -> Iterator[Judged]:
    """Judges runs that play the old and the changed model in turn, on nights that drift."""
    for number in range(nights):
        random = np.random.default_rng((*seed, number))
        old = a_world(random, setting.scenarios)
        arms = _Arms(change(old), old, float(random.normal(0.0, setting.drift)))
        candidate, baseline = arms.night(random, number, setting.repeats)
        both = Nights(
            now=tally(candidate, "candidate"),
            baseline_arm=tally(baseline, "baseline"),
            before=(),
            planned=candidate.planned + baseline.planned,
        )
        yield _with_repeats(both, arms, random, candidate, setting)


@dataclass(frozen=True, slots=True)
class _Arms:
    """What is played in a night: a model, or two in turn."""

    candidate: World
    baseline: World | None = None
    drift: float = 0.0

    def night(
        self, random: np.random.Generator, number: int, repeats: int, only: tuple[int, ...] = ()
    ) -> tuple[Night, Night]:
        """The candidate's attempts, and those of the baseline: none where there is none."""
        arm = "candidate" if self.baseline else ""
        night = self.candidate.night(random, number, repeats, drift=self.drift, arm=arm, only=only)
        if self.baseline is None:
            return night, replace(night, played=())
        return night, self.baseline.night(random, number, repeats, drift=self.drift, arm="baseline", only=only)


def _history(world: World, random: np.random.Generator, setting: Setting) -> Iterator[NightTally]:
    for number in range(setting.history):
        yield tally(world.night(random, number, setting.repeats, drift=float(random.normal(0.0, setting.drift))))


def _judged(
    world: World, random: np.random.Generator, number: int, before: tuple[NightTally, ...], setting: Setting
) -> tuple[Judged, NightTally]:
    """The night judged, and the night."""
    arms = _Arms(world, drift=float(random.normal(0.0, setting.drift)))
    night, _ = arms.night(random, number, setting.repeats)
    tonight = Nights(now=tally(night), before=before, last=before[-1], planned=night.planned)
    return _with_repeats(tonight, arms, random, night, setting), tonight.now


def _with_repeats(tonight: Nights, arms: _Arms, random: np.random.Generator, night: Night, setting: Setting) -> Judged:
    seed = seed_of(night.run_id)
    first = judge_nights(tonight, seed, setting.policy)
    if not first.unconfirmed:
        return Judged(first, first)
    candidate, baseline = _repeated(arms, random, first, setting)
    arm = night.played[0].arm
    fresh = replace(
        tonight,
        fresh=tally(replace(night, played=candidate), arm),
        fresh_baseline_arm=tally(replace(night, played=baseline), "baseline") if arm else None,
    )
    return Judged(first, judge_nights(fresh, seed, setting.policy))


def _repeated(
    arms: _Arms, random: np.random.Generator, verdict: RunVerdict, setting: Setting
) -> tuple[tuple[Played, ...], tuple[Played, ...]]:
    """What the runner would play again, of both arms."""
    asked: list[tuple[int, tuple[int, ...]]] = []
    if verdict.suite_to_confirm:
        asked.append((setting.repeats, ()))
    if verdict.to_confirm:
        asked.append((setting.policy.break_repeats, tuple(int(name.removeprefix("s")) for name in verdict.to_confirm)))
    played = [arms.night(random, 0, repeats, only) for repeats, only in asked]
    return (
        tuple(each for candidate, _ in played for each in candidate.played),
        tuple(each for _, baseline in played for each in baseline.played),
    )
