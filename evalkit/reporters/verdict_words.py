"""A run against its baseline in words: the one place whose sentences the terminal and every report show.

Nothing here decides anything: `evalkit.verdict` does. A probability is told as a chance, a change with its unit and in
per cent, and what was not found with the smallest change that would have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from evalkit.outcome import Break, Change, Gate, GateName, Outcome, RunVerdict
from evalkit.reporters.gate_words import unlikely
from evalkit.reporters.number_words import (
    amount,
    change_of,
    detectable_of,
    gate_name,
)
from evalkit.reporters.plain import one_line

__all__ = [
    "KINDS",
    "MARKS",
    "PERHAPS",
    "Kind",
    "Moved",
    "caveats",
    "headline",
    "lists",
    "moved",
    "next_step",
]

MARKS = {
    Outcome.PASS: "✓",
    Outcome.REGRESSED: "✗",
    Outcome.IMPROVED: "↑",
    Outcome.NO_EVIDENCE: "~",
    Outcome.INCONCLUSIVE: "?",
    Outcome.NEW_KEY: "+",
}
"""A sign for each outcome that needs no colour."""

Kind: TypeAlias = Literal["broke", "worse", "unconfirmed", "maybe_worse", "better", "maybe_better"]
"""How surely a scenario moved.

`unconfirmed` looked broken, which fresh repeats did not confirm. `maybe_…` moved where answers are random, and was not
tested: a single scenario moves by chance too, and that is no part of the verdict.
"""

KINDS: Mapping[Kind, str] = {
    "broke": "broke",
    "worse": "worse",
    "unconfirmed": "not confirmed",
    "maybe_worse": "perhaps worse",
    "better": "better",
    "maybe_better": "perhaps better",
}
"""Each in words, worst first."""

PERHAPS = "perhaps: a single scenario moves by chance too, so this is no part of the verdict"
"""What must stand beside a list in which something moved and was not tested."""

_NAMED = 2
"""Scenarios and gates named in the headline."""
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Moved:
    """A scenario that stands otherwise than before."""

    kind: Kind
    scenario_id: str
    """As it is in the run, not made safe to show."""
    gate: GateName
    sentence: str
    """Without the scenario's name."""

    @property
    def name(self) -> str:
        """The scenario, safe to show."""
        return one_line(self.scenario_id, 200) or "unnamed"

    @property
    def said(self) -> str:
        """With it."""
        return f"{self.name}: {self.sentence}"


def headline(verdict: RunVerdict) -> str:
    """Returns the first line of every report: `REGRESSED — broken: tools/temperature (1/5, 70/70 before)`."""
    reason = "; ".join(filter(None, _reasons(verdict))) or one_line(verdict.why, 300)
    return f"{verdict.outcome.value} — {reason}" if reason else verdict.outcome.value


def caveats(verdict: RunVerdict, *, interleaved: bool = False) -> tuple[str, ...]:
    """Returns what must be known beside the headline: against what, how complete, what was not confirmed.

    Args:
        verdict: the run's.
        interleaved: whether the run played the baseline itself, in turn with what is judged.
    """
    return tuple(_caveats(verdict, interleaved))


def moved(verdict: RunVerdict) -> tuple[Moved, ...]:
    """Returns what changed, in the order of `KINDS`; what broke is not told again as a pass rate."""
    broke = {each.scenario_id for each in verdict.breaks}
    again = [each for each in verdict.changes if not (each.gate is GateName.PASSED and each.scenario_id in broke)]
    found = [*map(_broken, verdict.breaks), *(_changed(each, exact=verdict.exact) for each in again)]
    return tuple(sorted(found, key=lambda each: list(KINDS).index(each.kind)))


def lists(verdict: RunVerdict) -> tuple[str, ...]:
    """Returns the scenarios that have no counterpart, and what moved and is no gate, a line each."""
    return (
        *_named("new, not compared:", verdict.new_scenarios),
        *_named("gone since the last accepted night:", verdict.gone_scenarios),
        *(f"beside the verdict: {one_line(each, 300)}" for each in verdict.watched[:_LISTED]),
    )


def next_step(verdict: RunVerdict, run: str = "RUN") -> str:
    """Returns what to do now; empty where nothing is to be done.

    Args:
        verdict: the run's.
        run: its folder, as a person would type it here.
    """
    accept = f"evalkit accept {one_line(run, 200)} --reason WORDS"
    match verdict.outcome:
        case Outcome.REGRESSED:
            return f"listen to what changed; if it is meant to be so, {accept} makes it part of the baseline"
        case Outcome.IMPROVED:
            return f"{accept} makes it part of the baseline, so that a step back is found"
        case Outcome.NEW_KEY:
            return f"if this run is good, {accept} makes it the first night of its baseline"
        case Outcome.NO_EVIDENCE:
            return "more scenarios, or more attempts of each (--repeat), make smaller changes visible"
        case Outcome.INCONCLUSIVE:
            return "mend what the first line names, and run again"
        case Outcome.PASS:
            return ""


