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
"""Beta-binomial word errors of one attempt: the smaller, the more they come together."""
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
        """Every scenario passes less often, by the same share of its rate, so that the mean drops by `points`."""
        return replace(self, pass_rate=self.pass_rate * (1 - points / self.pass_rate.mean()))

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
        places = np.repeat(only or range(self.scenarios), repeats)
        passed = random.random(places.size) < self.pass_rate[places]
        counts = self._counts(random, places)
        first_ms = self._first_ms(random, places, drift)
        played = tuple(
            Played(
                scenario_id=f"s{place:03}",
                content="c",
                attempt=count % repeats + 1,
                status="passed" if passed[count] else "failed",
                arm=arm,
                amounts={FIRST: (float(first_ms[count]),)},
                counts=counts[count],
            )
            for count, place in enumerate(places.tolist())
        )
        return Night(
            run_id=f"night-{number:05}",
            key="simulated",
            endpoint="simulated",
            model="simulated",
            started_at=f"{number:05}",
            planned=len(played),
            played=played,
            accepted_at=f"{number:05}",
        )

    def _counts(self, random: np.random.Generator, places: NDArray[np.int64]) -> list[dict[str, tuple[float, float]]]:
        words, rates = self.words[places], self.error_rate[places]
        # Words of one attempt go wrong together.
        clumped = random.beta(np.maximum(1e-9, rates * _CLUMPED), np.maximum(1e-9, (1 - rates) * _CLUMPED))
        errors = random.binomial(words, clumped)
        found = [{WER: (float(wrong), float(of))} for wrong, of in zip(errors, words, strict=True)]
        for name, rate in ((TOOLS, self.tool_rate[places]), (SILENCE, self.silence_rate[places])):
            right = random.random(places.size) < rate
            for number in np.flatnonzero(~np.isnan(rate)).tolist():
                found[number][name] = (float(right[number]), 1.0)
        return found

    def _first_ms(self, random: np.random.Generator, places: NDArray[np.int64], drift: float) -> NDArray[np.float64]:
        stalled = random.random(places.size) < _STALLS
        stalls = np.where(stalled, random.uniform(_STALL_LOW, _STALL_HIGH, places.size), 1.0)
        times: NDArray[np.float64] = self.first_ms[places] * np.exp(random.normal(drift, _LOG_SD, places.size)) * stalls
        return times


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
