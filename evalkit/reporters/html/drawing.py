"""Drawings of the pages: where things lie, in percent of the width, with their words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Bar", "Lane", "Step", "Tick", "Timeline"]


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the latency ruler, in percent of its width."""

    kind: str
    x: str
    width: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasted, on a lane of the timeline; `x` and `width` in percent."""

    kind: str
    x: str
    width: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the timeline."""

    name: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the time axis, `x` in percent."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """An attempt on one time axis, zero where the connection opened."""

    title: str
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    bands: tuple[Bar, ...] = ()
    """What concerns every lane: the gap between two connections, the announcement of an end."""
