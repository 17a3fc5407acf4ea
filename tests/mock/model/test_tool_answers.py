"""Calls that wait and calls that do not: what a mock model makes of the answers, and of those that never come."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from evalkit.scenario.script import Call, Cancel, Complete, Say, Step, Write
from tests.mock.phone import HELLO, Client, Phone, answer, calls, dial, live, words

CALL = Call((("f", {}),), after_ms=100)
DONE: tuple[Step, ...] = (Write("done", after_ms=100), Complete())
SPEAKS = (Say("a very long answer indeed", after_ms=100), Complete())
AFTER = ["modelTurn", "generationComplete", "turnComplete"]


def setup(behavior: str = "") -> dict[str, Any]:
    function = {"name": "f", **({"behavior": behavior} if behavior else {})}
    return {"setup": {"model": "models/mock", "tools": [{"functionDeclarations": [function, {"name": "g"}]}]}}


def answers(document: Any, *responses: dict[str, Any], after_s: float = 1.0) -> Client:
    """A client that answers the first call with each of the responses, one a message, and then listens."""

    async def client(phone: Phone) -> None:
        await phone.send(document, HELLO)
        for response in responses:
            await asyncio.sleep(after_s)
            await phone.send(answer(calls(phone)[0], **response))

    return client


@pytest.mark.parametrize(
    ("profile", "behavior", "blocks"),
    [
        ("vertex-2.5-native", "", True),
        ("vertex-2.5-native", "NON_BLOCKING", False),
        ("dev-3.8", "", False),
        ("dev-3.8", "BLOCKING", True),
    ],
)
def test_whether_a_call_blocks_is_declared_or_else_the_models_habit(profile: str, behavior: str, blocks: bool) -> None:
    phone = dial(answers(setup(behavior), {}), *live((CALL, *DONE), profile=profile))
    seen = [(t, word) for t, word in phone.seen if word != "sessionResumptionUpdate"]
    ends = [] if blocks else [(0.1, "turnComplete")]
    assert seen == [(0.0, "setupComplete"), (0.1, "toolCall"), *ends, *((1.1, word) for word in AFTER)]


@pytest.mark.parametrize("scheduling", [None, "WHEN_IDLE", "INTERRUPT"])
def test_the_answer_to_a_background_call_begins_a_new_turn(scheduling: str | None) -> None:
    more = {"scheduling": scheduling} if scheduling else {}
    phone = dial(answers(setup("NON_BLOCKING"), more), *live((CALL, *DONE)))
    assert words(phone)[1:] == ["toolCall", "turnComplete", *AFTER]


def test_a_silent_answer_begins_none() -> None:
    phone = dial(answers(setup("NON_BLOCKING"), {"scheduling": "SILENT"}), *live((CALL, *DONE)))
    assert words(phone)[1:] == ["toolCall", "turnComplete"]


def test_a_model_that_thinks_in_the_background_says_whether_it_goes_on() -> None:
    document = setup("NON_BLOCKING")
    document["setup"]["generationConfig"] = {"thinkingConfig": {"thinkingLevel": "LOW"}}
    filler = Say("one moment", after_ms=50)
    phone = dial(answers(document, {}, after_s=2.0), *live((filler, CALL, *DONE), profile="dev-extended-thinking"))
    called = next(frame for frame in phone.frames if "toolCall" in frame)
    assert called["interactionStatus"] == "IN_PROGRESS"
    contents = [frame["serverContent"] for frame in phone.frames if "serverContent" in frame]
    assert [each["interactionStatus"] for each in contents if "turnComplete" in each] == ["IN_PROGRESS", "IDLE"]


def test_a_model_that_does_not_look_at_the_scheduling_speaks_anyway() -> None:
    client = answers(setup("NON_BLOCKING"), {"scheduling": "SILENT"})
    phone = dial(client, *live((CALL, *DONE), profile="vertex-2.5-native"))
    assert words(phone)[1:] == ["toolCall", "turnComplete", *AFTER]


def test_a_model_that_knows_no_partial_answers_refuses_them() -> None:
    phone = dial(answers(setup("NON_BLOCKING"), {"willContinue": True}), *live((CALL, *DONE), profile="vertex-3.8"))
    assert words(phone)[-1] == "close 1007 Request contains an invalid argument."


def test_an_answer_that_will_continue_is_waited_out() -> None:
    responses: tuple[dict[str, Any], ...] = ({"willContinue": True}, {"willContinue": True}, {})
    phone = dial(answers(setup("NON_BLOCKING"), *responses), *live((CALL, *DONE)))
    assert [t for t, word in phone.seen if word == "modelTurn"] == [3.1]


def busy(scheduling: str) -> Phone:
    """Answers a background call 0.3 s into the answer to the next turn, which lasts 1.5 s."""

    async def client(phone: Phone) -> None:
        await phone.send(setup("NON_BLOCKING"), HELLO)
        await asyncio.sleep(1)
        await phone.send(HELLO)
        await asyncio.sleep(0.4)
        await phone.send(answer(calls(phone)[0], scheduling=scheduling))

    return dial(client, *live((CALL, *DONE), SPEAKS))


def test_when_idle_waits_for_the_end_of_what_is_being_said() -> None:
    phone = busy("WHEN_IDLE")
    assert "interrupted" not in words(phone)
    assert phone.seen[-1] == (2.7, "turnComplete"), "2.6 is when the other answer has been heard"


def test_interrupt_breaks_in() -> None:
    seen = busy("INTERRUPT").seen
    assert (1.4, "interrupted") in seen
    assert seen[-3:] == [(1.5, word) for word in AFTER]


def test_an_answer_does_not_break_in_on_a_user_who_speaks() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup("NON_BLOCKING"), HELLO)
        await asyncio.sleep(0.5)
        speaking = asyncio.create_task(phone.speak(1.0, 0.6))
        await asyncio.sleep(0.5)
        await phone.send(answer(calls(phone)[0], scheduling="INTERRUPT"))
        await speaking

    phone = dial(client, *live((CALL, *DONE), (Write("you said", after_ms=100), Complete())))
    texts = [frame["serverContent"]["modelTurn"]["parts"][0]["text"] for frame in phone.frames if _speaks(frame)]
    assert texts == ["you said", "done"]


def _speaks(frame: dict[str, Any]) -> bool:
    return "modelTurn" in frame.get("serverContent", {})


def test_a_barge_in_takes_back_blocking_calls_and_leaves_the_others() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup("NON_BLOCKING"), HELLO)
        await asyncio.sleep(0.5)
        await phone.send(HELLO)
        await asyncio.sleep(0.5)
        await phone.send(HELLO)

    phone = dial(client, *live((CALL, *DONE), (Call((("g", {}),)), *DONE), DONE))
    cancelled = [frame["toolCallCancellation"]["ids"] for frame in phone.frames if "toolCallCancellation" in frame]
    assert cancelled == [[call["id"] for call in calls(phone) if call["name"] == "g"]]


def test_calls_without_ids_are_answered_by_name() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup(), HELLO)
        await asyncio.sleep(0.5)
        for name in ("g", "f"):
            await phone.send({"toolResponse": {"functionResponses": [{"name": name, "response": {}}]}})

    both = Call((("f", {}), ("g", {})))
    assert words(dial(client, *live((both, *DONE), faults=["call-without-id"])))[1:] == ["toolCall", *AFTER]


def test_cancel_takes_back_what_is_pending_and_a_late_answer_is_passed_over() -> None:
    steps = (Call((("f", {}),), after_ms=100, wait=False), Cancel(after_ms=200), *DONE)
    phone = dial(answers(setup(), {}), *live(steps))
    assert words(phone)[1:] == ["toolCall", "toolCallCancellation", *AFTER]
    assert phone.frames[2]["toolCallCancellation"]["ids"] == [calls(phone)[0]["id"]]


def test_an_answer_to_no_call_closes() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup(), answer({"id": "x", "name": "f"}))

    assert words(dial(client, *live()))[-1] == (
        "close 1007 toolResponse.functionResponses.0.id: expected the id of a pending call, found 'x', "
        "which was never called"
    )


def test_a_wedged_model_never_goes_on() -> None:
    async def client(phone: Phone) -> None:
        await answers(setup(), {})(phone)
        await phone.send(HELLO)

    assert words(dial(client, *live((CALL, *DONE), DONE, faults=["tool-wedge"]))) == ["setupComplete", "toolCall"]


def test_input_while_a_call_is_pending_aborts_by_fault_only() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup(), HELLO)
        await asyncio.sleep(0.5)
        await phone.speak(0.02)

    assert words(dial(client, *live((CALL, *DONE))))[-1] == "toolCall"
    faulty = dial(client, *live((CALL, *DONE), faults=["audio-while-pending-1008"]))
    assert words(faulty)[-1] == "close 1008 The operation was aborted."
