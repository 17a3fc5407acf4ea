"""A run against its baseline as GitHub-flavoured markdown: what changed, how complete, and the five primaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalkit.outcome import Gate, Outcome, RunVerdict
from evalkit.reporters.gate_words import gate_row
from evalkit.reporters.markdown_text import escape, table
from evalkit.reporters.verdict_words import (
    KINDS,
    PERHAPS,
    Kind,
    Moved,
    caveats,
    headline,
    lists,
    moved,
    next_step,
)

__all__ = ["verdict_heading", "verdict_markdown"]

_MARKS = {
    Outcome.PASS: "✅",
    Outcome.REGRESSED: "❌",
    Outcome.IMPROVED: "📈",
    Outcome.NO_EVIDENCE: "❔",
    Outcome.INCONCLUSIVE: "⚠️",
    Outcome.NEW_KEY: "🆕",
}
_SIGNS: Mapping[Kind, str] = {"broke": "❌ ", "worse": "❌ ", "unconfirmed": "❔ ", "better": "📈 "}
_MOST_MOVED = 20


def verdict_heading(verdict: RunVerdict) -> str:
    """Returns the first line, without what makes it a heading."""
    return f"{_MARKS[verdict.outcome]} {escape(headline(verdict), 600)}"


def verdict_markdown(verdict: RunVerdict, *, interleaved: bool = False) -> Iterator[str]:
    """Yields the lines below the heading and the tally; `interleaved` as for `caveats`."""
    yield ""
    yield from (f"{escape(each, 800)}  " for each in caveats(verdict, interleaved=interleaved))
    if step := next_step(verdict):
        yield f"**Next:** {escape(step)}"
    yield from _moved_lines(moved(verdict))
    yield from _gate_lines(verdict)
    named = lists(verdict)
    if named:
        yield ""
        yield from (f"- {escape(each, 1_000)}" for each in named)


def _moved_lines(found: tuple[Moved, ...]) -> Iterator[str]:
    if not found:
        return
    yield from ("", "### What changed", "")
    for each in found[:_MOST_MOVED]:
        kind = f"{_SIGNS.get(each.kind, '')}{KINDS[each.kind]}"
        yield f"- {kind}: **{escape(each.scenario_id)}** {escape(each.sentence, 500)}"
    if len(found) > _MOST_MOVED:
        yield f"- … and {len(found) - _MOST_MOVED:,} more in the HTML report"
    if any(each.kind.startswith("maybe") for each in found):
        yield from ("", f"{PERHAPS[0].upper()}{PERHAPS[1:]}.")


def _gate_lines(verdict: RunVerdict) -> Iterator[str]:
    if not verdict.gates:
        return
    yield from ("", "### Against the baseline", "")
    heads = ("", "primary", "before", "now", "change", "95 % interval", "would have found", "notes")
    yield from table(heads, map(_gate_row, verdict.gates))


def _gate_row(gate: Gate) -> tuple[str, ...]:
    row = gate_row(gate)
    cells = (row.name, row.before, row.now, row.change, row.interval, row.detectable, "; ".join(row.notes))
    return (f"{_MARKS[row.outcome]} {row.outcome.value}", *map(escape, cells))
