"""Hand-made traces of tool calls, with what the tools scorer must say of them; the arithmetic stands in each name."""

from collections.abc import Mapping
from typing import Any

from evalkit.trace.trace import Trace
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, audio, called, cancelled, responded, said, turn_complete

__all__ = ["CALL_CASES", "CUT", "OSLO", "SETUP", "a_case", "oslo", "paris", "whole"]

FUNCTIONS = [{"name": "weather"}, {"name": "alarm"}, {"name": "light"}]
SETUP: Mapping[str, Any] = {"outputAudioTranscription": {}, "tools": [{"functionDeclarations": FUNCTIONS}]}
OSLO = {"name": "weather", "args": {"city": "Oslo"}}
PARIS = {"name": "weather", "args": {"city": "Paris"}}
LIGHT = {"name": "light"}
NO_CALL = unscored("no call was made")
NO_ARGUMENT = unscored("no argument was compared")
NOT_REQUIRED = unscored("no call is required")
CUT = unscored("the recording ends before it could come")
SILENT = unscored("nothing came from the model")


def a_case(what: str, *events: Any, asks: Mapping[str, Any], complete: bool = True, **answers: Answer) -> Case:
    trace = a_trace(a_turn("Go.", *events), setup=SETUP, complete=complete)
    return Case(what=what, trace=trace, args=asks, answers=answers)


def cut_short(*events: Any) -> Trace:
    """A recording that ends in the middle of its turn."""
    return a_trace(a_turn("Go.", *events, finish=""), setup=SETUP, complete=False)


def whole(what: str, trace: Trace, asks: Mapping[str, Any], **answers: Answer) -> Case:
    return Case(what=what, trace=trace, args=asks, answers=answers, turn=None)


def oslo(t: float | None = 2, id: str | None = None) -> Any:
    return called(t, "weather", id=id, city="Oslo")


def paris(t: float | None = 2.5, id: str | None = None) -> Any:
    return called(t, "weather", id=id, city="Paris")


EXPECTED = (
    a_case(
        "one call as expected: 1 of 1 required, 1 of 1 made, 1 of 1 argument",
        oslo(),
        asks={"calls": [OSLO]},
        tools_ok=1,
        tool_recall=1,
        tool_precision=1,
        argument_accuracy=1,
        irrelevance_accuracy=ABSENT,
        unexpected_calls=0,
        hallucinated_calls=0,
        duplicate_calls=0,
        calls_after_cancellation=0,
        answer_uses_result=ABSENT,
    ),
    a_case(
        "no data: nothing came at all, 0 of 1 required",
        asks={"calls": [OSLO]},
        tools_ok=0,
        tool_recall=0,
        tool_precision=NO_CALL,
        argument_accuracy=NO_ARGUMENT,
        unexpected_calls=0,
        hallucinated_calls=0,
        duplicate_calls=0,
    ),
    a_case(
        "a call made before the user ended (at 0.4 of 1 s) counts as any: a wrong city is 0 of 1 argument",
        paris(0.4),
        asks={"calls": [OSLO]},
        tools_ok=0,
        tool_recall=1,
        tool_precision=1,
        argument_accuracy=0,
        unexpected_calls=0,
    ),
    a_case(
        "Oslo, Paris and a light where Oslo and an alarm are asked for: 1 of 2 required, 1 of 3 made, 2 unexpected",
        oslo(),
        paris(),
        called(3, "light"),
        asks={"calls": [OSLO, {"name": "alarm"}]},
        tools_ok=0,
        tool_recall=1 / 2,
        tool_precision=1 / 3,
        argument_accuracy=1,
        unexpected_calls=2,
        hallucinated_calls=0,
        duplicate_calls=0,
    ),
    a_case(
        "four arguments: one right, one wrong, one missing, one nobody asked for: 1 of 4",
        called(2, "alarm", hour=7, minute=30, snooze=True),
        asks={"calls": [{"name": "alarm", "args": {"hour": 7.0, "minute": 0, "label": "/gym/i"}}]},
        tools_ok=0,
        tool_recall=1,
        tool_precision=1,
        argument_accuracy=1 / 4,
    ),
    a_case(
        "unicode: the city is compared letter by letter, two of three arguments right",
        called(2, "weather", city="Zürich", land="日本", unit="℃"),
        asks={"calls": [{"name": "weather", "args": {"city": "Zürich", "land": "日本", "unit": "°C"}}]},
        tools_ok=0,
        argument_accuracy=2 / 3,
        tool_precision=1,
    ),
    a_case(
        "two pairs are pooled: 1 of 1 argument and 1 of 3, so 2 of 4, and not the mean of 1 and 1/3",
        oslo(),
        called(2, "alarm", hour=7, minute=1, label=None),
        asks={"calls": [{"name": "alarm", "args": {"hour": 7, "minute": 0, "label": "gym"}}, OSLO]},
        tools_ok=0,
        tool_recall=1,
        argument_accuracy=2 / 4,
    ),
    a_case(
        "greedy pairing would give the general wish the exact call: best is 2 of 2",
        oslo(),
        paris(),
        asks={"calls": [{"name": "weather"}, OSLO]},
        tools_ok=1,
        tool_recall=1,
        tool_precision=1,
        argument_accuracy=1,
        unexpected_calls=0,
    ),
    a_case(
        "an optional call left out: nothing is required and nothing was made",
        asks={"calls": [{**OSLO, "optional": True}]},
        tools_ok=1,
        tool_recall=NOT_REQUIRED,
        tool_precision=NO_CALL,
        argument_accuracy=NO_ARGUMENT,
    ),
    a_case(
        "another order: right calls, so all shares are 1 and only the verdict is 0",
        paris(2),
        oslo(3),
        asks={"calls": [OSLO, PARIS], "order": "strict"},
        tools_ok=0,
        tool_recall=1,
        tool_precision=1,
        argument_accuracy=1,
        unexpected_calls=0,
    ),
    a_case(
        "parallel is asked for, and Paris came after the answer for Oslo",
        oslo(2, "a"),
        responded(2.2, "weather", id="a"),
        paris(2.5, "b"),
        asks={"calls": [OSLO, PARIS], "order": "parallel"},
        tools_ok=0,
        tool_recall=1,
        tool_precision=1,
    ),
    a_case(
        "parallel is asked for, and both calls came before the first answer, in the other order",
        paris(2, "b"),
        oslo(2.1, "a"),
        responded(2.2, "weather", id="a"),
        responded(2.3, "weather", id="b"),
        asks={"calls": [OSLO, PARIS], "order": "parallel"},
        tools_ok=1,
        unexpected_calls=0,
        calls_after_cancellation=0,
    ),
)