def _reasons(verdict: RunVerdict) -> Iterator[str]:
    """What a headline names, worst first; nothing where the verdict's own reason says it all."""
    if verdict.outcome is Outcome.REGRESSED:
        broke = [f"{_id(each.scenario_id)} {_counts(each)}" for each in verdict.breaks if each.confirmed is not False]
        yield from _some("broken", broke)
        yield from _some("worse", [_in_short(gate) for gate in verdict.gates if gate.outcome is verdict.outcome])
        if verdict.exact:
            yield from _some("worse", _changed_in_short(verdict, worse=True))
    elif verdict.outcome is Outcome.IMPROVED:
        yield from _some("better", [_in_short(gate) for gate in verdict.gates if gate.outcome is verdict.outcome])
        if verdict.exact:
            yield from _some("better", _changed_in_short(verdict, worse=False))
    elif verdict.outcome is Outcome.NO_EVIDENCE:
        yield from _not_found(verdict)
    elif verdict.outcome is Outcome.PASS:
        yield one_line(verdict.why, 200)
        if smallest := next((detectable_of(gate) for gate in verdict.gates if gate.name is GateName.PASSED), ""):
            yield f"{smallest} of the pass rate would have been found"


def _not_found(verdict: RunVerdict) -> Iterator[str]:
    """Of a run that shows nothing: the smallest change that it could have."""
    gate = next((each for each in verdict.gates if each.outcome is Outcome.NO_EVIDENCE), None)
    if gate is None:
        return
    smallest = detectable_of(gate)
    what = f"of the {gate_name(gate.name)}"
    yield (
        f"the smallest it could have seen is {smallest} {what}"
        if smallest
        else f"could not have seen any drop {what} over all scenarios"
    )
    if gate.why:
        yield one_line(gate.why, 200)


def _some(label: str, items: list[str]) -> Iterator[str]:
    if items:
        more = f" and {len(items) - _NAMED:,} more" if len(items) > _NAMED else ""
        yield f"{label}: {', '.join(items[:_NAMED])}{more}"


def _in_short(gate: Gate) -> str:
    return f"{gate_name(gate.name)} {amount(gate.name, gate.old)} → {amount(gate.name, gate.new)}"


def _changed_in_short(verdict: RunVerdict, *, worse: bool) -> list[str]:
    """Each scenario once, with what moved most of it."""
    first: dict[str, Change] = {}
    for each in verdict.changes:
        if each.worse is worse:
            first.setdefault(each.scenario_id, each)
    return [f"{_id(name)} ({_from_to(each)})" for name, each in first.items()]


def _from_to(change: Change) -> str:
    name = change.gate
    return f"{gate_name(name)} {amount(name, change.old)} → {amount(name, change.new)}"


def _counts(each: Break) -> str:
    return f"({each.passed:,}/{each.attempts:,}, {each.known_passed:,}/{each.known_attempts:,} before)"


def _caveats(verdict: RunVerdict, interleaved: bool) -> Iterator[str]:
    measured = [f"{verdict.measured:,} of {verdict.planned:,} attempts measured"] if verdict.planned else []
    compared = [f"compared with {_many(verdict.nights, 'accepted night')}"] if verdict.nights else []
    if verdict.exact and verdict.nights:
        compared = ["compared with the last accepted night"]
    if interleaved:
        alone = [f"single scenarios with {_many(verdict.nights, 'accepted night')}"] if verdict.nights else []
        compared = ["compared with the baseline arm, played in turn", *alone]
    if compared or measured:
        yield "; ".join([*compared, *measured])
    if verdict.exact:
        yield "recordings or scripts answered: nothing is random, so every difference is real"
    open_ones = [each for each in verdict.breaks if each.confirmed is None]
    none = tuple(each.scenario_id for each in open_ones if not each.fresh_attempts)
    few = tuple(each.scenario_id for each in open_ones if each.fresh_attempts)
    yield from _named("not confirmed: no fresh repeats were measured of", none)
    yield from _named("not confirmed: too few fresh repeats were measured of", few)
    if verdict.outcome is Outcome.REGRESSED and (beside := verdict.why.rpartition("; and ")[2]) != verdict.why:
        # What stands beside a regression: its own reasons are in the headline, with their numbers.
        yield one_line(beside, 300)
    if verdict.suite_to_confirm:
        yield "not confirmed: no fresh pass over all scenarios was made"


def _broken(each: Break) -> Moved:
    nights = _many(each.nights, "night")
    before = f"{each.known_passed:,} of {each.known_attempts:,} in {nights} before"
    counts = f"{each.passed:,} of {each.attempts:,} passed, {before}"
    alone, *together = unlikely(each.p, each.adjusted_p, "all scenarios")
    said = (counts, alone, *_repeated(each), *together)
    return Moved(
        "unconfirmed" if each.confirmed is False else "broke", each.scenario_id, GateName.PASSED, "; ".join(said)
    )


def _repeated(each: Break) -> Iterator[str]:
    if each.confirmed is not None or each.fresh_attempts:
        said = "too few" if each.confirmed is None else "confirmed" if each.confirmed else "not confirmed"
        yield f"fresh repeats {each.fresh_passed:,}/{each.fresh_attempts:,}: {said}"


def _changed(each: Change, *, exact: bool) -> Moved:
    sure: Kind = "worse" if each.worse else "better"
    perhaps: Kind = "maybe_worse" if each.worse else "maybe_better"
    said = f"{_from_to(each)}, {change_of(each.gate, each.old, each.new)}"
    return Moved(sure if exact else perhaps, each.scenario_id, each.gate, said)


def _named(label: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
        yield f"{label} {', '.join(map(_id, names[:_LISTED]))}{more}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _id(name: str) -> str:
    return one_line(name, 60) or "unnamed"
