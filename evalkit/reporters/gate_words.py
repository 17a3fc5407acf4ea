"""A primary in words: its values, its change with what is sure of it, and the smallest change it would have found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.outcome import Gate, GateName, Outcome
from evalkit.reporters.number_words import (
    amount,
    chance,
    change_of,
    detectable_of,
    detectable_size,
    gate_name,
    interval_of,
)
from evalkit.reporters.plain import one_line

__all__ = ["GateRow", "gate_row", "gate_sentence", "unlikely"]


@dataclass(frozen=True, slots=True)
class GateRow:
    """One of the primaries as a row of a table; a text is empty where there is no number."""

    outcome: Outcome
    name: str
    before: str
    now: str
    change: str
    interval: str
    """Of the change, at 95 %."""
    detectable: str
    """The smallest change for the worse that would have been found four times in five."""
    notes: tuple[str, ...]
    """How unlikely, what fresh repeats said, why it could not be tested."""


def gate_row(gate: Gate) -> GateRow:
    """Returns a primary in words, number by number."""
    return GateRow(
        outcome=gate.outcome,
        name=gate_name(gate.name),
        before=amount(gate.name, gate.old),
        now=amount(gate.name, gate.new),
        change=change_of(gate.name, gate.old, gate.new),
        interval=interval_of(gate),
        detectable=detectable_size(gate),
        notes=tuple(_gate_notes(gate)),
    )


def gate_sentence(gate: Gate) -> str:
    """Returns a primary in one sentence: `pass rate 97.2 % → 90.1 %, −7.1 points (−7.3 %), 95 % interval …; …`."""
    row = gate_row(gate)
    values = f" {row.before} → {row.now}, {row.change}" if row.change else ""
    interval = f", 95 % interval {row.interval}" if row.interval else ""
    return "; ".join((f"{row.name}{values}{interval}", *row.notes, *_found_from(gate)))


def unlikely(p: float, adjusted_p: float | None, family: str) -> tuple[str, ...]:
    """Returns `one chance in 20,000 if nothing had changed`, and the chance of any such among many where it is another.

    Args:
        p: of this one alone.
        adjusted_p: with all of its family looked at.
        family: what was looked at, in words: `all gates`.
    """
    alone = f"{chance(p)} if nothing had changed"
    if adjusted_p is None or chance(adjusted_p) == chance(p):
        return (alone,)
    return alone, f"{chance(adjusted_p)} with {family} looked at"


def _gate_notes(gate: Gate) -> Iterator[str]:
    if gate.why:
        yield one_line(gate.why, 300)
    if gate.p is not None and (gate.outcome is Outcome.REGRESSED or gate.confirmed is False):
        yield from unlikely(gate.p, gate.adjusted_p, "all gates")
    if gate.confirmed is not None:
        again = f": {_fresh(gate)}" if gate.fresh_difference is not None else ""
        yield f"{'confirmed by' if gate.confirmed else 'in'} the fresh pass{again or ' nothing was measured'}"


def _fresh(gate: Gate) -> str:
    return change_of(gate.name, gate.old, (gate.old or 0.0) + (gate.fresh_difference or 0.0))


def _found_from(gate: Gate) -> Iterator[str]:
    smallest = detectable_of(gate)
    if smallest and gate.outcome is Outcome.NO_EVIDENCE and gate.p is None and gate.name is not GateName.LATENCY:
        # The sample was below the least, so that nothing was tested.
        yield f"a test of so few would find {smallest} four times in five"
    elif smallest and gate.outcome is not Outcome.REGRESSED:
        yield f"would have found {smallest} four times in five"
    elif gate.outcome is Outcome.NO_EVIDENCE:
        yield "no change of any size could have been told"
