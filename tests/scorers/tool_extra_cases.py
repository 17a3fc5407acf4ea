"""Hand-made traces of calls that should not be: made twice, never declared, taken back before."""

from typing import Any

from evalkit.trace.events import ContextUpdated
from evalkit.trace.trace import Trace
from tests.scorers.known_answers import ABSENT, Case, unscored
from tests.scorers.tool_call_cases import OSLO, SETUP, a_case, oslo, paris, whole
from tests.traces import a_trace, a_turn, called, cancelled, turn_complete

__all__ = ["EXTRA_CASES"]

DUPLICATED = (
    a_case(
        "called three times, once expected: 1 of 3 made, 2 beyond it",
        oslo(2),
        oslo(2.2),
        oslo(2.4),
        asks={"calls": [OSLO]},
        tools_ok=0,
        tool_precision=1 / 3,
        unexpected_calls=2,
        duplicate_calls=2,
    ),
    a_case(
        "called three times, twice expected: 1 beyond it",
        *(oslo(2), oslo(2.2), oslo(2.4)),
        asks={"calls": [{**OSLO, "times": 2}]},
        tool_precision=2 / 3,
        tool_recall=1,
        argument_accuracy=1,
        duplicate_calls=1,
    ),
    a_case(
        "nothing said of calls: of two and two equal ones, one each is beyond the first (7 is 7.0)",
        oslo(2),
        called(2.1, "alarm", hour=7),
        oslo(2.2),
        called(2.3, "alarm", hour=7.0),
        asks={"duplicate_calls": {"max": 0}},
        tools_ok=ABSENT,
        unexpected_calls=ABSENT,
        duplicate_calls=2,
        hallucinated_calls=0,
    ),
    a_case(
        "Oslo and Paris are two calls, as are the numbers 1 and true",
        *(oslo(2), paris(2.1), called(2.2, "light", on=1), called(2.3, "light", on=True)),
        asks={"calls": [], "allow_extra": True},
        tools_ok=1,
        tool_precision=0,
        unexpected_calls=4,
        duplicate_calls=0,
    ),
    a_case(
        "a call taken back and made again counts once",
        *(oslo(2, "a"), cancelled(2.5, "a"), oslo(3, "b")),
        asks={"calls": [OSLO]},
        tools_ok=1,
        tool_precision=1,
        duplicate_calls=0,
        calls_after_cancellation=0,
    ),
)

UNKNOWN = (
    a_case(
        "a function that was never declared, called twice alike, beside a declared one",
        *(oslo(2), called(2.1, "teleport"), called(2.2, "teleport")),
        asks={"calls": [OSLO], "allow_extra": True},
        tools_ok=0,
        tool_precision=1 / 3,
        unexpected_calls=2,
        hallucinated_calls=2,
        duplicate_calls=1,
    ),
    a_case(
        "a name in other letters is another function",
        *(called(2, "Weather"), called(2.1, "weather_"), called(2.2, "weather")),
        asks={"hallucinated_calls": {"max": 0}},
        hallucinated_calls=2,
        duplicate_calls=0,
    ),
    Case(
        what="no setup is known, so nobody knows what is declared",
        trace=a_trace(a_turn("Go.", oslo()), setup={}),
        args={"calls": [OSLO]},
        answers={"tools_ok": 1, "hallucinated_calls": unscored("no setup is known")},
    ),
    Case(
        what="a setup without functions: the one call is of none",
        trace=a_trace(a_turn("Go.", oslo()), setup={"tools": [{"googleSearch": {}}]}),
        args={"calls": [OSLO]},
        answers={"tools_ok": 1, "hallucinated_calls": 1, "unexpected_calls": 0},
    ),
    Case(
        what="declared in mid-session by a contextUpdate: of two calls one is unknown",
        trace=a_trace(
            a_turn("Go.", called(2, "teleport"), called(3, "fly")),
            before=[
                ContextUpdated(
                    seq=0,
                    t=0.1,
                    update={"tools": {"tools": [{"functionDeclarations": [{"name": "teleport"}]}]}},
                )
            ],
            setup=SETUP,
        ),
        args={"calls": [], "allow_extra": True},
        answers={"tools_ok": 0, "hallucinated_calls": 1},
    ),
)


