"""Whatever a client sends, and whatever faults are on, the mock server answers, closes or waits; it never breaks."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import ConnectionClosed, UsageError
from evalkit.mock.faults.known import FAULTS, faults_named
from evalkit.scenario.script import Call, Cancel, Complete, GoAway, Hear, Raw, RunCode, Say, Search, Step, Write
from tests.mock.phone import HELLO, SETUP, SPOKEN, Client, Phone, answer, calls, dial, live, words

_PROFILES = ["", "vertex-2.0", "vertex-2.5-native", "dev-2.5", "dev-3.1", "dev-3.8", "vertex-3.8"]
_SETUPS: list[dict[str, Any]] = [
    SETUP,
    {"setup": {"model": "models/mock", "inputAudioTranscription": {}, "outputAudioTranscription": {}}},
    {"setup": {"model": "models/mock", "sessionResumption": {}, "explicitVadSignal": True}},
    {"setup": {"model": "models/mock", "realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}},
    {
        "setup": {
            "model": "models/mock",
            "tools": [{"functionDeclarations": [{"name": "f", "behavior": "NON_BLOCKING"}, {"name": "g"}]}],
        }
    },
]
_STEPS: list[Step] = [
    Hear("hi", 100),
    Say("good morning to you", 100),
    Write("well", 50),
    Write("hm", 50, thought=True),
    Call((("f", {}),), 100),
    Call((("f", {}), ("g", {})), 100),
    Call((("g", {}),), 100, wait=False),
    Cancel(50),
    Search(("q",), after_ms=50),
    RunCode("1", after_ms=50),
    Raw({"toolCall": {"functionCalls": []}}),
    GoAway(3.0),
    Complete(),
    Complete(reason="OTHER"),
]
_SENT: list[Any] = [
    HELLO,
    SPOKEN,
    {"realtimeInput": {"audioStreamEnd": True}},
    {"realtimeInput": {"video": {"mimeType": "image/jpeg", "data": "AAAA"}}},
    {"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=8000", "data": "AAAA"}}},
    {"realtimeInput": {"mediaChunks": [{"mimeType": "image/png", "data": ""}, {"data": "AAA="}]}},
    {"clientContent": {}},
    {"toolResponse": {"functionResponses": []}},
]
_deeds = st.lists(
    st.sampled_from(_SENT)
    | st.sampled_from([0.05, 0.3, 2.0])
    | st.sampled_from(["speak", "answer", "SILENT", "INTERRUPT", "WHEN_IDLE"]),
    max_size=8,
)


def does(setup: Any, deeds: list[Any]) -> Client:
    async def client(phone: Phone) -> None:
        try:
            await phone.send(setup)
            for deed in deeds:
                await _do(phone, deed)
        except ConnectionClosed:
            return

    return client


async def _do(phone: Phone, deed: Any) -> None:
    match deed:
        case float():
            await asyncio.sleep(deed)
        case "speak":
            await phone.speak(0.4, 0.6)
        case str():
            scheduling = {} if deed == "answer" else {"scheduling": deed}
            for call in calls(phone)[-2:]:
                await phone.send(answer(call, **scheduling))
        case _:
            await phone.send(deed)


@settings(max_examples=150)
@given(
    setup=st.sampled_from(_SETUPS),
    deeds=_deeds,
    turns=st.lists(st.lists(st.sampled_from(_STEPS), max_size=4), max_size=3),
    profile=st.sampled_from(_PROFILES),
    names=st.sets(st.sampled_from(sorted(FAULTS)), max_size=3),
)
def test_no_client_breaks_the_server(
    setup: Any, deeds: list[Any], turns: list[list[Step]], profile: str, names: set[str]
) -> None:
    try:
        faults_named(names)
    except UsageError:
        names = set()
    names -= {"not-json"}  # This client cannot read that.
    phone = dial(does(setup, deeds), *live(*turns, profile=profile, faults=sorted(names)), listen_s=12)
    ends = [word for word in words(phone) if word.startswith("close")]
    assert len(ends) <= 1
    assert not any("Error" in end and "Internal error encountered" not in end for end in ends)
