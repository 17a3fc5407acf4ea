"""What is said of a run against its baseline: one word, and for each gate the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evalkit.stats.intervals import Interval

__all__ = ["Break", "Change", "Gate", "GateName", "Outcome", "Past", "RunVerdict"]


class Outcome(StrEnum):
    """One word for a gate, and for a run."""

    PASS = "PASS"
    REGRESSED = "REGRESSED"
    IMPROVED = "IMPROVED"
    NO_EVIDENCE = "NO EVIDENCE"
    """Nothing was found, and little could have been."""
    INCONCLUSIVE = "INCONCLUSIVE"
    """Too much could not be measured to say anything."""
    NEW_KEY = "NEW KEY"
    """There is nothing of the same kind to compare with."""


class GateName(StrEnum):
    """The five primary verdicts; nothing else turns a run red, but a scenario that broke."""

    PASSED = "passed"
    TOOLS = "tools"
    SILENCE = "silence"
    WER = "wer"
    LATENCY = "latency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One primary verdict."""

    name: GateName
    outcome: Outcome
    why: str
    """In words: what was found, or what is missing."""
    old: float | None = None
    new: float | None = None
    difference: float | None = None
    """New less old; of latency the relative change."""
    interval: Interval | None = None
    """Of `difference`, at 95 %."""
    unit: str = ""
    p: float | None = None
    """Of a change for the worse, one-sided."""
    adjusted_p: float | None = None
    """After Holm over the gates that could be tested."""
    detectable: float | None = None
    """The smallest change for the worse that would have been found four times in five."""
    scenarios: int = 0
    """How many could be compared."""
    confirmed: bool | None = None
    """Whether a fresh pass over all scenarios said so too; None when there was none, or nothing to confirm."""
    fresh_difference: float | None = None
    """What the fresh pass found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A scenario that its own history did not let expect."""

    scenario_id: str
    passed: int
    attempts: int
    known_passed: int
    known_attempts: int
    nights: int
    p: float
    adjusted_p: float
    """After Holm over all scenarios."""
    confirmed: bool | None = None
    """Whether fresh repeats said so too; None when there were none."""
    fresh_passed: int = 0
    fresh_attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One scenario that stands otherwise than in its baseline."""

    scenario_id: str
    gate: GateName
    old: float
    new: float
    unit: str = ""
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How one scenario, as it is now, went on the nights before."""

    scenario_id: str
    nights: str
    """A sign for each night in which it was played, oldest first: `●` all passed, `◐` some, `○` none, `·` no data."""
    passed: int
    attempts: int
    """Over these nights; only what measured the model."""
    flaky: bool
    """True when it surely passes sometimes and fails sometimes, and has always done so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunVerdict:
    """A run against its baseline."""

    outcome: Outcome
    why: str
    """The headline's reason, in words."""
    gates: tuple[Gate, ...] = ()
    breaks: tuple[Break, ...] = ()
    """Scenarios that broke, surest first; those that fresh repeats did not confirm are among them."""
    changes: tuple[Change, ...] = ()
    """Scenarios that moved most, the worse first; where `exact`, all that moved at all."""
    new_scenarios: tuple[str, ...] = ()
    """Ids that have no history of the same content."""
    gone_scenarios: tuple[str, ...] = ()
    """Ids the baseline's last night has and this run has not."""
    planned: int = 0
    measured: int = 0
    nights: int = 0
    """Accepted nights that it was compared with."""
    seed: int = 0
    """Whence all that was drawn at random."""
    exact: bool = False
    """True where nothing is random: recordings were replayed, so that every difference is real."""
    watched: tuple[str, ...] = ()
    """What moved and is no gate, in words; never red."""
    past: tuple[Past, ...] = ()
    """Of the run's scenarios those that were played before; of each the last nights, accepted or not."""

    @property
    def unconfirmed(self) -> bool:
        """True when something looks worse that fresh repeats could still confirm."""
        return bool(self.to_confirm) or self.suite_to_confirm

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """Scenarios that look broken and were not repeated yet."""
        return tuple(each.scenario_id for each in self.breaks if each.confirmed is None)

    @property
    def suite_to_confirm(self) -> bool:
        """True when a gate over all scenarios looks worse, and no fresh pass was made yet.

        The first audio confirms itself: it is red on the second night, or measured against an arm played in turn.
        """
        return any(
            gate.outcome is Outcome.REGRESSED and gate.confirmed is None and gate.name is not GateName.LATENCY
            for gate in self.gates
        )
