"""Hand-made traces of answers to tool results: what was said of them, and what was said without them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evalkit.scenario.model import TextInput, ToolAnswer, ToolStub
from evalkit.trace.trace import Trace
from tests.scorers.known_answers import Answer, Case, unscored
from tests.scorers.tool_call_cases import CUT, SETUP
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    generation_complete,
    interrupted,
    responded,
    said,
    text,
    turn_complete,
)

__all__ = ["ANSWER_CASES", "CELSIUS", "a_case", "a_trace_of", "oslo", "result"]

STUBS = (
    ToolStub(
        "weather",
        (
            ToolAnswer(when={"city": "Oslo"}, returns={"celsius": 12, "sky": "partly cloudy"}),
            ToolAnswer(when={"city": "Paris"}, returns={"celsius": 17, "sky": "sunny"}),
        ),
    ),
)
CELSIUS: Mapping[str, Any] = {"answer_uses": ["celsius"]}
SKY: Mapping[str, Any] = {"answer_uses": ["sky"]}


def a_trace_of(*turns: TurnDraft, language: str = "en", **more: Any) -> Trace:
    made = a_trace(*turns, setup=SETUP, language=language, **more)
    return replace(made, scenario=replace(made.scenario, tools=STUBS))


def answered(what: str, words: str, asks: Mapping[str, Any] = CELSIUS, language: str = "en", **answers: Answer) -> Case:
    """Oslo is asked for, 12 degrees and a partly cloudy sky come back, and these words are said."""
    turn = a_turn(
        "And in Oslo on the 3rd?",
        called(1.5, "weather", id="a", city="Oslo", days=5),
        responded(2, "weather", id="a", celsius=12, sky="partly cloudy"),
        *((audio(2.5), said(2.5, words)) if words else ()),
        turn_complete(4),
    )
    return Case(what=what, trace=a_trace_of(turn, language=language), args=asks, answers=answers)


def a_case(what: str, *events: Any, asks: Mapping[str, Any] = CELSIUS, **answers: Answer) -> Case:
    return Case(what=what, trace=a_trace_of(a_turn("Go.", *events)), args=asks, answers=answers)


def oslo(t: float, id: str = "a") -> Any:
    return called(t, "weather", id=id, city="Oslo")


def result(t: float, id: str = "a", **values: Any) -> Any:
    return responded(t, "weather", id=id, **(values or {"celsius": 12}))


SAID = (
    answered(
        "twelve in words is 12",
        "It is twelve degrees.",
        answer_uses_result=1,
        wrong_values=0,
        invented_values=0,
    ),
    answered(
        "14 for 12: wrong, not unsaid",
        "It is fourteen degrees.",
        answer_uses_result=0,
        wrong_values=1,
        invented_values=0,
    ),
    answered(
        "no number at all: unsaid, not wrong",
        "It is rather warm.",
        answer_uses_result=0,
        wrong_values=0,
        invented_values=0,
    ),
    answered(
        "only numbers that the user (3) and the call (5) brought: unsaid, not wrong",
        "On the third and for 5 days it is warm.",
        answer_uses_result=0,
        wrong_values=0,
    ),
    answered("nothing was said after it", "", answer_uses_result=0, wrong_values=0, invented_values=0),
    answered("minus 12 is another number than 12", "It is -12 °C.", answer_uses_result=0, wrong_values=1),
    answered("112 and 12.5 do not hold 12", "It is 112, or 12.5.", answer_uses_result=0, wrong_values=1),
    answered(
        "within a tolerance of 1: 13 for 12",
        "It is about thirteen.",
        {"answer_uses": [{"path": "celsius", "function": "weather", "tolerance": 1}]},
        answer_uses_result=1,
        wrong_values=0,
    ),
    answered(
        "the number is said and the sky is not: 1 of 2",
        "Twelve degrees.",
        {"answer_uses": ["celsius", "sky"]},
        answer_uses_result=1 / 2,
        wrong_values=0,
    ),
    answered("the sky of another stub's answer is wrong", "It is sunny.", SKY, answer_uses_result=0, wrong_values=1),
    answered("a text is compared without case and marks", "Partly-Cloudy!", SKY, answer_uses_result=1, wrong_values=0),
    answered("a text that no stub holds is unsaid", "It is raining.", SKY, answer_uses_result=0, wrong_values=0),
    answered("German: 12 in figures is read", "Es sind 12 Grad.", language="de", answer_uses_result=1, wrong_values=0),
    answered("German: 14 in figures is wrong", "Es sind 14 Grad.", language="de", answer_uses_result=0, wrong_values=1),
    answered(
        "German: zwölf is not read, so nobody knows",
        "Es sind zwölf Grad.",
        language="de",
        answer_uses_result=unscored("numbers in words are read in English only"),
        wrong_values=unscored("numbers in words are read in English only"),
    ),
    answered("Chinese: full-width figures among characters", "奥斯陆现在１２度", language="zh", answer_uses_result=1),
)

RETURNED = (
    a_case(
        "below zero: -3 is three below, at a nested path, in the API's `output`",
        oslo(1.5),
        result(2, output={"now": {"celsius": -3}}),
        said(2.5, "Three degrees below zero."),
        turn_complete(3),
        asks={"answer_uses": ["now.celsius"]},
        answer_uses_result=1,
        wrong_values=0,
    ),
    a_case(
        "a list of three values, two of them said",
        called(1.5, "light", id="a"),
        responded(2, "light", id="a", rooms=["Kitchen", "Hall", "Café"]),
        said(2.5, "The kitchen and the café."),
        turn_complete(3),
        asks={"answer_uses": ["rooms"]},
        answer_uses_result=2 / 3,
        wrong_values=0,
    ),
    a_case(
        "two calls at once, 9 and 12: nine is said, and fourteen for the other",
        *(oslo(1.5, "a"), called(1.5, "weather", id="b", city="Rome"), result(2, "a"), result(2.1, "b", celsius=9)),
        said(2.5, "Nine and fourteen."),
        turn_complete(3),
        answer_uses_result=1 / 2,
        wrong_values=1,
    ),
    a_case(
        "two values and one other number: one is wrong, the other unsaid",
        oslo(1.5),
        result(2, celsius=12, wind="30 km/h"),
        said(2.5, "It is fourteen."),
        turn_complete(3),
        asks={"answer_uses": ["celsius", "wind"]},
        answer_uses_result=0,
        wrong_values=1,
    ),
    a_case(
        "said before the result came, and not after it: it was a guess",
        *(said(1.2, "I guess twelve."), oslo(1.5), result(2), said(2.5, "It is mild."), turn_complete(3)),
        answer_uses_result=0,
        wrong_values=0,
    ),
    a_case(
        "of two answers to one call the last counts",
        *(oslo(1.5), result(2, celsius=10), result(2.2), said(2.5, "Twelve."), turn_complete(3)),
        answer_uses_result=1,
        wrong_values=0,
    ),
    a_case(
        "an error holds no value",
        *(oslo(1.5), result(2, error="no station"), said(2.5, "I do not know."), turn_complete(3)),
        answer_uses_result=unscored("no response holds it"),
        wrong_values=unscored("no response holds it"),
        invented_values=0,
    ),
    a_case(
        "true is nothing to say",
        *(called(1.5, "light", id="a"), responded(2, "light", id="a", on=True), said(2.5, "Done."), turn_complete(3)),
        asks={"answer_uses": ["on"]},
        answer_uses_result=unscored("true is nothing to say"),
        wrong_values=unscored("true is nothing to say"),
    ),
    a_case(
        "interrupted before it was said",
        *(oslo(1.5), result(2), audio(2.5), said(2.5, "In Oslo it"), interrupted(2.7), turn_complete(2.8)),
        answer_uses_result=unscored("interrupted before it was said"),
        wrong_values=unscored("interrupted before it was said"),
    ),
    a_case(
        "interrupted after the whole answer was there: nobody said it",
        *(oslo(1.5), result(2), said(2.5, "It is mild."), generation_complete(2.6), interrupted(2.7)),
        answer_uses_result=0,
        wrong_values=0,
    ),
    a_case(
        "audio without a transcript",
        *(oslo(1.5), result(2), audio(2.5), turn_complete(3)),
        answer_uses_result=unscored("no transcript of what was said"),
        wrong_values=unscored("no transcript of what was said"),
        invented_values=0,
    ),
    a_case(
        "text parts are an answer too, thoughts are none",
        *(oslo(1.5), result(2), text(2.2, "14?", thought=True), text(2.5, "12 °C"), turn_complete(3)),
        answer_uses_result=1,
        wrong_values=0,
    ),
    Case(
        what="the recording breaks off before it was said",
        trace=a_trace_of(a_turn("Go.", oslo(1.5), result(2), said(2.5, "In"), finish=""), complete=False),
        args=CELSIUS,
        answers={"answer_uses_result": CUT, "wrong_values": CUT, "invented_values": CUT},
    ),
    Case(
        what="untimed: what stands after the response in the recording",
        trace=a_trace_of(
            a_turn(
                TextInput("Oslo?"),
                *(called(None, "weather", id="a"), responded(None, "weather", id="a", celsius=12)),
                *(said(None, "Twelve "), said(None, "degrees."), turn_complete(None)),
            ),
            timed=False,
        ),
        args=CELSIUS,
        answers={"answer_uses_result": 1, "wrong_values": 0, "invented_values": 0},
    ),
)

ANSWER_CASES = (*SAID, *RETURNED)
