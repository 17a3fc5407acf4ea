"""Where a score lies on the session's clock: the stretch that a reader can see and hear for its number.

A result keeps the times of a turn, not those of every event, so each family of metrics is placed by its own definition
(`evalkit.scorers`, each metric's `starts` and `ends`); what has no such place lies where its turn does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from evalkit.results import AttemptResult, TurnSummary
from evalkit.scorers.base import Score

__all__ = ["Span", "heard_span", "spans_of"]

Span = tuple[float, float]
"""From and to, in seconds since the first connection opened."""

_WORST = ("slowest_", "worst_")
_WAITS = frozenset({"first_played_ms", "tool_turn_first_played_ms", "call_ms", "round_trip_ms"})
"""Metrics of `delivery` that count from the end of what the user said, as all of `latency` do."""


def spans_of(attempt: AttemptResult) -> tuple[Span | None, ...]:
    """Returns where each of an attempt's scores lies; None for one without a place, or where no time is known."""
    turns = {turn.index: turn for turn in attempt.turns}
    interruptions = [each for each in attempt.scores if each.scorer == "interruption"]
    found: dict[tuple[str, str, float | None], Span] = {}
    spans: list[Span | None] = []
    for score in attempt.scores:
        turn = None if score.turn is None else turns.get(score.turn)
        span = None if turn is None else _of_turn(turn, score, interruptions)
        if span is not None:
            found.setdefault((score.scorer, score.metric, score.value), span)
        spans.append(span)
    return tuple(
        _of_session(attempt, score, found) if score.turn is None else span
        for score, span in zip(attempt.scores, spans, strict=True)
    )


def _of_turn(turn: TurnSummary, score: Score, interruptions: Sequence[Score]) -> Span | None:
    others = [each for each in interruptions if each.turn == turn.index] if score.scorer == "interruption" else ()
    return _sound(_PLACES.get(score.scorer, _answered)(turn, score, others)) or _sound(_whole(turn))


def heard_span(turn: TurnSummary) -> Span | None:
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


def _of_session(
    attempt: AttemptResult, score: Score, found: Mapping[tuple[str, str, float | None], Span]
) -> Span | None:
    """A session's score has a place only where it is one turn's, or one gap's."""
    if score.value is None:
        return None
    if score.scorer == "session" and score.metric == "reconnect_ms":
        gaps = [(gap.closed_t, gap.ready_t) for gap in attempt.reconnections]
        known = [(start, end) for start, end in gaps if start is not None and end is not None]
        return next((_sound(gap) for gap in known if _near((gap[1] - gap[0]) * 1000, score.value)), None)
    plain = next((score.metric.removeprefix(word) for word in _WORST if score.metric.startswith(word)), "")
    return found.get((score.scorer, plain, score.value))


def _near(one: float, other: float) -> bool:
    return abs(one - other) < 0.5


def _sound(span: tuple[float | None, float | None] | None) -> Span | None:
    """The span, its ends in order; None unless both are moments."""
    if span is None or span[0] is None or span[1] is None:
        return None
    start, end = sorted((span[0], span[1]))
    return (round(start, 4), round(end, 4)) if math.isfinite(start) and math.isfinite(end) else None


Ends = tuple[float | None, float | None]
Place = Callable[[TurnSummary, Score, Sequence[Score]], Ends | None]


def _whole(turn: TurnSummary) -> Ends:
    """A turn from its start to its end, as far as they are known."""
    starts = (turn.started_t, turn.speech_started_t, turn.speech_ended_t, turn.input_ended_t, turn.first_audio_t)
    ends = (turn.finished_t, turn.interrupted_t, turn.first_audible_t, turn.first_audio_t, turn.input_ended_t)
    return _first(starts), _first(ends)


def _first(moments: Iterable[float | None]) -> float | None:
    return next((each for each in moments if each is not None), None)


def _anchor(turn: TurnSummary) -> float | None:
    """What every wait counts from: the end of what was spoken, else of the input."""
    return turn.speech_ended_t if turn.speech_ended_t is not None else turn.input_ended_t


