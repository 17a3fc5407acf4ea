"""Whole sessions: the worst turn of each metric, where the session's own expectations limit all of them."""

from collections.abc import Mapping
from typing import Any

from evalkit.scorers.delivery_metrics import OF_TURNS
from tests.scorers.known_answers import Answer, Case, unscored
from tests.scorers.known_answers.latency.turns import SAMPLE_MS
from tests.traces import TurnDraft, a_trace, a_turn, audio, called, responded

__all__ = ["CASES"]

NAMES = tuple(f"worst_{name}" for name in OF_TURNS)
"""First played, the same of tool turns; generation, audio, pace; three of underruns; jitter, gap; four of calls."""
HIGH: Mapping[str, Mapping[str, float]] = {name: {"max": 9_000} for name in OF_TURNS}
NONE = unscored("no turn has a value")
NO_CALLS = (NONE, NONE, NONE, NONE)


def plain(at_s: float, *arrivals_s: float, **given: Any) -> TurnDraft:
    """The user ends 1 s after `at_s`; chunks of 0.2 s arrive so much later."""
    chunks = (audio(at_s + 1 + t) for t in arrivals_s)
    return a_turn("a", *chunks, started=at_s, speech_ended=at_s + 1, input_ended=at_s + 1, **given)


def tool(at_s: float, called_s: float, answered_s: float, *arrivals_s: float) -> TurnDraft:
    """The same behind a call and its answer."""
    ended = at_s + 1
    calls = (called(ended + called_s, "f"), responded(ended + answered_s, "f"))
    chunks = (audio(ended + t) for t in arrivals_s)
    return a_turn("a", *calls, *chunks, started=at_s, speech_ended=ended, input_ended=ended)


def case(what: str, turns: tuple[TurnDraft, ...], *answers: Answer, **trace: Any) -> Case:
    """The answers in the order of `NAMES`."""
    named = dict(zip(NAMES, answers, strict=True))
    return Case(what=what, trace=a_trace(*turns, **trace), answers=named, args=HIGH, turn=None, tolerance=SAMPLE_MS)


STEADY = (0.5, 0.55, 0.6)
"""Played from 0.6 s; 0.1 s for 0.4 s, no jitter, gaps of 50 ms."""
STALLED = (0.7, 1.2, 1.25)
"""Played from 0.8 s, dry from 1.0 to 1.2 s; 0.55 s for 0.4 s, 0.275 s a chunk, and 0.5 and 0.05 it was."""
SLOW_TOOL = (0.4, 0.9, 1.2, 1.3, 1.4)
"""400 + 500 + 300 ms, played from 1.3 s; 0.2 s for 0.4 s, no jitter, gaps of 100 ms."""
FAST_TOOL = (0.1, 0.2, 0.6, 0.7, 0.9)
"""100 + 100 + 400 ms, played from 0.7 s; 0.3 s for 0.4 s, 0.15 s a chunk, and 0.1 and 0.2 it was."""

CASES = (
    case(
        "one turn is the worst",
        (plain(0, *STEADY),),
        *(600, NONE, 100, 0.6, 0.25, 0, 0, 0, 0, 50, *NO_CALLS),
    ),
    case(
        "one of two turns stalls",
        (plain(0, *STEADY), plain(5, *STALLED)),
        *(800, NONE, 550, 0.6, 1.375, 1, 200, 200, 225, 500, *NO_CALLS),
    ),
    case(
        "a tool turn is played late, and counts under both names",
        (plain(0, *STEADY), tool(5, *SLOW_TOOL)),
        *(1300, 1300, 200, 0.6, 0.5, 0, 0, 0, 0, 100, 400, 500, 300, 1200),
    ),
    case(
        "a fast tool turn beside a turn that stalls",
        (plain(0, *STALLED), tool(5, *FAST_TOOL)),
        *(800, 700, 550, 0.6, 1.375, 1, 200, 200, 225, 500, 100, 100, 400, 600),
    ),
    case(
        "two tool turns: each is the worse in something",
        (tool(0, *SLOW_TOOL), tool(5, *FAST_TOOL)),
        *(1300, 1300, 300, 0.6, 0.75, 0, 0, 0, 50, 200, 400, 500, 400, 1200),
    ),
    case(
        "one tool turn",
        (tool(60, *FAST_TOOL),),
        *(700, 700, 300, 0.6, 0.75, 0, 0, 0, 50, 200, 100, 100, 400, 600),
    ),
    case(
        "all before the user ended: the worst is the one nearest to the end",
        (plain(0, -0.9, -0.85, -0.8), tool(5, -0.5, -0.3, -0.25, -0.15, -0.05)),
        *(-150, -150, 200, 0.6, 0.5, 0, 0, 0, 0, 100, -500, 200, 50, -250),
    ),
    case(
        "lone chunks have no pace",
        (plain(0, 0.3), plain(5, 0.4)),
        *(500, NONE, 0, 0.2, NONE, 0, 0, 0, NONE, NONE, *NO_CALLS),
    ),
    case(
        # Two stalls of 0.1 s beside one of 0.2 s: more of them, as long together, and none as long.
        "the most underruns and the longest are of different turns",
        (plain(0, 0.5, 0.9, 1.2), plain(5, *STALLED)),
        *(800, NONE, 700, 0.6, 1.75, 2, 200, 200, 225, 500, *NO_CALLS),
    ),
    case(
        "a turn that was never answered takes no part",
        (plain(0, *STEADY), plain(5, finish="no_response")),
        *(600, NONE, 100, 0.6, 0.25, 0, 0, 0, 0, 50, *NO_CALLS),
    ),
    case(
        "a turn that expects silence takes no part",
        (tool(0, *SLOW_TOOL), plain(5, *STALLED, expect={"silence": {}})),
        *(1300, 1300, 200, 0.6, 0.5, 0, 0, 0, 0, 100, 400, 500, 300, 1200),
    ),
    case(
        "a session cut off while a tool ran: the call was made, and its round is not whole",
        (tool(0, *FAST_TOOL), a_turn("b", called(6.75, "f"), started=5, speech_ended=6, input_ended=6, finish="")),
        *(700, 700, 300, 0.6, 0.75, 0, 0, 0, 50, 200, 750, 100, 400, 600),
        complete=False,
    ),
    case("nobody answers", (plain(0, finish="no_response"),), *[NONE] * 14),
    case("no turn was begun", (), *[NONE] * 14),
    case(
        "a session without times knows the amount", (tool(0, *FAST_TOOL),), *[NONE] * 3, 0.6, *[NONE] * 10, timed=False
    ),
    Case(
        what="under `min` the lowest is the worst",
        trace=a_trace(plain(0, 0.3, 0.4), plain(5, *STALLED)),
        answers={"worst_audio_s": 0.4, "worst_generation_ms": 100, "worst_max_gap_ms": 100},
        args={name: {"min": 0.1} for name in ("audio_s", "generation_ms", "max_gap_ms")},
        turn=None,
    ),
)
