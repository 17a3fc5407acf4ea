"""How the model took a barge-in: how soon it stopped, how much of it was still heard, and whether it should have.

The scorer stands on the turn that cuts in. Every metric but `talk_over_ms` starts at the *barge-in*: the first speech
sample of that turn, or the moment its text was sent. A turn is eligible when the model had spoken before it and was
still to be heard, or had more to come, and also when `interrupted` came before the model said anything; any other turn
is unscored, with the reason. A client is one player without a pre-buffer that drops at `interrupted` what it has not
played (`evalkit.scorers.playout`, reference §4.3).

- `yielded`: 1 when `interrupted` came within `within_ms` of the barge-in (2000 unless told otherwise, as τ-voice and
  EVA have it), 0 when it came later or never: an answer that ended by itself did not yield, however soon. Censored
  when the recording, or the user's next turn, leaves less than that time.
- `stop_ms`: to `interrupted`, the first of several. Censored, and never 0, when none came. Negative when the server
  heard the user before the first speech sample.
- `last_audio_ms`: to the arrival of the last audio of the earlier answers; negative when all of it was there already.
- `overhang_ms`: how long a client still plays them after the barge-in. `unflushed_overhang_ms`: the same of a client
  that does not flush, which is all that had arrived and was not played, and all that came later.
- `words_lost`: words of the answer's output transcription whose audio the client never played. The words are taken to
  share the audible part of the answer's audio evenly, for nothing on the wire places them: of n words, with a share p
  of the audible audio played, n - ⌈n·p⌉ were lost.
- `talk_over_ms`: how long the model could be heard while the user spoke, from the first to the last speech sample of a
  spoken turn, barge-in or not, whatever answer it is part of; 10 ms frames of at least -60 dBFS count.
- `false_interruption`: with `expected: false`, on a turn in which nobody cuts in (noise, a cough, a backchannel such as
  "mhm", or any answer that is to be left alone): 1 when `interrupted` came from the start of the turn to that of the
  next one, else 0. Eligible is a turn in which the model was speaking or was interrupted.

`last_audio_ms`, both overhangs and `words_lost` are censored when the recording ends before the answer does. What the
server says after `interrupted` counts as its next answer.

For the whole session the score is the worst turn, which must keep the limit, as must every other turn that cut in; one
without a value does not. `yield_rate` is the share of them that yielded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.base import Better, Score, Scorer
from evalkit.scorers.false_interruption import false_interruption
from evalkit.scorers.interruption_readings import METRICS, WITHIN_MS, Reading, readings_of
from evalkit.scorers.limits import Limit, parse_limits, refuse_unknown
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["interruption"]

_VERSION = 1
_HEADLINES = ("yielded", "stop_ms")
"""Metrics whose lack is worth a line of its own where nothing was expected of them."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a scenario expects of a barge-in."""

    limits: Mapping[str, Limit]
    yielded: bool | None
    within_ms: float

    def names(self, metric: str) -> bool:
        return metric in self.limits or (metric == "yielded" and self.yielded is not None)

    def verdict(self, reading: Reading) -> bool | None:
        """Whether the reading is what was expected; None when nothing was."""
        if not self.names(reading.metric):
            return None
        if reading.metric == "yielded":
            return reading.value == float(self.yielded is True)
        return self.limits[reading.metric].verdict(reading.value)

    def text(self, metric: str) -> str:
        if not self.names(metric):
            return ""
        within = f"yielded within {self.within_ms:g} ms"
        return self.limits[metric].text if metric in self.limits else within if self.yielded else f"not {within}"


def interruption(**args: Any) -> Scorer:
    """Builds the scorer.

    Args:
        **args: a metric's name and its limit, `{max: …}`, `{min: …}` or both; `yielded`, true or false; `within_ms`,
            how soon an answer must be stopped to have yielded. Or `expected: false` alone: nobody cuts in here.

    Raises:
        UsageError: another argument, or a value of the wrong kind.
    """
    refuse_unknown("interruption", args, (*METRICS, "yielded", "within_ms", "expected"))
    if "expected" in args:
        return _nothing_expected(args)
    wanted = _wanted(args)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return tuple(_of_turn(trace, window, wanted) if window.turn is not None else _of_session(trace, wanted))

    return score