def two_turns(*second: Any) -> Trace:
    """Oslo is asked for and taken back as the user speaks again."""
    return a_trace(
        a_turn("Oslo?", oslo(2, "a"), finish="barged_in"),
        a_turn("Wait.", cancelled(5, "a"), *second, turn_complete(9), started=4.0),
        setup=SETUP,
    )


TAKEN_BACK = (
    Case(
        what="made again in the next turn, which allows no call",
        trace=two_turns(oslo(6, "b")),
        turn=1,
        args={"none": True},
        answers={"tools_ok": 0, "calls_after_cancellation": 1, "unexpected_calls": 1, "irrelevance_accuracy": 0},
    ),
    Case(
        what="made again in the next turn, which expects it: the user had asked again",
        trace=two_turns(oslo(6, "b")),
        turn=1,
        args={"calls": [OSLO]},
        answers={"tools_ok": 1, "calls_after_cancellation": 0},
    ),
    Case(
        what="made again twice where once is expected: 1, which is a duplicate too",
        trace=two_turns(oslo(6, "b"), oslo(7, "c")),
        turn=1,
        args={"calls": [OSLO]},
        answers={"calls_after_cancellation": 1, "duplicate_calls": 1, "tool_precision": 1 / 2},
    ),
    Case(
        what="another city after it is another call",
        trace=two_turns(paris(6, "b")),
        turn=1,
        args={"none": True},
        answers={"calls_after_cancellation": 0, "unexpected_calls": 1},
    ),
    Case(
        what="made twice more, and nothing said of calls: 2",
        trace=two_turns(oslo(6, "b"), oslo(7, "c")),
        turn=1,
        args={"calls_after_cancellation": {"max": 0}},
        answers={"calls_after_cancellation": 2, "duplicate_calls": 1},
    ),
    whole(
        "over the session the call taken back and the one made again are one, and expected",
        two_turns(oslo(6, "b")),
        {"calls": [OSLO]},
        tools_ok=1,
        tool_precision=1,
        calls_after_cancellation=0,
        duplicate_calls=0,
    ),
    a_case(
        "an id that no call had is taken back: no call to come after",
        *(cancelled(1.5, "nobody"), oslo(2, "a")),
        asks={"none": True},
        calls_after_cancellation=0,
        unexpected_calls=1,
    ),
    a_case(
        "two equal calls, one of them taken back later: none came after it, and the second is a duplicate",
        *(oslo(2, "a"), oslo(2.1, "b"), cancelled(3, "a")),
        asks={"calls": [OSLO]},
        tools_ok=0,
        tool_recall=1,
        tool_precision=1 / 2,
        calls_after_cancellation=0,
        duplicate_calls=1,
        unexpected_calls=1,
    ),
    a_case(
        "two equal calls, both taken back, then made again: of three calls the last is left",
        *(oslo(2, "a"), oslo(2.1, "b"), cancelled(3, "a", "b"), oslo(4, "c")),
        asks={"calls": [OSLO]},
        tools_ok=1,
        tool_precision=1,
        calls_after_cancellation=0,
        duplicate_calls=0,
    ),
    Case(
        what="a recording without times: the order of its messages is enough",
        trace=a_trace(
            a_turn("Go.", oslo(None, "a"), cancelled(None, "a"), oslo(None, "b"), turn_complete(None)),
            setup=SETUP,
            timed=False,
        ),
        args={"none": True},
        answers={"calls_after_cancellation": 1, "duplicate_calls": 0, "unexpected_calls": 1, "hallucinated_calls": 0},
    ),
)

EXTRA_CASES = (*DUPLICATED, *UNKNOWN, *TAKEN_BACK)
