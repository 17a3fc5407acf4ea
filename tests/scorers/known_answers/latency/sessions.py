"""Whole sessions: the slowest turn of each metric, where the session's own expectations limit all of them."""

from typing import Any

from evalkit.scenario.model import TextInput
from evalkit.scorers.latency_metrics import LIMITED
from tests.scorers.known_answers import Answer, Case, unscored
from tests.scorers.known_answers.latency.turns import SAMPLE_MS
from tests.traces import TurnDraft, a_trace, a_turn, audio, called, turn_complete

__all__ = ["CASES"]

NAMES = tuple(f"slowest_{name}" for name in LIMITED)
"""Event, audio, audible, voice to voice, first call, end; then audio, audible, voice to voice, end of tool turns."""
NONE = unscored("no turn has a value")
NO_TOOL = (NONE, NONE, NONE, NONE)


def plain(at_s: float, first_ms: float, end_ms: float, user: str | TextInput = "a", **given: Any) -> TurnDraft:
    """The user ends 1 s after `at_s`; sound comes `first_ms` later, and the end `end_ms` later."""
    ended = at_s + 1
    events = (audio(ended + first_ms / 1000, 0.1), turn_complete(ended + end_ms / 1000))
    return a_turn(user, *events, started=at_s, speech_ended=ended, input_ended=ended, **given)


def tool(at_s: float, call_ms: float, first_ms: float, end_ms: float) -> TurnDraft:
    """The same, with a call before the sound."""
    ended = at_s + 1
    call, sound = called(ended + call_ms / 1000, "f"), audio(ended + first_ms / 1000, 0.1)
    end = turn_complete(ended + end_ms / 1000)
    return a_turn("a", call, sound, end, started=at_s, speech_ended=ended, input_ended=ended)


def case(what: str, turns: tuple[TurnDraft, ...], *answers: Answer, **trace: Any) -> Case:
    """The answers in the order of `NAMES`."""
    return Case(
        what=what,
        trace=a_trace(*turns, **trace),
        answers=dict(zip(NAMES, answers, strict=True)),
        args={name: {"max": 2_000} for name in LIMITED},
        turn=None,
        tolerance=SAMPLE_MS,
    )


CASES = (
    case("one turn is the slowest", (plain(0, 400, 900),), *(400, 400, 400, 400, NONE, 900), *NO_TOOL),
    case(
        "of two turns one is slow to begin and the other to end",
        (plain(0, 400, 1900), plain(5, 700, 800)),
        *(700, 700, 700, 700, NONE, 1900),
        *NO_TOOL,
    ),
    case(
        "a slow tool turn counts under both names",
        (plain(0, 400, 900), tool(5, 200, 1500, 2500)),
        *(400, 1500, 1500, 1500, 200, 2500),
        *(1500, 1500, 1500, 2500),
    ),
    case(
        "a fast tool turn beside a slow plain one",
        (plain(0, 2000, 3000), tool(5, 100, 500, 900)),
        *(2000, 2000, 2000, 2000, 100, 3000),
        *(500, 500, 500, 900),
    ),
    case(
        "two tool turns: one calls late, the other speaks late",
        (tool(0, 800, 900, 1000), tool(5, 300, 1200, 1300)),
        *(800, 1200, 1200, 1200, 800, 1300),
        *(1200, 1200, 1200, 1300),
    ),
    case(
        "all before the user ended: the slowest is the one nearest to the end",
        (plain(0, -700, -500), tool(5, -600, -400, -200)),
        *(-600, -400, -400, -400, -600, -200),
        *(-400, -400, -400, -200),
    ),
    case(
        "typed turns have no voice to voice",
        (plain(0, 300, 500, TextInput("a")), plain(5, 350, 450, TextInput("é"))),
        *(350, 350, 350, NONE, NONE, 500),
        *NO_TOOL,
    ),
    case(
        "a turn that was never answered takes no part",
        (plain(0, 400, 900), a_turn("b", started=5, speech_ended=6, input_ended=6, finish="no_response")),
        *(400, 400, 400, 400, NONE, 900),
        *NO_TOOL,
    ),
    case(
        "a turn that expects silence takes no part, however slow",
        (plain(0, 250, 300), plain(5, 9_000, 9_500, expect={"silence": {}})),
        *(250, 250, 250, 250, NONE, 300),
        *NO_TOOL,
    ),
    case(
        "a session cut off after the second call",
        (tool(0, 300, 600, 700), a_turn("b", called(6.5, "f"), started=5, speech_ended=6, finish="")),
        *(500, 600, 600, 600, 500, 700),
        *(600, 600, 600, 700),
        complete=False,
    ),
    case(
        "three turns, the tool turn in the middle exactly at the limit of 2 s",
        (plain(0, 100, 200), tool(5, 1_900, 2_000, 2_000), plain(10, 1_500, 1_600)),
        *(1900, 2000, 2000, 2000, 1900, 2000),
        *(2000, 2000, 2000, 2000),
    ),
    case(
        "a later session counts from its own turns", (plain(600, 450, 500),), *(450, 450, 450, 450, NONE, 500), *NO_TOOL
    ),
    case("nobody answers", (a_turn("a", finish="no_response"),), *[NONE] * 10),
    case("no turn was begun", (), *[NONE] * 10),
    case("no times", (tool(0, 200, 900, 1000),), *[NONE] * 10, timed=False),
)
