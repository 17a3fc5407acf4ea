"""Limits such as `{max: 2500}`: read from a scorer's arguments, checked, and said in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError, nearest

__all__ = ["Limit", "parse_limit", "parse_limits", "refuse_unknown"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value must not pass; both ends belong to what is allowed, and at least one is set."""

    max: float | None = None
    min: float | None = None
    unit: str = ""

    def allows(self, value: float) -> bool:
        """True when the value is within the limit."""
        return (self.max is None or value <= self.max) and (self.min is None or value >= self.min)

    def verdict(self, value: float | None) -> bool:
        """Whether the expectation is met; one without data (None) is not."""
        return value is not None and self.allows(value)

    @property
    def text(self) -> str:
        """The limit in words: `≤ 2500 ms`, `≥ 0.5`, `100 to 2500 ms`."""
        unit = f" {self.unit}" if self.unit else ""
        if self.max is None:
            return f"≥ {_plain(self.min or 0.0)}{unit}"
        return f"{f'≤ {_plain(self.max)}' if self.min is None else f'{_plain(self.min)} to {_plain(self.max)}'}{unit}"


def parse_limits(scorer: str, args: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, Limit]:
    """Reads the limits of a scorer all of whose arguments are metric names.

    Args:
        scorer: its name, for messages.
        args: what stands under the scorer's key in `expect`.
        units: each metric that may be limited, and its unit.

    Raises:
        UsageError: an argument is unknown (with the nearest known one) or is no limit.
    """
    refuse_unknown(scorer, args, units)
    return {name: parse_limit(scorer, name, value, units[name]) for name, value in args.items()}


def parse_limit(scorer: str, name: str, value: Any, unit: str = "") -> Limit:
    """Reads one limit, `{max: …}`, `{min: …}` or both.

    Raises:
        UsageError: it is anything else; says which argument of which scorer.
    """
    where = f"{scorer}.{name}"
    if not isinstance(value, Mapping) or not value:
        hint = f"write {name}: {{max: {value}}}" if _is_number(value) else "write {max: …}, {min: …} or both"
        raise UsageError(f"{where}: expected a limit, found {_shown(value)}", hint)
    refuse_unknown(where, value, ("max", "min"))
    for end, number in value.items():
        if not _is_number(number):
            raise UsageError(f"{where}.{end}: expected a finite number, found {_shown(number)}")
    limit = Limit(max=_number(value.get("max")), min=_number(value.get("min")), unit=unit)
    if limit.max is not None and limit.min is not None and limit.min > limit.max:
        raise UsageError(f"{where}: min {_plain(limit.min)} is above max {_plain(limit.max)}", "swap them")
    return limit


def refuse_unknown(scorer: str, args: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuses the first argument that is not known.

    Raises:
        UsageError: names the argument, and the nearest known one or else all of them.
    """
    names = tuple(known)
    for name in args:
        if name not in names:
            close = nearest(str(name), names)
            hint = f"did you mean {close!r}?" if close else f"known: {', '.join(names)}"
            raise UsageError(f"{scorer}: unknown argument {str(name)!r}", hint)


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300 and math.isfinite(value)
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
