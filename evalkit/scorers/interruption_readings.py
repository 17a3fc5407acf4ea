"""The metrics of one barge-in: each either a value, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.scenario.model import SilenceInput
from evalkit.scenario.setup_check import field_of
from evalkit.scorers.barge_in import BargeIn, barge_in_of
from evalkit.scorers.interruption_metrics import OF_TURN
from evalkit.scorers.playout import play_out
from evalkit.scorers.session_setup import setup_of
from evalkit.text.normalize import normalizer
from evalkit.trace.events import Event, OutputTranscript
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["Reading", "readings_of"]

_NO_AUDIO = "the answer has no audio"
_UNFINISHED = "the recording ends before the answer does"


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric of one turn: a value and the events it was taken from, or `why` there is none."""

    metric: str
    value: float | None = None
    why: str = ""
    note: str = ""
    """What a value does not tell by itself."""
    evidence: tuple[Event, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    about_barge_in: bool = True
    """False when the reason is that nobody cut in at all."""

    @property
    def explanation(self) -> str:
        """The reason, or what there is to say about the value."""
        return self.why if self.value is None else self.note


def readings_of(trace: Trace, window: TurnWindow, within_ms: float) -> tuple[Reading, ...]:
    """Returns every metric of `OF_TURN` for a turn.

    Args:
        trace: the session.
        window: one turn of it.
        within_ms: how soon the answer must be stopped to count as yielded.
    """
    barge_in = barge_in_of(trace, window)
    talk_over = _talk_over(trace, window)
    if isinstance(barge_in, str):
        others = [name for name in OF_TURN if name != talk_over.metric]
        return (*(Reading(name, why=barge_in, about_barge_in=False) for name in others), talk_over)
    readers: tuple[Callable[[Trace, BargeIn], Reading], ...] = (_stop, _last_audio, _overhang, _unflushed, _words_lost)
    return (_yielded(trace, barge_in, within_ms), *(read(trace, barge_in) for read in readers), talk_over)


def _yielded(trace: Trace, barge_in: BargeIn, within_ms: float) -> Reading:
    detail = {"within_ms": within_ms}
    if barge_in.stop is not None and barge_in.stop.t is not None:
        stop_ms = barge_in.after_ms(barge_in.stop.t)
        note = "" if stop_ms <= within_ms else f"interrupted only {stop_ms:g} ms after the user began"
        return Reading("yielded", float(stop_ms <= within_ms), note=note, evidence=(barge_in.stop,), detail=detail)
    if not barge_in.settled and barge_in.watched_s * 1000 < within_ms:
        watched = f"only {max(0.0, barge_in.watched_s) * 1000:.0f} of {within_ms:g} ms were recorded"
        return Reading("yielded", why=f"{watched} before the recording or the user's next turn ended the wait")
    return Reading("yielded", 0.0, note=_never(trace, barge_in), detail=detail)


def _stop(trace: Trace, barge_in: BargeIn) -> Reading:
    if barge_in.stop is None or barge_in.stop.t is None:
        return Reading("stop_ms", why=_never(trace, barge_in))
    stop_ms = barge_in.after_ms(barge_in.stop.t)
    note = f"interrupted {-stop_ms:g} ms before the user's first speech sample" if stop_ms < 0 else ""
    detail = {"began_t": round(barge_in.began_t, 6), "interruptions": len(barge_in.stops)}
    return Reading("stop_ms", stop_ms, note=note, evidence=(barge_in.stop,), detail=detail)


def _last_audio(_: Trace, barge_in: BargeIn) -> Reading:
    last = barge_in.last_audio
    if last is None or last.t is None or not barge_in.settled:
        return Reading("last_audio_ms", why=_NO_AUDIO if last is None else _UNFINISHED)
    after_ms = barge_in.after_ms(last.t)
    note = "all of the answer's audio had arrived when the user began" if after_ms < 0 else ""
    return Reading("last_audio_ms", after_ms, note=note, evidence=(last,))


def _overhang(_: Trace, barge_in: BargeIn) -> Reading:
    note = "" if barge_in.stops else "no interrupted came at which a client could have flushed"
    return _overhanging("overhang_ms", barge_in, note, unflushed=False)


def _unflushed(_: Trace, barge_in: BargeIn) -> Reading:
    return _overhanging("unflushed_overhang_ms", barge_in, "", unflushed=True)


def _overhanging(metric: str, barge_in: BargeIn, note: str, *, unflushed: bool) -> Reading:
    pieces = barge_in.unflushed if unflushed else barge_in.heard
    if not pieces or not barge_in.settled:
        return Reading(metric, why=_UNFINISHED if pieces else _NO_AUDIO)
    late = [piece for piece in pieces if piece.heard_s(barge_in.began_t) > 0]
    value = sum(piece.heard_s(barge_in.began_t) for piece in late) * 1000
    return Reading(metric, round(value, 3), note=note, evidence=tuple(piece.chunk for piece in late[-1:]))


def _words_lost(trace: Trace, barge_in: BargeIn) -> Reading:
    said = tuple(event for event in barge_in.answer if isinstance(event, OutputTranscript))
    words = len("".join(event.text for event in said).split())
    numbers = frozenset(event.seq for event in barge_in.answer)
    pieces = [piece for piece in barge_in.heard if piece.chunk.seq in numbers]
    arrived_s = sum(piece.whole.audible_s() for piece in pieces)
    if not words or not arrived_s:
        why = "the answer has no output transcription" if not words else "the answer has no audible audio"
        return Reading("words_lost", why=why if pieces else _NO_AUDIO)
    if normalizer(trace.scenario.language).characters:
        why = f"{trace.scenario.language} is written without spaces, so words cannot be counted"
        return Reading("words_lost", why=why)
    if not barge_in.settled:
        return Reading("words_lost", why=_UNFINISHED)
    share = sum(piece.audible_s() for piece in pieces) / arrived_s
    # A word that was begun was not lost; the grain of salt is what floats lose.
    lost = words - math.ceil(words * share - 1e-6)
    detail = {"words": words, "played_share": round(share, 4)}
    return Reading("words_lost", float(lost), note=f"of {words} words", evidence=said[-1:], detail=detail)


def _talk_over(trace: Trace, window: TurnWindow) -> Reading:
    began_t, ended_t = window.speech_started_t, window.speech_ended_t
    if window.turn is None or not window.turn.spoken or isinstance(window.turn.user, SilenceInput):
        return Reading("talk_over_ms", why="the user did not speak in this turn", about_barge_in=False)
    if not trace.timed or began_t is None or ended_t is None:
        why = "the recording does not say when the user spoke" if trace.timed else "the recording kept no times"
        return Reading("talk_over_ms", why=why, about_barge_in=False)
    pieces = [piece for piece in play_out(trace.events) if piece.audible_s(began_t, ended_t) > 0]
    value = sum(piece.audible_s(began_t, ended_t) for piece in pieces) * 1000
    evidence = (pieces[0].chunk, pieces[-1].chunk) if len(pieces) > 1 else tuple(piece.chunk for piece in pieces)
    return Reading("talk_over_ms", round(value, 3), evidence=evidence)


def _never(trace: Trace, barge_in: BargeIn) -> str:
    """Why there is no moment at which the answer was stopped."""
    realtime = field_of(setup_of(trace), "realtimeInputConfig")
    asked = (
        "; the setup asks for NO_INTERRUPTION" if field_of(realtime, "activityHandling") == "NO_INTERRUPTION" else ""
    )
    end_t = max((piece.ends_t for piece in barge_in.heard), default=barge_in.began_t)
    went_on_ms = barge_in.after_ms(end_t)
    heard = f", and the answer was heard for another {went_on_ms:.0f} ms" if went_on_ms > 0 else ""
    return f"no interrupted came{heard}{asked}"