IDLE = (
    a_case(
        "no call allowed, and the model spoke instead: 1 of 1",
        audio(1.5),
        said(1.5, "Short."),
        turn_complete(2),
        asks={"none": True},
        tools_ok=1,
        tool_recall=NOT_REQUIRED,
        irrelevance_accuracy=1,
        unexpected_calls=0,
        hallucinated_calls=0,
    ),
    a_case(
        "no call allowed, and the model kept silent with an empty turn: 1 of 1",
        turn_complete(2),
        asks={"calls": []},
        irrelevance_accuracy=1,
    ),
    a_case(
        "no call allowed, and two were made: 0 of 1 turn",
        oslo(),
        called(3, "light"),
        turn_complete(4),
        asks={"none": True},
        tools_ok=0,
        tool_precision=0,
        irrelevance_accuracy=0,
        unexpected_calls=2,
    ),
    a_case(
        "no call allowed, and one was made and taken back: it was made",
        oslo(2, "a"),
        cancelled(2.5, "a"),
        asks={"none": True},
        tools_ok=0,
        irrelevance_accuracy=0,
        unexpected_calls=1,
        calls_after_cancellation=0,
    ),
    a_case(
        "no call allowed, and nothing came: a broken model looks the same",
        asks={"none": True},
        tools_ok=1,
        irrelevance_accuracy=SILENT,
    ),
    Case(
        what="no call allowed, and the recording breaks off while the model speaks",
        trace=cut_short(audio(1.5)),
        args={"none": True},
        answers={
            **dict.fromkeys(("irrelevance_accuracy", "unexpected_calls", "hallucinated_calls"), CUT),
            **dict.fromkeys(("duplicate_calls", "calls_after_cancellation"), CUT),
        },
    ),
    Case(
        what="no call allowed, and one was made before the recording breaks off: that is certain",
        trace=cut_short(called(1.5, "teleport"), called(1.6, "teleport")),
        args={"none": True},
        answers={"irrelevance_accuracy": 0, "unexpected_calls": 2, "hallucinated_calls": 2, "duplicate_calls": 1},
    ),
    Case(
        what="no call allowed, untimed: the order is enough",
        trace=a_trace(a_turn("Go.", audio(None), turn_complete(None)), setup=SETUP, timed=False),
        args={"none": True},
        answers={"tools_ok": 1, "irrelevance_accuracy": 1, "unexpected_calls": 0},
    ),
    whole(
        "a session of four turns without calls but one, and one turn in which nothing came: 2 of 3",
        a_trace(
            a_turn("One.", audio(1.5), turn_complete(2)),
            a_turn("Two.", called(11, "light"), turn_complete(12)),
            a_turn("Three.", finish="no_response"),
            a_turn("Four.", turn_complete(31)),
            setup=SETUP,
        ),
        {"none": True},
        irrelevance_accuracy=2 / 3,
        tools_ok=0,
        unexpected_calls=1,
    ),
    whole(
        "a call outside any turn counts as one turn more: 1 of 2",
        a_trace(a_turn("One.", audio(1.5), turn_complete(2)), after=[called(9, "light")], setup=SETUP),
        {"none": True},
        irrelevance_accuracy=1 / 2,
    ),
    whole(
        "a session without a turn",
        a_trace(setup=SETUP),
        {"none": True},
        tools_ok=1,
        irrelevance_accuracy=unscored("there is no turn"),
    ),
)

CALL_CASES = (*EXPECTED, *IDLE)
