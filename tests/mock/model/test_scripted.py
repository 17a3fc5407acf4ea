"""A script against a client that is not a session: turn-taking, interruptions, tools, setups."""

import asyncio
import json
from typing import Any

import pytest

from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.mock.model.wire import Wire
from evalkit.mock.server import serve_in_process
from evalkit.scenario.script import Call, Complete, Disconnect, Hear, Raw, Say, Script, ScriptTurn, Step, Write
from tests.conversations import tone_voice
from tests.mock.phone import HELLO, SETUP, SPOKEN, Client, Phone, dial, says, words
from tests.virtual import in_virtual_time


def play(client: Client, *answers: tuple[Step, ...], wire: Wire | None = None, **script: Any) -> Phone:
    turns = tuple(ScriptTurn(steps) for steps in answers)
    return dial(client, ScriptedResponder(Script(turns, **script), tone_voice, "t", wire))


YES = (Say("yes", after_ms=100), Complete())
SPEAKS = ["setupComplete", "modelTurn", "generationComplete", "turnComplete"]


@pytest.mark.parametrize("question", [HELLO, SPOKEN])
def test_text_is_answered_under_either_name(question: Any) -> None:
    phone = play(says(SETUP, question), YES)
    assert phone.seen == [(0.0, SPEAKS[0]), (0.1, SPEAKS[1]), (0.1, SPEAKS[2]), (0.28, SPEAKS[3])]


def test_empty_realtime_text_and_context_without_an_end_are_not_answered() -> None:
    context = {"clientContent": {**HELLO["clientContent"], "turnComplete": False}}
    assert words(play(says(SETUP, {"realtimeInput": {"text": ""}}, context), YES)) == ["setupComplete"]


def test_initial_history_is_not_answered() -> None:
    setup = {"setup": {"model": "m", "historyConfig": {"initialHistoryInClientContent": True}}}
    assert words(play(says(setup, HELLO), YES)) == ["setupComplete"]
    assert words(play(says(setup, HELLO, HELLO), YES)) == SPEAKS


def test_more_turns_than_the_script_has_are_met_with_silence() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        await asyncio.sleep(3)
        await phone.send(HELLO)

    assert words(play(client, YES)) == SPEAKS


def test_speech_that_goes_on_before_the_answer_puts_it_off() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP)
        await phone.speak(1.0, 0.7)
        await phone.speak(1.0, 0.7)

    phone = play(client, (Say("yes", after_ms=1000), Complete()))
    assert phone.seen[:2] == [(0.0, "setupComplete"), (3.7, "modelTurn")]
    assert words(phone) == SPEAKS


def test_speech_interrupts_an_answer_that_has_begun() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        await asyncio.sleep(0.2)
        await phone.speak(0.5, 0.6)

    phone = play(client, (Say("a very long answer indeed", after_ms=100), Complete()), (Write("what?"), Complete()))
    after = words(phone)[words(phone).index("interrupted") :]
    assert after == ["interrupted", "turnComplete", "modelTurn", "generationComplete", "turnComplete"]
    assert (0.26, "interrupted") in phone.seen


def test_an_interruption_takes_the_open_calls_back() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        await asyncio.sleep(0.2)
        await phone.send(HELLO)
        call = phone.frames[1]["toolCall"]["functionCalls"][0]
        await phone.send({"toolResponse": {"functionResponses": [{"id": call["id"], "name": "f", "response": {}}]}})

    phone = play(client, (Call((("f", {}),)), *YES), YES)
    expected = ["setupComplete", "toolCall", "interrupted", "toolCallCancellation", "turnComplete", *SPEAKS[1:]]
    assert words(phone) == expected, "and the answer that crossed the cancellation is passed over"


def test_with_no_interruption_the_answer_goes_on() -> None:
    setup = {"setup": {"model": "m", "realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}}

    async def client(phone: Phone) -> None:
        await phone.send(setup, HELLO)
        await asyncio.sleep(0.2)
        await phone.send(HELLO)

    assert words(play(client, YES, YES)) == SPEAKS


def test_steps_wait_until_every_call_is_answered() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        for index in range(2):
            await asyncio.sleep(1)
            call = phone.frames[1]["toolCall"]["functionCalls"][index]
            await phone.send({"toolResponse": {"functionResponses": [{"id": call["id"], "name": "f", "response": {}}]}})

    phone = play(client, (Call((("f", {}), ("f", {}))), *YES))
    assert [t for t, word in phone.seen if word == "modelTurn"] == [2.1]


def test_a_call_written_by_hand_may_be_answered() -> None:
    call = Raw({"toolCall": {"functionCalls": [{"name": "f", "args": {}, "id": "one"}]}})
    answer = {"toolResponse": {"functionResponses": [{"id": "one", "name": "f", "response": {}}]}}

    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        await asyncio.sleep(0.05)
        await phone.send(answer)

    assert words(play(client, (call, *YES))) == ["setupComplete", "toolCall", *SPEAKS[1:]]


def test_a_late_setup_complete_written_by_hand_sets_the_session_up_whatever_is_said_before() -> None:
    late = (Raw({"setupComplete": {}}, after_ms=1000),)

    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        await asyncio.sleep(2)
        await phone.send(HELLO)

    phone = play(client, YES, (Write("second"), Complete()), on_setup=late)
    assert phone.seen[:2] == [(1.0, "setupComplete"), (2.1, "modelTurn")]


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ((HELLO,), "expected setup as the first message, found clientContent"),
        ((SETUP, SETUP), "setup: expected it only once, found a second one"),
        ((SETUP, {"nonsense": 1}), 'Invalid JSON payload received. Unknown name "nonsense": Cannot find field.'),
    ],
)
def test_a_client_that_breaks_the_protocol_is_told_so(documents: tuple[Any, ...], reason: str) -> None:
    assert words(play(says(*documents), YES))[-1] == f"close 1007 {reason}"


def test_disconnect_closes_with_its_code() -> None:
    assert words(play(says(SETUP, HELLO), (Hear("hello"), Disconnect(1011, "boom")))) == [
        "setupComplete",
        "inputTranscription",
        "close 1011 boom",
    ]


def test_a_rejected_turn_has_no_generation_complete() -> None:
    phone = play(says(SETUP, HELLO), (Complete(reason="RESPONSE_REJECTED"),))
    assert words(phone) == ["setupComplete", "turnComplete+turnCompleteReason"]


def test_a_voice_that_fails_closes_and_is_raised() -> None:
    def no_voice(_: Say) -> Any:
        raise ZeroDivisionError("no voice")

    async def both() -> None:
        async with serve_in_process(ScriptedResponder(Script((ScriptTurn(YES),)), no_voice, "t")) as transport:
            await transport.send(json.dumps(SETUP))
            await transport.send(json.dumps(HELLO))
            while True:
                await transport.receive()

    with pytest.raises(ZeroDivisionError):
        in_virtual_time(both())


def test_the_same_script_sends_the_same_bytes() -> None:
    answers = (Call((("f", {}),), wait=False), *YES)
    assert play(says(SETUP, HELLO), answers).frames == play(says(SETUP, HELLO), answers).frames
