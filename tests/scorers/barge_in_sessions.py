"""Sessions of barge-ins with known answers.

Each barge-in is the story of `tests.scorers.barge_ins`, ten seconds after the one before, stopped x seconds after the
user cut in, or never. Then of ten words 10 - ceil(10 * (1 + x) / 4) were lost, and the user talked for one second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from evalkit.scorers.interruption_metrics import LIMITED
from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.scorers.barge_ins import BURST, WORDS
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import TurnDraft, a_trace, a_turn, audio, interrupted, turn_complete

__all__ = ["SESSIONS"]

EXPECTED: Mapping[str, Any] = {"yielded": True, **{name: {"max": 1} for name in LIMITED}}
NAMES = ("stop_ms", "last_audio_ms", "overhang_ms", "unflushed_overhang_ms", "words_lost", "talk_over_ms")
NOBODY = unscored("no turn cut in")


def barge_in(at: float, x: float | None, **changes: Any) -> tuple[TurnDraft, TurnDraft]:
    """The turn that is answered and the turn that cuts in; x None is an answer that nobody stops."""
    stop: tuple[Event, ...] = (turn_complete(at + 2.4),) if x is None else (interrupted(at + 3 + x),)
    told = a_turn("Go on.", *moved(*BURST, WORDS, by=at), *stop, **span(at), finish="barged_in")
    answer = (audio(at + 6.5), turn_complete(at + 7.0))
    return told, a_turn("Stop!", *answer, **{**span(at + 3), **changes})


def span(at: float) -> dict[str, Any]:
    return {"started": at, "speech_ended": at + 1.0, "input_ended": at + 1.0}


def moved(*events: Event, by: float) -> tuple[Event, ...]:
    return tuple(replace(event, t=(event.t or 0.0) + by) for event in events)


def session(*stops: float | None, **changes: Any) -> Trace:
    drafts = [draft for place, x in enumerate(stops) for draft in barge_in(10.0 * place, x)]
    return a_trace(*drafts, **changes)


def answers(rate: Answer, *worst: Answer) -> dict[str, Answer]:
    return {"yield_rate": rate, **{f"worst_{name}": each for name, each in zip(NAMES, worst, strict=True)}}


def case(what: str, trace: Trace, expected: Mapping[str, Answer], args: Mapping[str, Any] = EXPECTED) -> Case:
    return Case(what=f"session: {what}", trace=trace, turn=None, answers=expected, args=args)


def several() -> Iterator[Case]:
    """The worst is the largest of each metric; all audio came 0.7 s before each barge-in and would play for 3 s."""
    yield case("stopped after 100 ms", session(0.1), answers(1, 100, -700, 100, 3000, 7, 100))
    yield case("stopped after 500 ms", session(0.5), answers(1, 500, -700, 500, 3000, 6, 500))
    yield case("stopped after 1 s", session(1.0), answers(1, 1000, -700, 1000, 3000, 5, 1000))
    yield case("stopped after 1.8 s", session(1.8), answers(1, 1800, -700, 1800, 3000, 3, 1000))
    yield case("stopped only after 2.2 s", session(2.2), answers(0, 2200, -700, 2200, 3000, 2, 1000))
    yield case("stopped after 100 and 500 ms", session(0.1, 0.5), answers(1, 500, -700, 500, 3000, 7, 500))
    yield case("one of two yielded", session(1.0, 2.2), answers(1 / 2, 2200, -700, 2200, 3000, 5, 1000))
    yield case("two of three yielded", session(0.1, 2.2, 0.5), answers(2 / 3, 2200, -700, 2200, 3000, 7, 1000))
    # The second answer is heard to its end: none of its words is lost, and it has no time of stopping.
    yield case("one of two never stopped", session(0.5, None), answers(1 / 2, 500, -700, 3000, 3000, 6, 1000))
    never = answers(0, unscored("missed in turn 2"), -700, 3000, 3000, 0, 1000)
    yield case("the only one never stopped", session(None), never)


def chunks_apart() -> Iterator[Case]:
    """One chunk of 2 s at 2.0 and one of 1 s at `late`, so that 2 + 1 s play from 2.0 on; stopped at 3.5 s."""
    for late in (3.1, 3.2, 3.4):
        told = a_turn("Go on.", audio(2.0, 2.0), audio(late, 1.0), interrupted(3.5), finish="barged_in")
        trace = a_trace(told, a_turn("Stop!", audio(6.5), turn_complete(7.0), **span(3.0)))
        # It would play from 2.0 to 5.0, and the user begins at 3.0.
        found = {"worst_last_audio_ms": round((late - 3.0) * 1000), "worst_unflushed_overhang_ms": 2000}
        yield case(f"the last audio comes at {late:g} s", trace, found)


def left_out() -> Iterator[Case]:
    one_left = (*barge_in(0, 0.1), *barge_in(10, 2.2, expect={"interruption": {"expected": False}}))
    yield case("a labelled turn is left out", a_trace(*one_left), answers(1, 100, -700, 100, 3000, 7, 100))
    least = {name: {"min": 1} for name in LIMITED}
    smallest = {"yield_rate": ABSENT, "worst_stop_ms": 100, "worst_overhang_ms": 100, "worst_words_lost": 6}
    yield case("where only a least is expected, the smallest", session(0.1, 0.5), smallest, least)
    nothing_asked: dict[str, Answer] = dict.fromkeys(("yield_rate", "worst_stop_ms", "worst_talk_over_ms"), ABSENT)
    yield case("nothing is expected", session(0.1), nothing_asked, {})


def no_data() -> Iterator[Case]:
    alone = a_turn("Hello.", audio(2.0), turn_complete(2.5))
    idle = answers(NOBODY, *[NOBODY] * 5, 0)
    yield case("nobody cut in", a_trace(alone), idle)
    yield case("no turn", a_trace(), answers(NOBODY, *[NOBODY] * 6))
    yield case("no times", session(0.1, timed=False), answers(NOBODY, *[NOBODY] * 6))


SESSIONS = (*several(), *chunks_apart(), *left_out(), *no_data())