def _nothing_expected(args: Mapping[str, Any]) -> Scorer:
    if args["expected"] is not False:
        hint = "write `yielded: true` to expect one"
        raise UsageError(f"interruption.expected: only false can be said here, found {args['expected']!r}", hint)
    other = next((name for name in args if name != "expected"), None)
    if other is not None:
        raise UsageError(f"interruption.{other}: `expected: false` leaves nothing to measure", "remove one of them")
    return lambda trace, window: (false_interruption(trace, window),)


def _wanted(args: Mapping[str, Any]) -> _Wanted:
    yielded, within_ms = args.get("yielded"), args.get("within_ms", WITHIN_MS)
    if "yielded" in args and not isinstance(yielded, bool):
        raise UsageError(f"interruption.yielded: expected true or false, found {yielded!r}")
    if not isinstance(within_ms, int | float) or isinstance(within_ms, bool) or not 0 < within_ms <= 60_000:
        raise UsageError(f"interruption.within_ms: expected milliseconds from 0 to 60000, found {within_ms!r}")
    limited = {name: value for name, value in args.items() if name in METRICS}
    return _Wanted(parse_limits("interruption", limited, METRICS), yielded, float(within_ms))


def _of_turn(trace: Trace, window: TurnWindow, wanted: _Wanted) -> Iterator[Score]:
    for reading in readings_of(trace, window, wanted.within_ms):
        if reading.value is not None or reading.metric in _HEADLINES or wanted.names(reading.metric):
            yield Score(
                scorer="interruption",
                metric=reading.metric,
                version=_VERSION,
                turn=window.index,
                value=reading.value,
                unit=METRICS.get(reading.metric, ""),
                better=_better(reading.metric),
                passed=wanted.verdict(reading),
                expected=wanted.text(reading.metric),
                explanation=reading.explanation,
                evidence=tuple(event.seq for event in reading.evidence),
                detail=reading.detail,
            )


def _of_session(trace: Trace, wanted: _Wanted) -> Iterator[Score]:
    """A score for each thing expected, of all turns that cut in and are not labelled otherwise."""
    turns = [window for window in trace.turns if not _left_alone(window)]
    found = [(window, reading) for window in turns for reading in readings_of(trace, window, wanted.within_ms)]
    for name in (*(("yielded",) if wanted.yielded is not None else ()), *wanted.limits):
        yield _worst(name, [pair for pair in found if pair[1].metric == name and _eligible(pair[1])], wanted)


def _worst(name: str, found: list[tuple[TurnWindow, Reading]], wanted: _Wanted) -> Score:
    valued = [(reading.value, reading) for _, reading in found if reading.value is not None]
    missed = [(window.index or 0) + 1 for window, reading in found if not wanted.verdict(reading)]
    values = [value for value, _ in valued]
    share = name == "yielded"
    low = not share and wanted.limits[name].max is None
    worst = None if not values else sum(values) / len(values) if share else min(values) if low else max(values)
    explanation = f"of {len(values)} turn{'' if len(values) == 1 else 's'}" if found else "no turn cut in"
    if missed:
        explanation = f"missed in turn {', '.join(map(str, missed))}"
    return Score(
        scorer="interruption",
        metric="yield_rate" if share else f"worst_{name}",
        version=_VERSION,
        turn=None,
        value=worst,
        unit=METRICS.get(name, ""),
        better=_better(name),
        passed=bool(found) and not missed,
        expected=wanted.text(name),
        explanation=explanation,
        evidence=tuple(event.seq for _, reading in valued for event in reading.evidence[:1]),
    )


def _eligible(reading: Reading) -> bool:
    return reading.value is not None or reading.about_barge_in


def _left_alone(window: TurnWindow) -> bool:
    specs = window.turn.expect if window.turn is not None else ()
    return any(spec.name == "interruption" and spec.args.get("expected") is False for spec in specs)


def _better(metric: str) -> Better:
    return "higher" if metric == "yielded" else "lower"
