"""Sessions that go on over a second connection: handles, what they lead to, and what goes wrong with them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from evalkit.mock.model.sessions import Progress, Sessions
from evalkit.scenario.script import Call, Complete, Say, Write
from tests.mock.phone import HELLO, Phone, answer, calls, dial, live, words

FIRST = (Write("first", after_ms=100), Complete())
SECOND = (Write("second", after_ms=100), Complete())
THIRD = (Write("third", after_ms=100), Complete())
CALLS = (Call((("f", {}),), after_ms=100), *SECOND)


def setup(handle: str = "", **more: Any) -> dict[str, Any]:
    return {"setup": {"model": "models/mock", "sessionResumption": {"handle": handle} if handle else {}, **more}}


def handles(phone: Phone) -> list[str]:
    updates = [frame["sessionResumptionUpdate"] for frame in phone.frames if "sessionResumptionUpdate" in frame]
    return [update["newHandle"] for update in updates if update.get("resumable")]


def said(phone: Phone) -> list[str]:
    turns = [frame.get("serverContent", {}).get("modelTurn") for frame in phone.frames]
    return [turn["parts"][0].get("text", "") for turn in turns if turn]


class Caller:
    """Says hello once a connection, resuming with the last handle; closes after a second."""

    def __init__(self, *, pause_s: float = 1.0) -> None:
        self.pause_s = pause_s

    async def __call__(self, phone: Phone) -> None:
        known = handles(phone)
        if known:
            await asyncio.sleep(self.pause_s)
        await phone.send(setup(known[-1] if known else ""), HELLO)
        await asyncio.sleep(1)
        await phone.transport.close()


@pytest.mark.parametrize(("profile", "expected"), [("dev-3.8", "once"), ("vertex-2.5-native", "per turn")])
def test_handles_come_when_the_profile_has_them_come(profile: str, expected: str) -> None:
    seen = words(dial(Caller(), *live(FIRST, profile=profile), listen_s=0))
    place = {"once": 1, "per turn": 4}[expected]
    assert [index for index, word in enumerate(seen) if word == "sessionResumptionUpdate"] == [place]


def test_periodic_handles_come_every_0_9_s_and_are_not_resumable_while_the_model_is_at_work() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup(), HELLO)

    phone = dial(client, *live((Say("a very long answer, quite so", after_ms=100), Complete()), profile="dev-3.1"))
    updates = [(t, word) for t, word in phone.seen if word == "sessionResumptionUpdate"]
    assert [t for t, _ in updates] == [0.9, 1.8, 2.7, 3.6, 4.5]
    found = [frame["sessionResumptionUpdate"] for frame in phone.frames if "sessionResumptionUpdate" in frame]
    assert [update.get("resumable", False) for update in found] == [False, True, True, True, True]
    assert "newHandle" not in found[0]


def test_without_session_resumption_in_the_setup_there_are_no_handles() -> None:
    async def client(phone: Phone) -> None:
        await phone.send({"setup": {"model": "models/mock"}}, HELLO)

    assert handles(dial(client, *live(FIRST, profile="dev-3.1"))) == []


@pytest.mark.parametrize("profile", ["dev-3.8", "dev-3.1", "vertex-2.5-native"])
def test_a_resumed_session_goes_on_with_its_next_turn(profile: str) -> None:
    script = (FIRST, SECOND, THIRD)
    phone = dial(Caller(), *live(*script, profile=profile, connections=3), listen_s=0)
    assert said(phone) == ["first", "second", "third"]
    assert len(set(handles(phone))) == len(handles(phone)), "no handle is given twice"


@pytest.mark.parametrize(("profile", "third"), [("dev-3.8", "third"), ("vertex-2.5-native", "second")])
def test_a_handle_leads_to_where_the_profile_has_it_lead(profile: str, third: str) -> None:
    """The one handle of 3.8 leads to the end of its connection; one given for a turn, to the end of that turn."""

    async def client(phone: Phone) -> None:
        known = handles(phone)
        await phone.send(setup(known[0] if known else ""), HELLO)
        await asyncio.sleep(1)
        if not known:
            await phone.send(HELLO)
            await asyncio.sleep(1)
        await phone.transport.close()

    script = (FIRST, SECOND, THIRD)
    assert said(dial(client, *live(*script, profile=profile, connections=2), listen_s=0)) == ["first", "second", third]


def test_an_unknown_handle_is_no_session() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(setup("nobody-gave-this"))

    assert words(dial(client, *live())) == ["close 1008 BidiGenerateContent session not found"]


@pytest.mark.parametrize(
    ("fault", "pause_s", "ends"),
    [
        ("stale-handle", 5.0, "close 1008 BidiGenerateContent session not found"),
        ("resume-race", 0.5, "close 1011 Internal error encountered."),
        ("resume-race", 1.0, "close 1000"),
    ],
)
def test_a_resumption_may_fail_by_fault(fault: str, pause_s: float, ends: str) -> None:
    phone = dial(Caller(pause_s=pause_s), *live(FIRST, SECOND, faults=[fault], connections=2), listen_s=0.1)
    assert words(phone)[-1] == ends


def test_with_amnesia_a_session_resumed_twice_begins_again() -> None:
    phone = dial(Caller(), *live(FIRST, SECOND, THIRD, faults=["resume-amnesia"], connections=3), listen_s=0)
    assert said(phone) == ["first", "second", "first"]


def test_a_pending_call_is_answered_on_the_next_connection() -> None:
    async def client(phone: Phone) -> None:
        if not phone.frames:
            await phone.send(setup(), HELLO)
            await asyncio.sleep(0.5)
            await phone.transport.close()
            return
        await phone.send(setup(handles(phone)[0]), answer(calls(phone)[0]))
        await asyncio.sleep(0.5)

    assert said(dial(client, *live(CALLS, profile="dev-3.8", connections=2), listen_s=0)) == ["second"]


def test_transparent_resumption_tells_which_messages_were_read() -> None:
    async def client(phone: Phone) -> None:
        await phone.send({"setup": {"model": "m", "sessionResumption": {"transparent": True}}}, HELLO)

    phone = dial(client, *live(FIRST))
    assert phone.frames[-1]["sessionResumptionUpdate"]["lastConsumedClientMessageIndex"] == "1"


def test_a_fault_that_strikes_once_does_not_strike_the_resumed_session() -> None:
    phone = dial(
        Caller(), *live(FIRST, SECOND, profile="dev-3.8", faults=["drop-mid-turn"], connections=2), listen_s=0.1
    )
    assert said(phone) == ["first", "second"]
    assert [word for word in words(phone) if word.startswith("close")] == ["close 1006", "close 1000"]


def test_what_is_remembered_is_bounded_and_a_copy() -> None:
    sessions, progress = Sessions(), Progress("one")
    for number in range(10_001):
        sessions.save(str(number), progress)
    progress.calls = 7
    found = sessions.find("10000")
    assert sessions.find("0") is None
    assert found is not None
    assert found.calls == 0
