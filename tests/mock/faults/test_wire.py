"""Faults of frames, seen from a client."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest

from evalkit.mock.faults.setup import setup_fault
from evalkit.mock.faults.wire import faulty_delivery, faulty_wire, spoiler
from evalkit.mock.model.performance import Delivery
from evalkit.mock.model.wire import Wire
from evalkit.mock.server import serve_in_process
from evalkit.scenario.script import Complete, Hear, Say
from tests.mock.phone import HELLO, Phone, dial, live, says, words
from tests.virtual import in_virtual_time

ALL = {"setup": {"model": "models/mock", "outputAudioTranscription": {}, "inputAudioTranscription": {}}}
ANSWER = (Hear("hi", 50), Say("good morning", after_ms=100), Complete())


def heard(*faults: str) -> Phone:
    return dial(says(ALL, HELLO), *live(ANSWER, faults=faults))


def blobs(phone: Phone) -> list[dict[str, Any]]:
    turns = [frame.get("serverContent", {}).get("modelTurn") for frame in phone.frames]
    return [turn["parts"][0]["inlineData"] for turn in turns if turn]


def raw_frames(*faults: str) -> list[str | bytes]:
    """Everything that came within a minute, as it came."""

    async def both() -> list[str | bytes]:
        found: list[str | bytes] = []
        async with serve_in_process(live(ANSWER, faults=faults)[0]) as transport:
            await transport.send(json.dumps(ALL))
            await transport.send(json.dumps(HELLO))
            try:
                while True:
                    found.append(await asyncio.wait_for(transport.receive(), 60))
            except TimeoutError:
                return found

    return in_virtual_time(both())


def test_frames_are_binary_or_by_fault_text() -> None:
    assert {type(frame) for frame in raw_frames()} == {bytes}
    assert {type(frame) for frame in raw_frames("text-frames")} == {str}


def test_empty_frames_stand_before_all_but_the_first() -> None:
    found = words(heard("empty-frames"))
    assert found[0] == "setupComplete"
    # An empty object has no key to name, nor has an empty serverContent.
    assert found[1:4] == ["nothing", "serverContent", "modelTurn"]


@pytest.mark.parametrize(("faults", "sends_s"), [((), 0.17), (("burst",), 0.0), (("paced",), 0.68)])
def test_audio_comes_at_its_speed(faults: tuple[str, ...], sends_s: float) -> None:
    times = [t for t, word in heard(*faults).seen if word == "modelTurn"]
    assert times[-1] - times[0] == pytest.approx(sends_s, abs=0.001)


def test_bundled_frames_hold_audio_transcript_and_the_end() -> None:
    frames = [set(word.split("+")) for word in words(heard("bundled-frames"))[1:]]
    both = {"modelTurn", "outputTranscription"}
    assert frames == [{"modelTurn"}, both, {"modelTurn"}, {*both, "generationComplete", "turnComplete"}]


def test_audio_has_the_format_that_the_fault_gives_it() -> None:
    plain = blobs(heard())
    assert [blob["mimeType"] for blob in blobs(heard("no-rate"))] == ["audio/pcm"] * len(plain)
    other = blobs(heard("other-rate"))
    assert {blob["mimeType"] for blob in other} == {"audio/pcm;rate=16000"}
    lengths = [len(base64.b64decode(blob["data"])) for blob in other]
    assert sum(lengths) == pytest.approx(sum(len(base64.b64decode(blob["data"])) for blob in plain) * 2 / 3, abs=20)
    odd = [len(base64.b64decode(blob["data"])) for blob in blobs(heard("odd-bytes"))]
    assert all(length % 2 for length in odd)


def test_bad_base64_is_none() -> None:
    for blob in blobs(heard("bad-base64")):
        with pytest.raises(ValueError, match=r"padding|alphabet|base64"):
            base64.b64decode(blob["data"], validate=True)


def test_not_json_is_one_frame_of_the_first_answer() -> None:
    broken = []
    for frame in raw_frames("not-json"):
        try:
            json.loads(frame)
        except ValueError:
            broken.append(frame)
    assert len(broken) == 1


def usages(*faults: str) -> list[dict[str, Any]]:
    return [frame["usageMetadata"] for frame in heard(*faults).frames if "usageMetadata" in frame]


def test_token_counts_come_once_a_turn_everywhere_or_never() -> None:
    assert [len(usages(*faults)) for faults in ((), ("usage-repeated",), ("usage-missing",))] == [1, 5, 0]


def test_token_counts_that_do_not_add_up() -> None:
    [counts] = usages("usage-off")
    details = sum(each["tokenCount"] for each in counts["promptTokensDetails"])
    assert counts["promptTokenCount"] >= details
    assert counts["totalTokenCount"] != (
        counts["promptTokenCount"] + counts["candidatesTokenCount"] + counts["thoughtsTokenCount"]
    )


def test_faults_of_the_wire_are_data() -> None:
    assert faulty_wire(Wire(), frozenset({"text-frames", "odd-bytes"})) == Wire(binary=False, odd_bytes=True)
    assert faulty_delivery(Delivery(), frozenset({"call-without-id"})) == Delivery(call_ids="none")
    assert list(spoiler(frozenset(), lambda _: False)(b"{}")) == [b"{}"]


@pytest.mark.parametrize(
    ("fault", "ends"),
    [
        ("setup-silent", []),
        ("drop-at-setup", ["close 1006"]),
        ("bad-credentials", ["close 1007 API key not valid. Please pass a valid API key."]),
        ("setup-close-1007", ["close 1007 Request contains an invalid argument."]),
        ("setup-close-1008", ["close 1008 Operation is not implemented, or supported, or enabled."]),
        ("setup-close-1011", ["close 1011 Internal error encountered."]),
    ],
)
def test_a_setup_fails_by_fault(fault: str, ends: list[str]) -> None:
    assert words(heard(fault)) == ends


def test_a_long_reason_is_cut_where_a_close_frame_ends() -> None:
    refusal = setup_fault(frozenset({"long-close-reason"}), resuming=False, alone_s=0.0)
    assert refusal is not None
    assert len(refusal.reason.encode()) == 123
    assert refusal.reason.endswith("Call ListModel")
