"""What a scenario's stubs answer, and which calls may still be answered."""

from evalkit.protocol.messages import FunctionCall, FunctionResponse
from evalkit.scenario.model import ToolAnswer, ToolStub
from evalkit.session.tool_stubs import answer_call, still_waiting

STUBS = (
    ToolStub(
        "weather",
        (
            ToolAnswer(when={"city": "/york/i"}, returns={"c": 12}, after_ms=300),
            ToolAnswer(when={"city": "Atlantis"}, error="it sank", after_ms=50),
            ToolAnswer(when={"city": "Oslo"}),
        ),
    ),
)


def answered(name: str = "weather", id: str | None = "7", **args: object) -> tuple[FunctionResponse, float]:
    return answer_call(STUBS, FunctionCall(name=name, args=args, id=id))


def test_the_first_answer_whose_conditions_hold() -> None:
    assert answered(city="New York", unit="C") == (FunctionResponse(id="7", name="weather", response={"c": 12}), 300)


def test_an_error_takes_its_time_too() -> None:
    assert answered(city="Atlantis") == (FunctionResponse(id="7", name="weather", response={"error": "it sank"}), 50)


def test_an_answer_that_says_nothing_is_empty() -> None:
    assert answered(city="Oslo")[0].response == {}


def test_a_call_without_an_id_is_answered_without_one() -> None:
    assert answered(id=None, city="Oslo")[0].id is None


def test_what_no_answer_is_for_is_said_so() -> None:
    assert answered(city="Rome")[0].response == {"error": "no answer of 'weather' is for these arguments"}
    assert answered()[0].response == {"error": "no answer of 'weather' is for these arguments"}
    assert answered("time")[0].response == {"error": "the tool 'time' is not available"}


def test_pending_calls_wait_and_others_do_not() -> None:
    one, two = FunctionCall(name="f", id="1"), FunctionCall(name="f", id="2")
    assert still_waiting((one, two), (two,)) == (two,)


def test_a_newer_call_of_the_same_id_is_another_call() -> None:
    old, new = FunctionCall(name="f", id="1"), FunctionCall(name="f", id="1")
    assert still_waiting((old,), (new,)) == ()


def test_calls_without_ids_wait_as_long_as_any_of_the_name_does() -> None:
    one, two = FunctionCall(name="f"), FunctionCall(name="f")
    assert still_waiting((one,), (two,)) == (one,)
    assert still_waiting((one,), ()) == ()
