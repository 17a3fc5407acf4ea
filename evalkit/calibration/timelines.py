"""Conversations of which every moment was chosen first, and what the timing scorers read from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

import numpy as np

from evalkit.calibration.trial import Bars, Trial, bars_of
from evalkit.media.pcm import to_bytes
from evalkit.scenario.model import SayInput, Scenario, Turn
from evalkit.scorers.base import Scorer
from evalkit.scorers.delivery import delivery
from evalkit.scorers.interruption import interruption
from evalkit.scorers.latency import latency
from evalkit.trace.events import AudioReceived, Event, Interrupted, TurnComplete
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["TIMINGS", "timelines"]

_RATE_HZ = 24_000
_PREBUFFER_S = 0.1
_SPEECH_S = 1.0
TIMINGS: Mapping[str, str] = {
    "first_audio_ms": "ms",
    "first_audible_ms": "ms",
    "voice_to_voice_ms": "ms",
    "turn_ms": "ms",
    "first_played_ms": "ms",
    "generation_ms": "ms",
    "real_time_factor": "",
    "underruns": "",
    "underrun_ms": "ms",
    "jitter_ms": "ms",
    "max_gap_ms": "ms",
    "stop_ms": "ms",
    "last_audio_ms": "ms",
    "overhang_ms": "ms",
    "unflushed_overhang_ms": "ms",
    "talk_over_ms": "ms",
}
"""Metrics of `latency`, `delivery` and `interruption` that are measured, and their units."""


@dataclass(frozen=True, slots=True)
class _Timeline:
    """A trace, the turn to score, and the truth of each metric that turn has."""

    trace: Trace
    turn: int
    truth: Mapping[str, float]


def timelines(size: int) -> Iterator[Bars]:
    """Measures the timing scorers on `size` times 24 answers and as many barge-ins.

    The answers come in pieces, late or early by a chosen time for a player that waits 100 ms; every sixth begins before
    the user has finished. The truth is what was chosen, and no playback model computes it.
    """
    played: dict[str, list[Trial]] = {name: [] for name in TIMINGS}
    scorers = (latency(), delivery(prebuffer_ms=_PREBUFFER_S * 1000), interruption())
    for seed in range(24 * size):
        for timeline in (_answer(Random(seed), early=seed % 6 == 5), _barge_in(Random(seed))):
            found = _scored(timeline, scorers)
            for name, truth in timeline.truth.items():
                played[name].append(Trial(truth, found.get(name)))
    for name, trials in played.items():
        yield bars_of(name, "made timeline", TIMINGS[name], trials)


def _scored(timeline: _Timeline, scorers: Sequence[Scorer]) -> dict[str, float | None]:
    window = timeline.trace.turns[timeline.turn]
    return {score.metric: score.value for scorer in scorers for score in scorer(timeline.trace, window)}


def _answer(dice: Random, *, early: bool) -> _Timeline:
    lengths_s = [_grid(dice.uniform(0.04, 0.24)) for _ in range(dice.randint(4, 12))]
    arrived_t = _SPEECH_S + _grid(dice.uniform(-0.4, -0.2) if early else dice.uniform(0.2, 2.5))
    lead_s = _grid(dice.uniform(0.0, 0.03))
    times, waits = [arrived_t], []
    dry_t = arrived_t + _PREBUFFER_S + lengths_s[0]
    for length_s in lengths_s[1:]:
        wait_s = _grid(dice.uniform(0.005, 0.3)) if dice.random() < 0.3 else 0.0
        waits += [wait_s] if wait_s else []
        times.append(dry_t + wait_s if wait_s else max(times[-1], dry_t - _grid(dice.uniform(0.0, 0.3))))
        dry_t += wait_s + length_s
    end_t = max(times[-1], dry_t) + _grid(dice.uniform(0.0, 0.3))
    chunks = [_chunk(t, length_s) for t, length_s in zip(times, lengths_s, strict=True)]
    chunks[0] = _chunk(arrived_t, lengths_s[0], lead_s)
    gaps = np.diff(times)
    speed = (times[-1] - times[0]) / sum(lengths_s[1:])
    truth = {
        "first_audio_ms": arrived_t - _SPEECH_S,
        "first_audible_ms": arrived_t + lead_s - _SPEECH_S,
        "voice_to_voice_ms": arrived_t + lead_s - _SPEECH_S,
        "turn_ms": end_t - _SPEECH_S,
        "first_played_ms": arrived_t + _PREBUFFER_S + lead_s - _SPEECH_S,
        "generation_ms": times[-1] - times[0],
        "underrun_ms": sum(waits),
        "max_gap_ms": float(gaps.max()),
        "jitter_ms": float(np.mean(np.abs(gaps - speed * np.array(lengths_s[1:])))),
    }
    milliseconds = {name: 1000 * seconds for name, seconds in truth.items()}
    counts = {"underruns": float(len(waits)), "real_time_factor": speed}
    return _Timeline(_trace((*chunks, TurnComplete(seq=0, t=end_t, turn=0))), 0, milliseconds | counts)


def _barge_in(dice: Random) -> _Timeline:
    """A long answer comes faster than it plays; the user cuts in, and the server stops it after a while."""
    pieces, length_s = dice.randint(8, 16), _grid(dice.uniform(0.2, 0.3))
    first_t, apart_s = 1.5, _grid(dice.uniform(0.02, 0.15))
    times = [first_t + place * apart_s for place in range(pieces)]
    began_t = first_t + _grid(dice.uniform(0.3, 0.8))
    stop_s = _grid(dice.uniform(0.05, 0.6))
    spoken_s = _grid(dice.uniform(0.2, 1.0))
    arrived = [t for t in times if t < began_t + stop_s]
    # Pieces come faster than they play, so what has arrived is heard without a pause.
    heard_to_t = first_t + len(arrived) * length_s
    truth = {
        "stop_ms": stop_s,
        "last_audio_ms": arrived[-1] - began_t,
        "overhang_ms": min(stop_s, heard_to_t - began_t),
        "unflushed_overhang_ms": heard_to_t - began_t,
        "talk_over_ms": min(stop_s, spoken_s, heard_to_t - began_t),
    }
    events: list[Event] = [_chunk(t, length_s) for t in arrived]
    events += [
        Interrupted(seq=0, t=began_t + stop_s, turn=0),
        TurnComplete(seq=0, t=began_t + stop_s + 0.01, turn=0),
    ]
    trace = _trace(events, (began_t, spoken_s))
    return _Timeline(trace, 1, {name: 1000 * seconds for name, seconds in truth.items()})


def _chunk(t: float, length_s: float, lead_s: float = 0.0) -> AudioReceived:
    """A square wave, of which every sample can be heard; its first `lead_s` are digital silence."""
    samples = np.where(np.arange(round(length_s * _RATE_HZ)) % 60 < 30, 3000, -3000).astype(np.int16)
    samples[: round(lead_s * _RATE_HZ)] = 0
    return AudioReceived(seq=0, t=t, turn=0, pcm=to_bytes(samples), rate_hz=_RATE_HZ, offset=0)


def _trace(events: Sequence[Event], cut_in: tuple[float, float] | None = None) -> Trace:
    turns = [Turn(index=0, user=SayInput("Tell me all."))]
    numbered: tuple[Event, ...] = tuple(replace(event, seq=seq) for seq, event in enumerate(events))
    assert all((one.t or 0) <= (next_.t or 0) for one, next_ in pairwise(numbered))
    windows = [_window(turns[0], numbered, 0.0, _SPEECH_S, "turn_complete" if cut_in is None else "barged_in")]
    if cut_in is not None:
        turns.append(Turn(index=1, user=SayInput("Stop.")))
        began_t, spoken_s = cut_in
        windows.append(_window(turns[1], (), began_t, began_t + spoken_s, "no_response"))
    scenario = Scenario(id="calibration/timeline", turns=tuple(turns), setup={})
    return Trace(scenario=scenario, events=numbered, turns=tuple(windows), timed=True, complete=True)


def _window(turn: Turn, events: tuple[Event, ...], began_t: float, ended_t: float, finish: str) -> TurnWindow:
    return TurnWindow(
        turn=turn,
        events=events,
        started_t=began_t,
        speech_started_t=began_t,
        speech_ended_t=ended_t,
        input_ended_t=ended_t,
        finished_t=ended_t + 5.0,
        finish=finish,
    )


def _grid(seconds: float) -> float:
    """A whole number of samples."""
    return round(seconds * _RATE_HZ) / _RATE_HZ
