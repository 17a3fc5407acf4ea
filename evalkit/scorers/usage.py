"""How many tokens a turn and a session took, and what they cost, by what the server says of itself.

What of it is summed, and what never is, say the definitions (`evalkit.scorers.usage_metrics`). Without usage for a
turn that was answered there is no sum, but what the others come to is in `detail`: a missing snapshot is no zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.profiles.prices import AS_OF, Price, price_of
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.billing import Bill, Usage, bill_of, usages
from evalkit.scorers.limits import Limit, parse_limits
from evalkit.scorers.session_setup import setup_of
from evalkit.scorers.usage_metrics import BY_NAME, KINDS, METRICS, SELDOM
from evalkit.trace.answer import answer_of
from evalkit.trace.events import Interrupted
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "usage"]

_UNITS = {name: BY_NAME[name].unit for name in (*KINDS, "session_tokens", "cost_usd")}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One value, or the reason why there is none, and what a report can show of it."""

    value: float | None = None
    why: str = ""
    evidence: tuple[int, ...] = ()
    detail: Mapping[str, Any] | None = None
    met: bool | None = None
    """Whether the limit holds, where the value alone does not say it."""


def usage(**args: Any) -> Scorer:
    """Builds the scorer; each argument is a metric's name and its limit, `{max: …}`, `{min: …}` or both.

    For the whole session a limit on tokens of a kind must hold for every turn, and is scored by the largest.

    Raises:
        UsageError: an argument is no metric of this scorer, or its value is no limit.
    """
    limits = parse_limits("usage", args, _UNITS)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        found = _of_session(trace, limits) if window.turn is None else _of_turn(trace, window, limits)
        return tuple(_scored(name, reading, limits, window) for name, reading in found)

    return score


def _of_turn(trace: Trace, window: TurnWindow, limits: Mapping[str, Limit]) -> Iterator[tuple[str, _Reading]]:
    found = usages(window.events)
    for name, kind in KINDS.items():
        if name in limits or name not in SELDOM or any(each.of(kind) is not None for each in found):
            yield name, _counted(window, found, name)
    if "session_tokens" in limits:
        yield "session_tokens", _Reading(why="it sums the whole session: write it under the scenario's own expect")
    yield "cost_usd", _cost(trace, found, "" if found else _unknown(window))


def _of_session(trace: Trace, limits: Mapping[str, Limit]) -> Iterator[tuple[str, _Reading]]:
    by_turn = [(window, usages(window.events)) for window in trace.turns]
    outside = usages(event for event in trace.events if event.turn is None)
    told = (*outside, *(each for _, found in by_turn for each in found))
    why = _untold_in_session(by_turn, told)
    for name in KINDS:
        if name in limits:
            yield f"most_{name}", _most(by_turn, name, limits[name], why)
    yield "session_tokens", _total(told, why)
    yield "cost_usd", _cost(trace, told, why)


def _counted(window: TurnWindow, found: tuple[Usage, ...], name: str) -> _Reading:
    """Tokens of one kind in one turn, by modality as far as it is told."""
    parts = [each.of(KINDS[name]) for each in found]
    evidence = tuple(each.event.seq for each in found)
    if not found:
        return _Reading(why=_unknown(window))
    known = [part for part in parts if part is not None]
    if name not in SELDOM and len(known) < len(parts):
        return _Reading(why="the usage leaves this count out", evidence=evidence)
    by_modality: dict[str, int] = {}
    for part in known:
        for modality, count in part.by_modality.items():
            by_modality[modality] = by_modality.get(modality, 0) + count
    detail = {"by_modality": by_modality, "unstated": sum(part.unstated for part in known), "model_turns": len(found)}
    return _Reading(float(sum(part.count for part in known)), evidence=evidence, detail=detail)


def _total(told: tuple[Usage, ...], why: str) -> _Reading:
    """What a session is billed; each snapshot holds the whole context before it."""
    counts = [each.billed for each in told]
    evidence = tuple(each.event.seq for each in told)
    least = sum(count or 0 for count in counts)
    if not why and None in counts:
        why = "a turn's usage leaves its prompt or response tokens out"
    detail = {"model_turns": counts, "at_least": least} if told else None
    return _Reading(None if why else float(least), why, evidence, detail)


