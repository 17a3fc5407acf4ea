"""Faults in the course of a session, seen from a client."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from evalkit.scenario.script import Call, Complete, Say, Write
from tests.mock.phone import HELLO, SETUP, Client, Phone, answer, calls, dial, live, words

FIRST = (Say("a long answer to begin with", after_ms=100), Complete())
SECOND = (Write("second", after_ms=100), Complete())
AFTER = ["modelTurn", "generationComplete", "turnComplete"]


def twice(pause_s: float, setup: Any = None) -> Client:
    async def client(phone: Phone) -> None:
        await phone.send(setup or SETUP, HELLO)
        await asyncio.sleep(pause_s)
        await phone.send(HELLO)

    return client


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ([], ["interrupted", "turnComplete"]),
        (["interrupted-alone"], ["interrupted"]),
        (["interrupted-late"], ["turnComplete", "interrupted"]),
    ],
)
def test_how_an_interruption_is_told(faults: list[str], told: list[str]) -> None:
    seen = words(dial(twice(0.25), *live(FIRST, SECOND, faults=faults)))
    assert seen[seen.index(told[0]) :] == [*told, *AFTER]


def test_a_swallowed_turn_is_closed_during_the_next_and_the_session_goes_on() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP)
        await phone.speak(0.5, 5.0)
        for _ in range(5):
            await phone.speak(0.5, 0.1)
        await phone.speak(0.5, 0.6)
        await asyncio.sleep(1)
        await phone.speak(0.5, 0.6)

    phone = dial(client, *live(FIRST, SECOND, SECOND, faults=["swallowed-utterance"]))
    # The second utterance begins at 5.5 s and is recognised 60 ms later.
    assert phone.seen[:2] == [(0.0, "setupComplete"), (8.36, "turnComplete")]
    assert phone.frames[1]["usageMetadata"]["candidatesTokenCount"] == 0
    assert words(phone)[2:] == AFTER * 2


def test_a_context_overflows_at_the_second_turn_unless_it_is_compressed() -> None:
    faulty = dial(twice(3), *live(FIRST, SECOND, faults=["context-overflow-1007"]))
    assert words(faulty)[-1] == "close 1007 Request contains an invalid argument."
    compressed = {"setup": {"model": "m", "contextWindowCompression": {"slidingWindow": {}}}}
    patient = dial(twice(3, compressed), *live(FIRST, SECOND, faults=["context-overflow-1007"]))
    assert words(patient)[-3:] == AFTER


def test_go_away_comes_with_the_first_answer_and_the_time_is_kept() -> None:
    phone = dial(twice(3), *live(FIRST, SECOND, faults=["go-away"]), listen_s=10)
    assert (0.1, "goAway") in phone.seen
    assert words(phone).count("goAway") == 1
    assert words(phone)[-1] == "close 1000 The operation was cancelled."


def test_a_call_is_cut_off_after_100_ms() -> None:
    script = (Call((("f", {}),), after_ms=100), *SECOND)
    phone = dial(twice(0.0), *live(script, faults=["drop-while-calling"]))
    assert words(phone)[-1] == "close 1006"


def test_parallel_calls_come_one_by_one_and_are_waited_for_together() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        await asyncio.sleep(1)
        for call in calls(phone):
            await phone.send(answer(call))
            await asyncio.sleep(1)

    both = Call((("f", {}), ("g", {})), after_ms=100)
    phone = dial(client, *live((both, *SECOND), faults=["sequential-calls"]))
    assert phone.seen[1:4] == [(0.1, "toolCall"), (0.15, "toolCall"), (2.1, "modelTurn")]


def test_a_turn_that_is_complete_before_its_answer_goes_on_with_it() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP, HELLO)
        await asyncio.sleep(1)
        await phone.send(answer(calls(phone)[0]))

    phone = dial(client, *live((Call((("f", {}),)), *SECOND), faults=["turn-complete-before-answer"]))
    assert words(phone)[1:] == ["toolCall", "turnComplete", *AFTER]
