"""The numbers a verdict rests on: doubts, floors and least samples, all in one place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT", "Policy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What counts as worse, and how much there must be to say so.

    The defaults are those whose false-alarm rate and power `evalkit selftest-stats` prints. A change is only called a
    change when it is both sure enough (alpha) and large enough (floor).
    """

    baseline_nights: int = 30
    """The newest accepted nights that are the baseline."""
    alpha: float = 0.10
    """Doubt of the family of gates, under Holm, at which fresh repeats are asked for; they make the red."""
    confirm_alpha: float = 0.05
    """Doubt that the fresh pass over all scenarios must be below."""
    improve_alpha: float = 0.01
    """Doubt of the same family at which a gate is called better; nothing is repeated for that."""
    share_floor: float = 0.02
    """Least mean drop of a share over all scenarios."""
    wer_alpha: float = 0.01
    """In place of `alpha`, of the word error rate."""
    wer_floor: float = 0.01
    """Least rise of a word error rate, absolute, and beside it relative."""
    wer_relative_floor: float = 0.15
    wer_least_words: int = 1_000
    least_scenarios: int = 20
    least_attempts: int = 100
    """Scenarios, and attempts of tonight, below which a gate over all scenarios says nothing."""
    break_alpha: float = 0.10
    """Doubt of all scenarios' own tests together, under Holm, at which fresh repeats are asked for."""
    break_confirm_alpha: float = 0.01
    """Doubt that the fresh repeats of the scenario must be below."""
    break_repeats: int = 10
    """How many fresh repeats confirm a scenario; a gate is confirmed by as many as the run had."""
    break_floor: float = 0.20
    """Least drop of a scenario's expected rate."""
    break_least_attempts: int = 3
    """Of tonight; a scenario that was to have as many and has not makes the run inconclusive."""
    break_least_nights: int = 7
    latency_floor: float = 0.05
    """Least relative rise of the first audio, and beside it in milliseconds."""
    latency_floor_ms: float = 50.0
    latency_alpha: float = 0.01
    """Of arms that were played in turn."""
    latency_z: float = 2.5
    """Least robust z, two nights running."""
    latency_window: int = 30
    latency_least_nights: int = 14
    latency_least_shared: float = 0.8
    """Share of the compared scenarios that a night must have to count as one."""
    latency_least_apart_h: float = 12.0
    """How long before tonight the night before must have started: the same hour played again is no second night."""
    latency_least_spread: float = 0.01
    """The spread of quiet nights (in ln) is never taken to be less."""
    most_missing: float = 0.02
    """Share of planned attempts that may be missing."""
    most_quarantined: float = 0.10
    """Share of scenarios that may be in quarantine."""
    watch_alpha: float = 0.10
    """The share of the watch list that may be there by chance: q of Benjamini and Hochberg's method."""
    watch_floor: float = 0.10
    """Least relative rise of an amount (tokens, cost, a time) that is listed, and the fall that undoes it."""
    watch_share_floor: float = 0.02
    """Least change of a share that is listed."""
    watch_least_scenarios: int = 10
    watch_least_nights: int = 7
    """Accepted nights, where no arm was played in turn: whole nights drift, and one is no measure of that."""
    watch_most: int = 10
    """Lines of the watch list."""
    detect_power: float = 0.8
    """How often the smallest change that is reported as detectable would have been found."""
    draws: int = 10_000
    """Sign patterns and resamples."""


DEFAULT = Policy()
