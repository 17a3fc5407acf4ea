"""Which tool calls a scenario expects, as it says under `tools`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.limits import refuse_unknown
from evalkit.text.matchers import shown
from evalkit.text.matching import check_arguments

__all__ = ["Expectation", "ExpectedCall", "read_expectation"]

_CALL_KEYS = ("name", "args", "optional", "times")
_MOST_TIMES = 100


@dataclass(frozen=True, slots=True)
class ExpectedCall:
    """One call that the model should make, or may make when it is `optional`."""

    name: str
    args: Mapping[str, Any] | None = None
    """Argument to matcher; None: any arguments will do."""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """The calls expected of a turn, or of a session."""

    calls: tuple[ExpectedCall, ...]
    strict: bool
    allow_extra: bool

    @property
    def words(self) -> str:
        """The expectation in words, as `get_temperature, then set_alarm`."""
        if not self.calls:
            return "any calls" if self.allow_extra else "no call"
        names = (call.name + (" (optional)" if call.optional else "") for call in self.calls)
        return (", then " if self.strict else ", ").join(names) + (", others allowed" if self.allow_extra else "")


def read_expectation(calls: Any, order: Any, allow_extra: Any, none: Any) -> Expectation:
    """Reads the arguments of the `tools` scorer, whose docstring says what they mean.

    Raises:
        UsageError: an argument is not valid; the message begins with its dotted path.
    """
    if order not in ("any", "strict"):
        raise UsageError(f"tools.order: must be `any` or `strict`, not {shown(order)}")
    for name, value in (("allow_extra", allow_extra), ("none", none)):
        if not isinstance(value, bool):
            raise UsageError(f"tools.{name}: must be true or false, not {shown(value)}")
    if none and (calls or allow_extra):
        raise UsageError("tools.none: cannot stand beside `calls` or `allow_extra`", "keep one of them")
    if calls is None and not none:
        raise UsageError("tools.calls: missing", "list the calls expected, or write `none: true`")
    if calls is not None and not isinstance(calls, list | tuple):
        raise UsageError(f"tools.calls: must be a list, not {shown(calls)}")
    expected = tuple(
        call for place, item in enumerate(calls or ()) for call in _read_call(item, f"tools.calls.{place}")
    )
    return Expectation(expected, order == "strict", allow_extra)


def _read_call(item: Any, where: str) -> list[ExpectedCall]:
    if not isinstance(item, Mapping):
        raise UsageError(f"{where}: must be a mapping with `name`, not {shown(item)}")
    refuse_unknown(where, item, _CALL_KEYS)
    name, args = item.get("name"), item.get("args")
    optional, times = item.get("optional", False), item.get("times", 1)
    if not isinstance(name, str) or not name:
        raise UsageError(f"{where}.name: must be a function's name, not {shown(name)}")
    if not isinstance(optional, bool):
        raise UsageError(f"{where}.optional: must be true or false, not {shown(optional)}")
    if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= _MOST_TIMES:
        raise UsageError(f"{where}.times: must be a whole number from 1 to {_MOST_TIMES}, not {shown(times)}")
    return [ExpectedCall(name, _read_args(args, f"{where}.args"), optional)] * times


def _read_args(args: Any, where: str) -> Mapping[str, Any] | None:
    if args is None:
        return None
    if not isinstance(args, Mapping):
        raise UsageError(f"{where}: must be a mapping of argument to value, not {shown(args)}")
    check_arguments(args, where)
    return args
