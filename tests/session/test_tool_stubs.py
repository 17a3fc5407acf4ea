"""What a scenario's stubs answer, and how a function was declared."""

from typing import Any

import pytest

from evalkit.protocol.messages import FunctionCall, FunctionResponse
from evalkit.scenario.model import ToolAnswer, ToolStub
from evalkit.session.tool_stubs import StubbedAnswer, answer_call, declared_behavior

STUBS = (
    ToolStub(
        "weather",
        (
            ToolAnswer(when={"city": "/york/i"}, returns={"c": 12}, after_ms=300),
            ToolAnswer(when={"city": "Atlantis"}, error="it sank", after_ms=50),
            ToolAnswer(when={"city": "Oslo"}, scheduling="SILENT"),
        ),
    ),
)


def answered(name: str = "weather", id: str | None = "7", **args: object) -> StubbedAnswer:
    return answer_call(STUBS, FunctionCall(name=name, args=args, id=id))


def test_the_first_answer_whose_conditions_hold() -> None:
    response = FunctionResponse(id="7", name="weather", response={"c": 12})
    assert answered(city="New York", unit="C") == StubbedAnswer(response, 300)


def test_an_error_takes_its_time_too() -> None:
    response = FunctionResponse(id="7", name="weather", response={"error": "it sank"})
    assert answered(city="Atlantis") == StubbedAnswer(response, 50)


def test_an_answer_that_says_nothing_is_empty_and_may_be_scheduled() -> None:
    response = answered(city="Oslo").response
    assert (response.response, response.scheduling) == ({}, "SILENT")


def test_a_call_without_an_id_is_answered_without_one() -> None:
    assert answered(id=None, city="Oslo").response.id is None


@pytest.mark.parametrize(
    ("call", "told", "problem"),
    [
        (
            FunctionCall(name="weather", args={"city": "Rome"}),
            "no answer of 'weather' is for these arguments",
            """no answer of 'weather' is for these arguments: {"city":"Rome"}""",
        ),
        (FunctionCall(name="time"), "the tool 'time' is not available", "the tool 'time' is not available"),
        (
            FunctionCall(name="time", args={"zone": "x" * 200}),
            "the tool 'time' is not available",
            f"""the tool 'time' is not available: {{"zone":"{"x" * 110}…""",
        ),
    ],
)
def test_what_no_answer_is_for_is_said_to_the_model_and_to_people(call: FunctionCall, told: str, problem: str) -> None:
    answer = answer_call(STUBS, call)
    assert (answer.response.response, answer.problem) == ({"error": told}, problem)


@pytest.mark.parametrize(
    ("tools", "expected"),
    [
        ([{"functionDeclarations": [{"name": "f", "behavior": "NON_BLOCKING"}]}], "NON_BLOCKING"),
        ([{"google_search": {}}, {"function_declarations": [{"name": "f", "behavior": "blocking"}]}], "BLOCKING"),
        ({"functionDeclarations": {"name": "f", "behavior": "NON_BLOCKING"}}, "NON_BLOCKING"),
        ([{"functionDeclarations": [{"name": "f"}, {"name": "g", "behavior": "NON_BLOCKING"}]}], None),
        (None, None),
    ],
)
def test_the_declared_behavior_in_either_spelling(tools: Any, expected: str | None) -> None:
    assert declared_behavior({"tools": tools}, "f") == expected
