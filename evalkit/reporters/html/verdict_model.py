"""What the page shows of a run against its baseline: texts plain, addresses relative, places in percent of a width."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.reporters.gate_words import GateRow
from evalkit.reporters.html.clips import Clip

__all__ = ["BaselineView", "GateDrawing", "GateView", "MovedView", "VerdictView"]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The first lines of a page: `kind` is the CSS class of its mark."""

    kind: str
    sentence: str
    tally: str
    """How many passed and failed; empty where the sentence says it."""
    reservations: tuple[str, ...]
    apart: tuple[str, ...]
    """What is counted apart, and the worst case of what is missing."""


@dataclass(frozen=True, slots=True)
class GateDrawing:
    """A change on an axis whose middle is the baseline and whose left half is worse."""

    dot: str
    low: str
    """Left end of the interval; empty where there is none."""
    width: str
    unseen_from: str
    unseen: str
    """The stretch, up to the middle, in which a change for the worse could have been missed; empty where not known."""
    words: str
    """The drawing for who cannot see it."""


@dataclass(frozen=True, slots=True)
class GateView:
    """One of the primaries."""

    kind: str
    row: GateRow
    drawing: GateDrawing | None


@dataclass(frozen=True, slots=True)
class MovedView:
    """A change of a scenario, and the attempt that shows it best."""

    kind: str
    words: str
    name: str
    sentence: str
    anchor: str
    """Of the scenario, the attempt or the turn; empty where the run has none of it."""
    where: str
    turn: str
    """`turn 2` where one stands out."""
    user: Clip | None
    model: Clip | None
    why: tuple[str, ...] = ()
    """What that attempt, or that turn of it, missed or measured."""


@dataclass(frozen=True, slots=True)
class BaselineView:
    """All that the page shows of a run against its baseline, below the headline."""

    caveats: tuple[str, ...]
    next_step: str
    moved: tuple[tuple[MovedView, ...], ...]
    """All of a scenario together, its worst first; so are the scenarios."""
    perhaps: str
    """What must be said of changes that were not tested; empty where there are none."""
    more: int
    """What changed and is not listed."""
    gates: tuple[GateView, ...]
    lists: tuple[str, ...]
