"""A run against its baseline for a terminal: lines of 80 columns with their styles, as many as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evalkit.outcome import Gate, Outcome, RunVerdict
from evalkit.reporters.gate_words import gate_row
from evalkit.reporters.plain import one_line
from evalkit.reporters.verdict_words import KINDS, MARKS, Kind, Moved, lists, moved

__all__ = ["STYLES", "gate_lines", "moved_lines"]

STYLES = {
    Outcome.PASS: "green",
    Outcome.REGRESSED: "red",
    Outcome.IMPROVED: "cyan",
    Outcome.NO_EVIDENCE: "yellow",
    Outcome.INCONCLUSIVE: "yellow",
    Outcome.NEW_KEY: "yellow",
}
_KINDS: Mapping[Kind, tuple[str, str]] = {
    "broke": ("✗", "red"),
    "worse": ("✗", "red"),
    "unconfirmed": ("~", "yellow"),
    "maybe_worse": ("~", "dim"),
    "better": ("↑", "cyan"),
    "maybe_better": ("~", "dim"),
}
_PERHAPS: tuple[Kind, ...] = ("maybe_worse", "maybe_better")
_MOST_PERHAPS = 3
_NAME, _VALUE, _CHANGE = 26, 9, 23


def gate_lines(verdict: RunVerdict) -> tuple[tuple[str, str], ...]:
    """Returns the primaries as the lines of a table with its heading, each with its style; none without gates."""
    if not verdict.gates:
        return ()
    heading = f"  {'':<{_NAME - 2}}{'before':>{_VALUE}}{'now':>{_VALUE}}  {'change':<{_CHANGE}}would find"
    return ((heading, "dim"), *((_gate_line(gate), STYLES[gate.outcome]) for gate in verdict.gates))


def moved_lines(verdict: RunVerdict, room: int) -> tuple[tuple[str, str], ...]:
    """Returns what changed, then what has no counterpart, each line with its style; at most `room` of them.

    What broke takes two lines, its chance on the second; what there is no room for is counted on the last.
    """
    blocks = [*_moved_blocks(moved(verdict)), *(((f"  {each}", "dim"),) for each in lists(verdict))]
    kept: list[tuple[str, str]] = []
    for place, block in enumerate(blocks):
        left = len(blocks) - place
        if len(kept) + len(block) > room - (left > 1):
            return (*kept, (f"  … and {left:,} more in the report", "dim")) if len(kept) < room else tuple(kept)
        kept += block
    return tuple(kept)


def _gate_line(gate: Gate) -> str:
    row = gate_row(gate)
    change = row.change or "nothing to compare"
    values = f"{row.before:>{_VALUE}}{row.now:>{_VALUE}}  {change:<{_CHANGE}}"
    return f"{MARKS[gate.outcome]} {row.name:<{_NAME - 2}}{values}{row.detectable or '—'}"


def _moved_blocks(found: Sequence[Moved]) -> Iterator[tuple[tuple[str, str], ...]]:
    """The lines of each; of what moved by chance, perhaps, only the first few."""
    perhaps = 0
    for each in found:
        perhaps += each.kind in _PERHAPS
        if each.kind not in _PERHAPS or perhaps <= _MOST_PERHAPS:
            yield tuple(_moved_line(each))
    if perhaps > _MOST_PERHAPS:
        yield ((f"  … and {perhaps - _MOST_PERHAPS:,} more that moved, perhaps by chance", "dim"),)


def _moved_line(each: Moved) -> Iterator[tuple[str, str]]:
    mark, style = _KINDS[each.kind]
    first, _, rest = each.sentence.partition("; ")
    perhaps = f"{KINDS[each.kind]}: " if each.kind in _PERHAPS else ""
    yield f"{mark} {one_line(each.name, 60)}: {perhaps}{first}", style
    if rest:
        yield f"  {rest}", "dim"
