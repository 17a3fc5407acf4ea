"""Which tool calls a scenario expects, and which returned values the answer is to use, as it says under `tools`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from evalkit.errors import UsageError
from evalkit.scorers.limits import refuse_unknown
from evalkit.text.matchers import is_number, shown
from evalkit.text.matching import check_arguments

__all__ = ["Expectation", "ExpectedCall", "Order", "ValueUse", "read_expectation", "read_uses"]

Order: TypeAlias = Literal["any", "strict", "parallel"]

_CALL_KEYS = ("name", "args", "optional", "times")
_USE_KEYS = ("path", "function", "tolerance")
_MOST_TIMES = 100
_LARGEST_TOLERANCE = 1e300
_WORDS = {"any": ", ", "strict": ", then ", "parallel": " beside "}


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
    order: Order
    allow_extra: bool
    stated: bool = True
    """False when nothing was said of which calls to make: then no call is missing and none is unexpected."""

    @property
    def allows_none(self) -> bool:
        """True when no call may be made."""
        return self.stated and not self.calls and not self.allow_extra

    @property
    def words(self) -> str:
        """The expectation in words, as `get_temperature, then set_alarm`."""
        if not self.calls:
            return "any calls" if self.allow_extra else "no call"
        names = (call.name + (" (optional)" if call.optional else "") for call in self.calls)
        return _WORDS[self.order].join(names) + (", others allowed" if self.allow_extra else "")


@dataclass(frozen=True, slots=True)
class ValueUse:
    """A value that a tool returns and the answer is to say."""

    path: str
    """Keys and places in a list, joined by dots: `forecast.0.high`."""
    function: str | None = None
    """Whose responses are looked at; None: everyone's."""
    tolerance: float = 0.0
    """By how much a number said may differ."""

    def of(self, function: str) -> bool:
        """True when the responses of the function are looked at."""
        return self.function is None or self.function == function


def read_expectation(calls: Any, order: Any, allow_extra: Any, none: Any, *, others: bool = False) -> Expectation:
    """Reads what the arguments of the `tools` scorer say of calls; its docstring says what they mean.

    Args:
        calls: as the scorer's.
        order: as the scorer's.
        allow_extra: as the scorer's.
        none: as the scorer's.
        others: True when the scorer was given something else to look at, so that `calls` may be left out.

    Raises:
        UsageError: an argument is not valid; the message begins with its dotted path.
    """
    if order not in ("any", "strict", "parallel"):
        raise UsageError(f"tools.order: must be `any`, `strict` or `parallel`, not {shown(order)}")
    for name, value in (("allow_extra", allow_extra), ("none", none)):
        if not isinstance(value, bool):
            raise UsageError(f"tools.{name}: must be true or false, not {shown(value)}")
    if none and (calls or allow_extra):
        raise UsageError("tools.none: cannot stand beside `calls` or `allow_extra`", "keep one of them")
    if calls is None and not none and not others:
        raise UsageError("tools.calls: missing", "list the calls expected, or write `none: true`")
    if calls is None and not none and (order != "any" or allow_extra):
        raise UsageError("tools.calls: missing beside `order` or `allow_extra`", "list the calls expected")
    if calls is not None and not isinstance(calls, list | tuple):
        raise UsageError(f"tools.calls: must be a list, not {shown(calls)}")
    expected = tuple(
        call for place, item in enumerate(calls or ()) for call in _read_call(item, f"tools.calls.{place}")
    )
    return Expectation(expected, order, allow_extra, stated=none or calls is not None)


def read_uses(answer_uses: Any) -> tuple[ValueUse, ...]:
    """Reads `answer_uses`: a list of paths such as `celsius`, or of `{path, function, tolerance}`.

    Raises:
        UsageError: it is anything else; the message begins with its dotted path.
    """
    if not isinstance(answer_uses, list | tuple) or not answer_uses:
        hint = "write the key in what the tool returns, as in [celsius]"
        raise UsageError(f"tools.answer_uses: must be a list of paths, not {shown(answer_uses)}", hint)
    return tuple(_read_use(item, f"tools.answer_uses.{place}") for place, item in enumerate(answer_uses))


def _read_use(item: Any, where: str) -> ValueUse:
    if not isinstance(item, Mapping):
        return ValueUse(_read_path(item, where))
    refuse_unknown(where, item, _USE_KEYS)
    function, tolerance = item.get("function"), item.get("tolerance", 0)
    if function is not None and (not isinstance(function, str) or not function):
        raise UsageError(f"{where}.function: must be a function's name, not {shown(function)}")
    if not is_number(tolerance) or not 0 <= tolerance < _LARGEST_TOLERANCE:
        raise UsageError(f"{where}.tolerance: must be a number of at least 0, not {shown(tolerance)}")
    return ValueUse(_read_path(item.get("path"), f"{where}.path"), function, float(tolerance))


def _read_path(path: Any, where: str) -> str:
    if not isinstance(path, str) or not all(path.split(".")):
        raise UsageError(f"{where}: must be a path such as `celsius` or `forecast.0.high`, not {shown(path)}")
    return path


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
