"""A run against its baseline as the page shows it: what changed with its audio, and the primaries as drawings."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from evalkit.outcome import Gate, Outcome, RunVerdict
from evalkit.reporters.counts import numbered
from evalkit.reporters.gate_words import gate_row, gate_sentence
from evalkit.reporters.html.address import attempt_anchor, scenario_anchor
from evalkit.reporters.html.attempt import attempt_view
from evalkit.reporters.html.attempt_model import AttemptView
from evalkit.reporters.html.clips import Clip
from evalkit.reporters.html.evidence import SHARES, Evidence, evidence
from evalkit.reporters.html.verdict_model import BaselineView, GateDrawing, GateView, MovedView
from evalkit.reporters.number_words import amount, is_worse
from evalkit.reporters.verdict_words import (
    KINDS,
    PERHAPS,
    Moved,
    caveats,
    lists,
    moved,
    next_step,
)
from evalkit.results import AttemptResult

__all__ = ["baseline_view", "kind_of", "unbroken"]

_MOST_MOVED = 50
_MOST_REASONS = 3
_HALF = 46.0
"""Percent of the width from the middle of a drawing to its ends."""
_NOTHING = 1e-9
"""A change that is only how floats add up."""


def kind_of(outcome: Outcome) -> str:
    """Returns the CSS class of an outcome: `regressed`, `no-evidence`."""
    return outcome.value.lower().replace(" ", "-")


def unbroken(text: str) -> str:
    """Returns a text whose numbers stay on one line with their per cent."""
    return text.replace(" %", "\u00a0%")


def baseline_view(
    verdict: RunVerdict, by_scenario: Mapping[str, Sequence[AttemptResult]], files: Collection[str]
) -> BaselineView:
    """All that the page shows below the headline.

    Args:
        verdict: the run's.
        by_scenario: the run's attempts, of all kinds.
        files: those that exist, as for `report_view`.
    """
    attempts = [attempt for group in by_scenario.values() for attempt in group]
    found = moved(verdict)
    return BaselineView(
        caveats=caveats(verdict, interleaved=any(each.arm == "baseline" for each in attempts)),
        next_step=next_step(verdict),
        moved=_by_scenario(found[:_MOST_MOVED], by_scenario, files),
        perhaps=PERHAPS if any(each.kind.startswith("maybe") for each in found) else "",
        more=max(0, len(found) - _MOST_MOVED),
        gates=tuple(map(_gate, verdict.gates)),
        lists=lists(verdict),
    )


def _gate(gate: Gate) -> GateView:
    row = gate_row(gate)
    row = replace(row, notes=tuple(map(unbroken, row.notes)))
    return GateView(kind_of(gate.outcome), row, _drawing(gate))


def _by_scenario(
    found: Iterable[Moved], by_scenario: Mapping[str, Sequence[AttemptResult]], files: Collection[str]
) -> tuple[tuple[MovedView, ...], ...]:
    groups: dict[str, list[MovedView]] = {}
    for each in found:
        groups.setdefault(each.scenario_id, []).append(_moved(each, by_scenario.get(each.scenario_id, ()), files))
    return tuple(tuple(_said_once(group)) for group in groups.values())


def _moved(each: Moved, attempts: Sequence[AttemptResult], files: Collection[str]) -> MovedView:
    found = evidence(each, attempts)
    said = (each.kind, KINDS[each.kind], each.name, unbroken(each.sentence))
    if found is None:
        return MovedView(*said, scenario_anchor(each.scenario_id) if attempts else "", "", "", None, None)
    shown = attempt_view(found.attempt, files)
    user, model, place = _clips(shown, found.turn)
    turn = f"turn {found.turn + 1}" if place and found.turn is not None else ""
    where = f"see {numbered(found.attempt)}" + (f", {turn}" if turn else "")
    why = tuple(_why(each, found, shown, turn))
    return MovedView(*said, place or attempt_anchor(found.attempt), where, turn, user, model, why)


def _said_once(views: Iterable[MovedView]) -> Iterator[MovedView]:
    """What a turn missed is told where it is first named: another gate may have been red for the same reason."""
    told: set[tuple[str, str]] = set()
    for view in views:
        why = tuple(each for each in view.why if (view.anchor, each) not in told)
        told.update((view.anchor, each) for each in why)
        yield replace(view, why=why)


def _why(each: Moved, found: Evidence, shown: AttemptView, turn: str) -> Iterator[str]:
    """The headline says what moved; the evidence says what one would hear."""
    if found.value is not None:
        yield f"{turn or 'the whole attempt'} alone: {unbroken(amount(each.gate, found.value))}"
    elif "better" not in each.kind:
        missed = (reason for view in shown.turns if found.turn in (None, view.number - 1) for reason in view.failed)
        # A reason begins with its metric, `tools.tools_ok`; a gate of one scorer is red for that scorer's alone.
        begins = f"{SHARES[each.gate]}." if each.gate in SHARES else ""
        yield from islice((why for why in (*shown.problem, *missed) if why.startswith(begins)), _MOST_REASONS)


def _clips(shown: AttemptView, turn: int | None) -> tuple[Clip | None, Clip | None, str]:
    """What can be heard of a turn, and its anchor; of the whole attempt where no turn stands out."""
    for each in shown.turns:
        if turn is not None and each.number == turn + 1:
            return each.user_clip, each.model_clip, each.anchor
    return shown.user_audio, shown.model_audio, ""


def _drawing(gate: Gate) -> GateDrawing | None:
    if gate.difference is None or gate.old is None or not math.isfinite(gate.difference):
        return None
    way = -1.0 if is_worse(gate.name, 1.0) else 1.0
    ends = () if gate.interval is None else tuple(sorted((way * gate.interval.low, way * gate.interval.high)))
    reach = max((abs(each) for each in (gate.difference, *ends, gate.detectable or 0.0)), default=0.0)
    if not math.isfinite(reach):
        return None
    scale = _HALF / reach if reach > _NOTHING else 0.0
    return GateDrawing(
        dot=f"{50 + scale * way * gate.difference:.1f}",
        low=f"{50 + scale * ends[0]:.1f}" if ends else "",
        width=f"{scale * (ends[1] - ends[0]):.1f}" if ends else "",
        unseen_from=f"{50 - scale * gate.detectable:.1f}" if gate.detectable else "",
        unseen=f"{scale * gate.detectable:.1f}" if gate.detectable else "",
        words=gate_sentence(gate),
    )
