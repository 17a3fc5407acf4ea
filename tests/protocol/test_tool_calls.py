from typing import Any

from evalkit.protocol.messages import (
    FunctionCall,
    FunctionResponse,
    ToolCall,
    ToolCallCancellation,
    ToolResponse,
)

from .pair import Pair, client_may_not, ready_pair


def answer(id: str | None = None, name: str = "f", more: bool = False) -> ToolResponse:
    return ToolResponse(function_responses=(FunctionResponse(id=id, name=name, will_continue=more),))


def pair_with_calls(*ids: str | None, **setup: Any) -> Pair:
    pair = ready_pair(**setup)
    pair.server_sends(ToolCall(function_calls=tuple(FunctionCall(name="f", id=id) for id in ids)))
    return pair


ID = "toolResponse.functionResponses.0.id: expected the id of a pending call, found"


def test_calls_are_pending_until_answered_in_any_order() -> None:
    pair = pair_with_calls("a", "b")
    pair.server_sends(ToolCall(function_calls=(FunctionCall(name="g", id="c"),)))
    assert [call.id for call in pair.both("pending_calls")] == ["a", "b", "c"]
    pair.client_sends(answer("b"))
    pair.client_sends(answer("c", "g"))
    assert [call.id for call in pair.both("pending_calls")] == ["a"]


def test_one_message_may_answer_several_calls_but_all_or_none() -> None:
    pair = pair_with_calls("a", "b")
    twice = tuple(FunctionResponse(id=id, name="f") for id in ("a", "b", "a"))
    problem = (
        "toolResponse.functionResponses.2.id: expected the id of a pending call, found 'a', which is already answered"
    )
    client_may_not(pair, problem, ToolResponse(function_responses=twice))
    pair.client_sends(ToolResponse(function_responses=twice[:2]))
    assert pair.both("pending_calls") == ()


def test_a_call_is_answered_once_unless_the_answer_continues() -> None:
    pair = pair_with_calls("a")
    pair.client_sends(answer("a", more=True))
    pair.client_sends(answer("a", more=True))
    pair.client_sends(answer("a"))
    client_may_not(pair, f"{ID} 'a', which is already answered", answer("a"))


def test_a_cancelled_call_is_not_answered() -> None:
    pair = pair_with_calls("a", "b")
    pair.server_sends(ToolCallCancellation(ids=("a", "stranger")))
    assert [call.id for call in pair.both("cancelled_calls")] == ["a"]
    assert [call.id for call in pair.both("pending_calls")] == ["b"]
    client_may_not(pair, f"{ID} 'a', which the server has cancelled", answer("a"))
    pair.client_sends(answer("b"))


def test_an_id_used_again_means_the_new_call() -> None:
    pair = pair_with_calls("a")
    again = ToolCall(function_calls=(FunctionCall(name="g", id="a"),))
    pair.server_sends(again)
    assert pair.both("pending_calls") == again.function_calls
    pair.server_sends(ToolCallCancellation(ids=("a",)))
    pair.server_sends(again)
    assert (pair.both("pending_calls"), pair.both("cancelled_calls")) == (again.function_calls, ())
    pair.client_sends(answer("a", "g"))
    client_may_not(pair, f"{ID} 'a', which is already answered", answer("a"))
    pair.server_sends(again)
    pair.client_sends(answer("a", "g"))


def test_an_unknown_call_is_not_answered() -> None:
    client_may_not(pair_with_calls("a"), f"{ID} 'z', which was never called", answer("z"))
    client_may_not(pair_with_calls(None), f"{ID} 'z', which was never called", answer("z"))


def test_an_answer_needs_the_id_when_its_call_has_one() -> None:
    problem = f"{ID} none, and no call of 'f' waits without one"
    client_may_not(pair_with_calls("a"), problem, answer())
    client_may_not(ready_pair(), problem, answer())


def test_calls_without_ids_are_answered_by_name() -> None:
    pair = pair_with_calls(None, None)
    client_may_not(pair, f"{ID} none, and no call of 'g' waits without one", answer(name="g"))
    pair.client_sends(answer())
    pair.client_sends(answer(name=""))
    client_may_not(pair, f"{ID} none, and no call of 'f' waits without one", answer())


def test_a_resumed_session_may_answer_a_call_of_the_connection_before() -> None:
    resumed = {"session_resumption": {"handle": "h"}}
    pair = ready_pair(**resumed)
    pair.client_sends(answer("old"))
    pair = pair_with_calls("a", "b", **resumed)
    pair.server_sends(ToolCallCancellation(ids=("a",)))
    client_may_not(pair, f"{ID} 'a', which the server has cancelled", answer("a"))
    client_may_not(ready_pair(session_resumption={}), f"{ID} 'old', which was never called", answer("old"))


def test_an_empty_list_of_calls_is_tolerated() -> None:
    pair = pair_with_calls()
    assert pair.both("pending_calls") == ()
    assert pair.both("generating") is False
