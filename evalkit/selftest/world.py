"""A made-up model and the nights on which it is measured: what the verdict's false alarms and power are counted on.

The numbers are those of published campaigns (passes concentrated in few scenarios; first audio log-normal with a log-sd
of 0.26 and 1.5 % stalls; whole nights that drift by 5 %; word errors that come in clumps).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evalkit.history.night import Night, Played

__all__ = ["World", "a_world"]

_PASSED_NEVER_SURE = ((0.80, 60.0, 1.0), (0.12, 6.0, 2.0), (0.08, 1.0, 4.0))
"""Share of scenarios, and the Beta distribution of their pass rates: solid, shaky, and mostly failing."""
_STALLS, _STALL_LOW, _STALL_HIGH = 0.015, 2.7, 13.0
_LOG_SD = 0.26
_CLUMPED = 12.0
"""Beta-binomial word errors: the smaller, the more they come together."""
TOOLS, SILENCE, WER, FIRST = (
    "tools.tools_ok@1",
    "silence.kept_silent@2",
    "wer.input_wer@4",
    "latency.first_audible_ms@1",
)


@dataclass(frozen=True, slots=True)
class World:
    """What is true of a model; a night measures it."""

    pass_rate: NDArray[np.float64]
    """Of each scenario."""
    tool_rate: NDArray[np.float64]
    """NaN where a scenario has no tools; so of silence."""
    silence_rate: NDArray[np.float64]
    error_rate: NDArray[np.float64]
    words: NDArray[np.int64]
    first_ms: NDArray[np.float64]

    @property
    def scenarios(self) -> int:
        """How many there are."""
        return int(self.pass_rate.size)

    def lower(self, points: float) -> World:
        """Every scenario that can fall passes so much less often that the mean drops by `points`."""
        room = self.pass_rate.copy()
        share = points / room.mean()
        return replace(self, pass_rate=room * (1 - share))

    def broken(self, scenario: int, rate: float) -> World:
        """One scenario passes at this rate from now on."""
        rates = self.pass_rate.copy()
        rates[scenario] = rate
        return replace(self, pass_rate=rates)

    def slower(self, factor: float) -> World:
        """The first audio takes so many times as long."""
        return replace(self, first_ms=self.first_ms * factor)

    def mishearing(self, factor: float) -> World:
        """Words are misheard so many times as often."""
        return replace(self, error_rate=np.minimum(1.0, self.error_rate * factor))

    def night(
        self,
        random: np.random.Generator,
        number: int,
        repeats: int,
        *,
        drift: float = 0.0,
        arm: str = "",
        only: tuple[int, ...] = (),
    ) -> Night:
        """Measures each scenario so many times, on a night on which everything takes exp(`drift`) times as long."""
        chosen = only or tuple(range(self.scenarios))
        played = [self._attempt(random, place, count, drift, arm) for place in chosen for count in range(repeats)]
        return Night(
            run_id=f"night-{number:05}",
            key="simulated",
            endpoint="simulated",
            model="simulated",
            started_at=f"{number:05}",
            planned=len(played),
            played=tuple(played),
            accepted_at=f"{number:05}",
        )

    def _attempt(self, random: np.random.Generator, place: int, count: int, drift: float, arm: str) -> Played:
        counts = {WER: self._word_errors(random, place)}
        for name, rate in ((TOOLS, self.tool_rate[place]), (SILENCE, self.silence_rate[place])):
            if not np.isnan(rate):
                counts[name] = (float(random.random() < rate), 1.0)
        stall = random.uniform(_STALL_LOW, _STALL_HIGH) if random.random() < _STALLS else 1.0
        first_ms = self.first_ms[place] * float(np.exp(random.normal(drift, _LOG_SD))) * stall
        return Played(
            scenario_id=f"s{place:03}",
            content="c",
            attempt=count + 1,
            status="passed" if random.random() < self.pass_rate[place] else "failed",
            arm=arm,
            amounts={FIRST: (first_ms,)},
            counts=counts,
        )

    def _word_errors(self, random: np.random.Generator, place: int) -> tuple[float, float]:
        words, rate = int(self.words[place]), float(self.error_rate[place])
        if rate <= 0:
            return 0.0, float(words)
        tonight = random.beta(rate * _CLUMPED, max(1e-9, (1 - rate) * _CLUMPED))
        return float(random.binomial(words, tonight)), float(words)


def a_world(random: np.random.Generator, scenarios: int) -> World:
    """Draws a model: which scenarios are solid, which are shaky, how fast and how well it hears."""
    kinds = random.choice(len(_PASSED_NEVER_SURE), size=scenarios, p=[share for share, _, _ in _PASSED_NEVER_SURE])
    alphas = np.array([alpha for _, alpha, _ in _PASSED_NEVER_SURE])[kinds]
    betas = np.array([beta for _, _, beta in _PASSED_NEVER_SURE])[kinds]
    return World(
        pass_rate=random.beta(alphas, betas),
        tool_rate=np.where(random.random(scenarios) < 0.5, random.beta(30.0, 1.0, scenarios), np.nan),
        silence_rate=np.where(random.random(scenarios) < 0.5, random.beta(40.0, 1.0, scenarios), np.nan),
        error_rate=np.clip(random.gamma(2.0, 0.04, scenarios), 0.0, 0.6),
        words=random.integers(6, 26, scenarios),
        first_ms=1_100 * np.exp(random.normal(0.0, 0.25, scenarios)),
    )
