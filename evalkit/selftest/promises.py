"""What is promised of the verdict, and the nights on which each promise is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from evalkit.outcome import GateName, Outcome, RunVerdict
from evalkit.selftest.trials import (
    Judged,
    Seed,
    Setting,
    first_nights,
    interleaved_nights,
    named_falls,
    quiet_nights,
    weeks,
)
from evalkit.selftest.world import World

__all__ = ["TRIALS", "Counting", "Trial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How many of a trial's nights are of a kind, and what is promised of it."""

    what: str
    """In words, as the table says it."""
    seen: Callable[[Judged], bool]
    kind: Literal["at most", "at least"] = "at most"
    bound: float | None = None
    """None where nothing is promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Nights of one truth."""

    name: str
    nights: Callable[[int, Seed, Setting], Iterator[Judged]]
    countings: tuple[Counting, ...]
    quiet: bool = False
    """True where nothing changed; what is wanted to be rare takes more nights to count."""
    setting: Setting = field(default_factory=Setting)


def _is_red(judged: Judged) -> bool:
    return judged.final.outcome is Outcome.REGRESSED


def _is_better(judged: Judged) -> bool:
    return judged.final.outcome is Outcome.IMPROVED


def _is_unsure(judged: Judged) -> bool:
    return judged.first.outcome is Outcome.REGRESSED


def _is_broken(judged: Judged) -> bool:
    return bool(_broken(judged.final))


def _names_the_broken(judged: Judged) -> bool:
    return "s000" in _broken(judged.final)


def _broken(verdict: RunVerdict) -> list[str]:
    return [each.scenario_id for each in verdict.breaks if each.confirmed is not False]


def _is_worse(name: GateName, judged: Judged) -> bool:
    return any(gate.name is name and gate.outcome is Outcome.REGRESSED for gate in judged.final.gates)


def _never_fails(world: World) -> World:
    return world.broken(0, 1.0)


_PASSED, _WER, _LATENCY = (partial(_is_worse, name) for name in (GateName.PASSED, GateName.WER, GateName.LATENCY))


def _quiet(name: str, nights: Callable[[int, Seed, Setting], Iterator[Judged]], what: str, bound: float) -> Trial:
    reasons = (Counting(what=f"… because of {gate.value}", seen=partial(_is_worse, gate)) for gate in GateName)
    return Trial(
        name=name,
        nights=nights,
        quiet=True,
        countings=(
            Counting(what=f"{what}: red", seen=_is_red, bound=bound),
            Counting(what="… because of a single scenario", seen=_is_broken),
            *reasons,
            Counting(what=f"{what}: looked worse before fresh repeats", seen=_is_unsure),
            Counting(what=f"{what}: called better", seen=_is_better, bound=0.02),
        ),
    )


def _first(name: str, change: Callable[[World], World], counting: Counting) -> Trial:
    return Trial(name=name, nights=partial(first_nights, change=change), countings=(counting,))


def _breaks(rate: float, bound: float) -> Trial:
    what = f"a scenario falls from 1.0 to {rate}: named the same night"
    return Trial(
        name=f"broken-{rate}",
        nights=partial(first_nights, change=lambda world: world.broken(0, rate), at_first=_never_fails),
        countings=(Counting(what=what, seen=_names_the_broken, kind="at least", bound=bound),),
    )


def _falls(points: int, bound: float) -> Trial:
    what = f"the whole suite falls by {points} points: the gate is red the same night"
    counting = Counting(what=what, seen=_PASSED, kind="at least", bound=bound)
    return _first(f"suite-{points}", lambda world: world.lower(points / 100), counting)


def _week(percent: int, bound: float) -> Trial:
    what = f"first audio {percent} % later: red within 7 nights"
    return Trial(
        name=f"week-{percent}",
        nights=partial(weeks, change=lambda world: world.slower(1 + percent / 100)),
        countings=(Counting(what=what, seen=_LATENCY, kind="at least", bound=bound),),
        # The night before tonight is no part of the baseline.
        setting=replace(Setting(), history=20),
    )


def _in_turn(percent: int, bound: float) -> Trial:
    what = f"first audio {percent} % later, both arms played in turn: red at once"
    return Trial(
        name=f"interleaved-{percent}",
        nights=partial(interleaved_nights, change=lambda world: world.slower(1 + percent / 100)),
        countings=(Counting(what=what, seen=_LATENCY, kind="at least", bound=bound),),
    )


TRIALS: tuple[Trial, ...] = (
    _quiet("quiet", quiet_nights, "nothing changed", 0.01),
    _quiet("interleaved-quiet", interleaved_nights, "nothing changed, both arms played in turn", 0.02),
    _breaks(0.2, 0.94),
    _breaks(0.5, 0.50),
    _falls(5, 0.60),
    _falls(7, 0.85),
    _falls(10, 0.95),
    _first(
        "wer",
        lambda world: world.mishearing(1.5),
        Counting(
            what="half as many word errors again: the gate is red the same night",
            seen=_WER,
            kind="at least",
            bound=0.83,
        ),
    ),
    Trial(
        name="detectable",
        nights=named_falls,
        countings=(
            Counting(
                what="the whole suite falls by what the gate named as detectable: it is red the same night",
                seen=_PASSED,
                kind="at least",
                bound=0.75,
            ),
        ),
    ),
    _week(20, 0.65),
    _week(40, 0.99),
    _in_turn(10, 0.79),
    _in_turn(20, 0.99),
)
"""Every trial of `evalkit selftest-stats`, in the order of its table."""
