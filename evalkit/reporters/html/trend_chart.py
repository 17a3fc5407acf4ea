"""One number over the nights as a drawing: where points and lines lie, `x` in percent and `y` in pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Break", "Chart", "Point", "Segment", "trend_chart"]

_HEIGHT = 120
_TOP, _BOTTOM = 24, 96
_LEFT, _RIGHT = 2.0, 98.0


@dataclass(frozen=True, slots=True)
class Point:
    """A night that has the number."""

    x: str
    y: str
    accepted: bool
    red: bool
    words: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A line between two nights of one series."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place between two nights, with words: where another series or another level begins."""

    x: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One number over the nights."""

    title: str
    newest: str
    low: str
    high: str
    height: int
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    breaks: tuple[Break, ...]
    changes: tuple[Break, ...]


def trend_chart(
    title: str,
    levels: Sequence[float | None],
    *,
    words: Sequence[str],
    shown: Callable[[float], str],
    accepted: Sequence[bool],
    red: Sequence[bool],
    breaks: Mapping[int, str],
    changes: Mapping[int, str] | None = None,
) -> Chart:
    """Draws one number.

    Args:
        title: what it is.
        levels: of each night, oldest first; None where it was not measured; not all of them None.
        words: what is said of each night's point.
        shown: a level with its unit.
        accepted: whether each night is a baseline.
        red: whether each night was worse than its baseline.
        breaks: what the series is from a night on, by the night's place.
        changes: what is said of a level that began with a night, likewise.
    """
    known = {place: level for place, level in enumerate(levels) if level is not None}
    low, high = min(known.values()), max(known.values())
    xs = [_percent(_LEFT + (_RIGHT - _LEFT) * (place + 0.5) / len(levels)) for place in range(len(levels))]
    ys = {place: f"{_y(level, low, high):.1f}" for place, level in known.items()}
    places = list(known)
    return Chart(
        title=title,
        newest=shown(known[places[-1]]),
        low=shown(low),
        high=shown(high),
        height=_HEIGHT,
        points=tuple(Point(xs[place], ys[place], accepted[place], red[place], words[place]) for place in places),
        segments=tuple(
            Segment(xs[one], ys[one], xs[other], ys[other])
            for one, other in pairwise(places)
            if not any(one < place <= other for place in breaks)
        ),
        breaks=_between(breaks, len(levels)),
        changes=_between(changes or {}, len(levels)),
    )


def _between(places: Mapping[int, str], nights: int) -> tuple[Break, ...]:
    """Just before each of the nights."""
    return tuple(Break(_percent(_LEFT + (_RIGHT - _LEFT) * place / nights), words) for place, words in places.items())


def _y(level: float, low: float, high: float) -> float:
    share = (level - low) / (high - low) if high > low else 0.5
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
