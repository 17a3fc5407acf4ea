"""Where things lie on an attempt's time axis and on a turn's latency ruler; geometry only, in percent."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from evalkit.reporters.html.drawing import Bar, Lane, Step, Tick, Timeline
from evalkit.reporters.plain import one_line, quantity
from evalkit.results import AttemptResult, TurnSummary

__all__ = ["heard_span", "longest_wait_ms", "ruler", "ruler_anchor", "timeline"]

_LANE_HEIGHT = 22
_MOST_TICKS = 8
_MOST_FRAMES = 900
"""A quarter of an hour, one a second."""


def timeline(attempt: AttemptResult) -> Timeline | None:
    """The attempt on one axis: the user's speech, pictures, tool calls, and the model's audio as it would be heard.

    None when no time is known. Tool calls appear when their mapping holds `called_t` (and `answered_t`), in seconds
    since the first connection opened. The gap between two connections lies behind all of them.
    """
    end = _end(attempt)
    if end is None:
        return None
    found = (
        ("user", tuple(_user_bars(attempt.turns, end))),
        ("frames", tuple(_frame_bars(attempt.turns, end))),
        ("tools", tuple(_tool_bars(attempt.turns, end))),
        ("model", tuple(_model_bars(attempt.turns, end))),
    )
    shown = [(name, bars) for name, bars in found if bars]
    if not shown:
        return None
    lanes = tuple(Lane(name, place * _LANE_HEIGHT + 4, bars) for place, (name, bars) in enumerate(shown))
    bands = tuple(_bands(attempt, end))
    bars = [bar for lane in lanes for bar in lane.bars[:20] if lane.name != "frames"]
    title = "; ".join(bar.title for bar in (*bars, *bands[:20]))
    return Timeline(title, len(lanes) * _LANE_HEIGHT + 24, lanes, _ticks(end), bands)


def heard_span(turn: TurnSummary) -> tuple[float, float] | None:
    """When the model's audio of a turn was heard, by a player that starts at once and never stalls.

    It starts at the first audible sample and lasts as the audio does, since a model sends faster than it speaks; an
    interruption ends it.
    """
    start = turn.first_audible_t if turn.first_audible_t is not None else turn.first_audio_t
    if start is None or turn.model_audio_s is None:
        return None
    first = turn.first_audio_t if turn.first_audio_t is not None else start
    end = first + turn.model_audio_s[1] - turn.model_audio_s[0]
    if turn.interrupted_t is not None:
        end = min(end, turn.interrupted_t)
    return (start, end) if math.isfinite(end) and end > start else None


def ruler(turn: TurnSummary, whole_ms: float, first_event_ms: float | None = None) -> tuple[Step, ...]:
    """From the end of the user's input to the first event, first audio and first audible sample, one step each.

    Args:
        turn: the turn.
        whole_ms: what the ruler's full width stands for, so that the turns of an attempt can be compared by eye.
        first_event_ms: what a score says of the first event; a turn's summary does not know it.
    """
    start = ruler_anchor(turn)[0]
    if start is None:
        return ()
    points = [("event", "first event", first_event_ms)]
    for kind, label, moment in (
        ("audio", "first audio", turn.first_audio_t),
        ("audible", "audible", turn.first_audible_t),
    ):
        points.append((kind, label, None if moment is None else (moment - start) * 1000))
    known = [(kind, label, ms) for kind, label, ms in points if ms is not None and 0 <= ms < math.inf]
    return tuple(_steps(known, max([whole_ms, *(ms for _, _, ms in known)]) or 1.0))


def ruler_anchor(turn: TurnSummary) -> tuple[float | None, str]:
    """The moment latency is counted from, and its name: the end of speech, else the end of the input."""
    if turn.speech_ended_t is not None:
        return turn.speech_ended_t, "end of speech"
    return turn.input_ended_t, "end of input"


def longest_wait_ms(turns: Sequence[TurnSummary]) -> float:
    """The longest wait for an audible answer; 0 when none is known."""
    waits = [
        (turn.first_audible_t - start) * 1000
        for turn in turns
        if turn.first_audible_t is not None and (start := ruler_anchor(turn)[0]) is not None
    ]
    return max([wait for wait in waits if 0 <= wait < math.inf], default=0.0)


def _steps(known: Sequence[tuple[str, str, float]], whole: float) -> Iterator[Step]:
    before = 0.0
    for kind, label, ms in known:
        width = max(0.0, ms - before)
        yield Step(kind, _percent(before / whole), _percent(width / whole), label, quantity(ms, "ms"))
        before = max(before, ms)


def _end(attempt: AttemptResult) -> float | None:
    moments = [attempt.duration_s]
    for turn in attempt.turns:
        span = heard_span(turn)
        moments += [
            turn.finished_t,
            turn.speech_ended_t,
            turn.input_ended_t,
            turn.first_audio_t,
            span[1] if span else None,
        ]
    moments += [moment for gap in attempt.reconnections for moment in (gap.closed_t, gap.ready_t)]
    known = [moment for moment in moments if moment is not None and 0 < moment < 1e6]
    return max(known) if known else None


def _user_bars(turns: Sequence[TurnSummary], end: float) -> Iterator[Bar]:
    for turn in turns:
        start = turn.speech_started_t if turn.speech_started_t is not None else turn.started_t
        stop = turn.speech_ended_t if turn.speech_ended_t is not None else turn.input_ended_t
        if start is not None and stop is not None:
            kind = "silence" if turn.kind == "silence" else "user"
            yield from _bar(kind, start, stop, end, f"turn {turn.index + 1}: user {_span(start, stop)}")


def _model_bars(turns: Sequence[TurnSummary], end: float) -> Iterator[Bar]:
    for turn in turns:
        span = heard_span(turn)
        if span is not None:
            yield from _bar("model", *span, end, f"turn {turn.index + 1}: model {_span(*span)}")
        moment = turn.interrupted_t
        if moment is not None:
            yield from _bar("interrupted", moment, moment, end, f"turn {turn.index + 1}: interrupted at {moment:.2f} s")


def _tool_bars(turns: Sequence[TurnSummary], end: float) -> Iterator[Bar]:
    for turn in turns:
        for call in turn.tool_calls:
            start, stop = call.get("called_t"), call.get("answered_t")
            if isinstance(start, int | float):
                stop = stop if isinstance(stop, int | float) else start
                name = one_line(str(call.get("name", "")), 60)
                yield from _bar("tool", start, stop, end, f"{name} {_span(start, stop)}")


def _frame_bars(turns: Sequence[TurnSummary], end: float) -> Iterator[Bar]:
    for turn in turns:
        for frame in turn.frames[:_MOST_FRAMES]:
            if frame.t is not None:
                yield from _bar("frame", frame.t, frame.t, end, f"turn {turn.index + 1}: frame at {frame.t:.2f} s")


def _bands(attempt: AttemptResult, end: float) -> Iterator[Bar]:
    for gap in attempt.reconnections:
        if gap.closed_t is not None:
            ready_t = gap.ready_t if gap.ready_t is not None else end
            yield from _bar("gap", gap.closed_t, ready_t, end, f"no connection {_span(gap.closed_t, ready_t)}")
    for notice in attempt.go_away:
        if notice.t is not None:
            yield from _bar("going", notice.t, notice.t, end, f"goAway at {notice.t:.2f} s")


def _bar(kind: str, start: float, stop: float, end: float, title: str) -> Iterator[Bar]:
    """The bar; none for a time that is no place on an axis."""
    if not (math.isfinite(start) and math.isfinite(stop)):
        return
    left = min(max(start / end, 0.0), 1.0)
    right = min(max(stop / end, left), 1.0)
    # A moment must be seen too: at least half a percent wide, and inside the axis.
    width = max(right - left, 0.005)
    yield Bar(kind, _percent(min(left, 1 - width)), _percent(width), title)


def _ticks(end: float) -> tuple[Tick, ...]:
    rough = end / _MOST_TICKS
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * scale for factor in (1, 2, 5, 10) if factor * scale >= rough)
    count = min(_MOST_TICKS, int(end / step))
    digits = max(0, -math.floor(math.log10(step)))
    return tuple(Tick(_percent(place * step / end), f"{place * step:.{digits}f} s") for place in range(count + 1))


def _span(start: float, stop: float) -> str:
    return f"{start:.2f}–{stop:.2f} s"


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") or "0"
