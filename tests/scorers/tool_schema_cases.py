"""Hand-made calls beside a declaration: the faults are listed in each name, and their number is the answer."""

from collections.abc import Mapping
from typing import Any

from tests.scorers.known_answers import Case, unscored
from tests.traces import a_trace, a_turn, called, cancelled, turn_complete

__all__ = ["DECLARED", "SCHEMA_CASES"]

DECLARED: Mapping[str, Any] = {
    "name": "book",
    "parameters": {
        "type": "OBJECT",
        "properties": {
            "place": {"type": "STRING"},
            "seats": {"type": "INTEGER"},
            "price": {"type": "NUMBER"},
            "class": {"type": "STRING", "enum": ["first", "second"]},
            "note": {"type": "STRING", "nullable": True},
            "stops": {"type": "ARRAY", "items": {"type": "STRING"}},
            "who": {"type": "OBJECT", "properties": {"age": {"type": "INTEGER"}}, "required": ["age"]},
        },
        "required": ["place", "seats"],
    },
}
GOOD: dict[str, Any] = {"place": "Zürich", "seats": 2}
ASKS: Mapping[str, Any] = {"invalid_arguments": {"max": 0}}
NO_SETUP: Mapping[str, Any] = {}


def a_case(what: str, faults: float, **args: Any) -> Case:
    trace = a_trace(a_turn("Go.", called(2, "book", **args)), setup={"tools": [{"functionDeclarations": [DECLARED]}]})
    return Case(what=f"{what}: {faults:g} faults", trace=trace, args=ASKS, answers={"invalid_arguments": faults})


def several(what: str, faults: Any, *events: Any, setup: Mapping[str, Any] | None = None, **more: Any) -> Case:
    tools = {"tools": {"function_declarations": [DECLARED, {"name": "ping"}]}} if setup is None else setup
    trace = a_trace(a_turn("Go.", *events, finish=""), setup=tools, **more)
    return Case(what=what, trace=trace, args=ASKS, answers={"invalid_arguments": faults, "hallucinated_calls": faults})


SCHEMA_CASES = (
    a_case("the required arguments alone", 0, **GOOD),
    a_case("every argument, with 2.0 seats and a whole price", 0, **GOOD | {"seats": 2.0, "price": 5, "note": None}),
    a_case("nothing: place and seats are missing", 2),
    a_case("seats in words, and a price in a text", 2, place="Oslo", seats="two", price="5"),
    a_case("half a seat", 1, place="Oslo", seats=2.5),
    a_case("a class that is none, and one nobody declared", 2, **GOOD | {"class": "third", "smoking": False}),
    a_case("null for a place, which is not nullable", 1, place=None, seats=1),
    a_case("the second and third stop are numbers", 2, **GOOD | {"stops": ["Bern", 2, 3]}),
    a_case(
        "of the one who goes the age is missing, and a name was not asked for", 2, **GOOD | {"who": {"name": "日本"}}
    ),
    Case(
        what="a function without parameters takes none: 1 fault, beside a call that was never declared: none",
        trace=a_trace(
            a_turn("Go.", called(2, "ping", x=1), called(3, "pong", x=1), turn_complete(4)),
            setup={"tools": [{"functionDeclarations": [{"name": "ping"}]}]},
        ),
        args=ASKS,
        answers={"invalid_arguments": 1, "hallucinated_calls": 1},
    ),
    Case(
        what="cancelled and made again: of two wrong calls the last one is looked at: 1 fault",
        trace=a_trace(
            a_turn("Go.", *(called(2, "ping", id="a", x=1), cancelled(3, "a"), called(4, "ping", id="b", x=1))),
            setup={"tools": [{"functionDeclarations": [{"name": "ping"}]}]},
        ),
        args=ASKS,
        answers={"invalid_arguments": 1},
    ),
    several("no call in a turn: no fault", 0, turn_complete(2)),
    several("no setup, no declaration", unscored("no setup is known"), called(2, "book"), setup=NO_SETUP),
    several("the recording ends before a call", unscored("the recording ends before it could come"), complete=False),
)