def _cost(trace: Trace, told: tuple[Usage, ...], untold: str) -> _Reading:
    model = _model(trace)
    price = price_of(model)
    evidence = tuple(each.event.seq for each in told)
    if not told:
        return _Reading(why=untold)
    if price is None:
        return _Reading(why=_unpriced(model), evidence=evidence)
    bills = [bill_of(each, price) for each in told]
    whole = sum(bills, Bill())
    why = untold or whole.why
    detail = {**_said_of(price), "model": model, "usd_at_least": round(sum(bill.least for bill in bills), 9)}
    if why:
        return _Reading(why=why, evidence=evidence, detail=detail)
    return _Reading(round(whole.most, 9), _doubts(whole, price), evidence, {**detail, "unstated": whole.unstated})


def _most(by_turn: list[tuple[TurnWindow, tuple[Usage, ...]]], name: str, limit: Limit, why: str) -> _Reading:
    """The largest of all turns; the limit must hold for each, and cannot be met while one is not known."""
    readings = [(window, _counted(window, found, name)) for window, found in by_turn if found]
    values = [(reading.value, window) for window, reading in readings if reading.value is not None]
    evidence = tuple(seq for _, reading in readings for seq in reading.evidence)
    missed = [_number(window) for value, window in values if not limit.allows(value)]
    if not missed and (why or len(values) < len(readings)):
        return _Reading(why=why or "a turn's usage leaves this count out", evidence=evidence)
    worst, window = max(values, key=lambda each: each[0])
    said = f"missed in turn {', '.join(missed)}" if missed else f"the most is in turn {_number(window)}"
    return _Reading(worst, said, evidence, met=not missed)


def _untold(window: TurnWindow, found: tuple[Usage, ...]) -> str:
    """Why usage is missing of a turn that the server worked on; empty when it is there, or when none was due."""
    answer = answer_of(window)
    interrupted = bool(window.of(Interrupted))
    if found or (answer.first_event is None and answer.end is None and not interrupted):
        return ""
    return f"the server reported no usage for this turn{', which was interrupted' if interrupted else ''}"


def _untold_in_session(by_turn: list[tuple[TurnWindow, tuple[Usage, ...]]], told: tuple[Usage, ...]) -> str:
    if not told:
        return "the server reported no usage"
    missing = [_number(window) for window, found in by_turn if _untold(window, found)]
    return f"the server reported no usage for turn {', '.join(missing)}" if missing else ""


def _unknown(window: TurnWindow) -> str:
    """Why nothing is known of a turn without usage."""
    ended = f" ({window.finish})" if window.finish else ""
    return _untold(window, ()) or f"the turn was never answered{ended}"


def _model(trace: Trace) -> str:
    model = setup_of(trace).get("model")
    return model if isinstance(model, str) else ""


def _unpriced(model: str) -> str:
    name = model.rsplit("/", 1)[-1]
    return f"the price of {name} is not known here" if name else "the recording does not say which model answered"


def _said_of(price: Price) -> dict[str, Any]:
    return {"price": price.title, "as_of": AS_OF, **({"price_note": price.note} if price.note else {})}


def _doubts(bill: Bill, price: Price) -> str:
    doubts = [f"at the prices of {AS_OF}{f' ({price.note})' if price.note else ''}"]
    if bill.unstated:
        doubts.append(f"{bill.unstated} tokens of no told modality at the dearest; at least ${bill.least:.6f}")
    return "; ".join(doubts)


def _number(window: TurnWindow) -> str:
    return str((window.index or 0) + 1)


def _scored(name: str, reading: _Reading, limits: Mapping[str, Limit], window: TurnWindow) -> Score:
    limit = limits.get(name.removeprefix("most_"))
    return BY_NAME[name].score(
        window.index,
        reading.value,
        passed=None if limit is None else limit.verdict(reading.value) if reading.met is None else reading.met,
        expected="" if limit is None else limit.text,
        explanation=reading.why,
        evidence=reading.evidence,
        detail=reading.detail,
    )