def _lasting(start: float | None, ms: float | None) -> Ends | None:
    return None if start is None or ms is None else (start, start + ms / 1000)


def _waited(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    return _lasting(_anchor(turn), score.value)


def _spoken(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    return turn.speech_started_t, turn.speech_ended_t


def _answered(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    return heard_span(turn)


def _of_one_side(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    """Metrics of a transcription: what the user said, or what the model did."""
    of_input = score.metric.startswith("input_") or score.detail.get("of") == "input"
    return _spoken(turn, score, others) if of_input else heard_span(turn)


def _delivered(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    if score.metric in _WAITS:
        return _waited(turn, score, others)
    if score.metric == "tool_ms":
        return _called(turn, score, others)
    if score.metric == "resume_ms":
        return _resumed(turn, score)
    if score.metric == "generation_ms":
        return _lasting(turn.first_audio_t, score.value)
    return heard_span(turn)


def _called(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    """From the first call to the last answer; a call that was not answered lasts no time."""
    called = _times(turn.tool_calls, "called_t")
    answered = _times(turn.tool_calls, "answered_t")
    return (min(called), max((*called, *answered))) if called else None


def _resumed(turn: TurnSummary, score: Score) -> Ends | None:
    """After the last answer; of several rounds, whose waits are added up, nothing is known but where they lie."""
    answered = _times(turn.tool_calls, "answered_t")
    one_round = "added up" not in score.explanation
    if not answered:
        return None
    return _lasting(max(answered), score.value) if one_round else (min(answered), turn.finished_t)


def _times(calls: Iterable[Mapping[str, object]], name: str) -> list[float]:
    found = (call.get(name) for call in calls)
    return [float(each) for each in found if isinstance(each, int | float)]


def _interrupted(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    """From the barge-in, which is the first speech sample of the turn that cuts in, or its typed text."""
    if score.metric == "talk_over_ms":
        return turn.speech_started_t, turn.speech_ended_t
    if score.metric == "false_interruption":
        return turn.interrupted_t, turn.interrupted_t
    began_t = _began(turn, others)
    if score.metric.endswith("_ms"):
        return _lasting(began_t, score.value)
    stopped = next((each.value for each in others if each.metric == "stop_ms"), None)
    within_ms = score.detail.get("within_ms")
    if stopped is None and isinstance(within_ms, int | float):
        return _lasting(began_t, within_ms)
    return _lasting(began_t, stopped)


def _began(turn: TurnSummary, others: Sequence[Score]) -> float | None:
    told = next((each.detail.get("began_t") for each in others if each.metric == "stop_ms"), None)
    if isinstance(told, int | float):
        return float(told)
    return turn.speech_started_t if turn.speech_started_t is not None else turn.input_ended_t


def _silent(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    """From where silence was due to the word that broke it, or to the end of the wait."""
    decisions = score.detail.get("decisions")
    facts = decisions[0] if isinstance(decisions, Sequence) and decisions else {}
    facts = facts if isinstance(facts, Mapping) else {}
    ms = next((facts[name] for name in ("after_ms", "waited_ms") if isinstance(facts.get(name), int | float)), None)
    until = turn.finished_t if ms is None else (_lasting(_anchor(turn), ms) or (None, None))[1]
    # A turn of silence is silent from its start.
    return turn.started_t if turn.kind == "silence" else _anchor(turn), until


def _nowhere(turn: TurnSummary, score: Score, others: Sequence[Score]) -> Ends | None:
    return None


_PLACES: Mapping[str, Place] = {
    "latency": _waited,
    "delivery": _delivered,
    "interruption": _interrupted,
    "silence": _silent,
    "tools": _called,
    "wer": _of_one_side,
    "key_terms": _of_one_side,
    "language": _of_one_side,
    "transcript": _of_one_side,
    "turn": _nowhere,
    "usage": _nowhere,
}
"""By scorer where its scores lie in a turn; those of others, which judge the answer, lie where it is heard."""
