"""What the seed notebook does, and what a client does that holds against real servers (reference §11, row by row)."""

import asyncio
from dataclasses import replace
from typing import Any

import orjson
import pybase64
import pytest

from evalkit.media.frames import Frame
from evalkit.profiles.profile import Dialect, Profile
from evalkit.recording.model import Data, Recording
from tests.conversations import a_scenario, marks, messages, played, sound
from tests.session.servers import DONE, Peer, called, failure, handle, resuming, says, served
from tests.session.turns import SPOKEN, TYPED, finishes

QUICK = {"first_response_s": 2, "gap_s": 2, "silence_s": 2}


def spoken_at(frames: Any, *, peer_sends: float = 0.0, **document: Any) -> tuple[Recording, Peer]:
    """One typed turn, answered with these frames, each some seconds after the one before."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        await peer.hears("clientContent")
        for frame in frames:
            await asyncio.sleep(peer_sends)
            await peer.sends(frame)

    recording, (peer,) = served(a_scenario(TYPED, **{"timeouts": QUICK, **document}), script)
    return recording, peer


async def set_up_only(peer: Peer) -> None:
    await peer.set_up()


class Bytes(Peer):
    """A peer whose frames are binary."""

    async def sends(self, *frames: dict[str, Any]) -> None:
        for frame in frames:
            data: Data = orjson.dumps(frame)
            await self._transport.send(data)


def pcm(seconds: float, rate_hz: int, mime_type: str) -> dict[str, Any]:
    data = pybase64.b64encode(sound(seconds, rate_hz).tobytes()).decode()
    return {"serverContent": {"modelTurn": {"parts": [{"inlineData": {"mimeType": mime_type, "data": data}}]}}}


def test_audio_is_sent_as_audio() -> None:
    """`media_chunks` for audio | use `audio`; mediaChunks fails on 3.1+."""
    recording, (peer,) = served(a_scenario(SPOKEN, timeouts=QUICK), set_up_only)
    assert peer.kinds() == ["setup", "audio"]
    assert messages(recording, "sent", "ediaChunks") == []


def test_speech_is_paced_and_its_end_can_be_heard() -> None:
    """WAV bytes read from file | 16 kHz PCM16, paced in real time, silence tail or audioStreamEnd."""
    profile = Profile("test", "a model of the tests", dialect=Dialect(audio_end="stream_end"))
    recording, (peer,) = served(a_scenario(SPOKEN, timeouts=QUICK), set_up_only, profile=profile)
    times = [entry.t or 0 for entry in messages(recording, "sent", "audio/pcm;rate=16000")]
    assert times == pytest.approx([0.02 * (chunk + 1) for chunk in range(50 + 60)])
    assert peer.kinds()[-1] == "audioStreamEnd"


@pytest.mark.parametrize(
    ("frames", "kind"),
    [(({"serverContent": {}},), "RemoteProtocolError"), ((), "SetupError"), (({},), "SetupError")],
)
def test_only_setup_complete_completes_the_setup(frames: tuple[dict[str, Any], ...], kind: str) -> None:
    """`await ws.recv()` = setup OK | check for `setupComplete`; handle close; timeout."""

    async def script(peer: Peer) -> None:
        await peer.hears("setup")
        await peer.sends(*frames)

    recording, _ = served(a_scenario(TYPED), script)
    assert failure(recording)["kind"] == kind
    assert messages(recording, "sent", "clientContent") == []


def test_a_close_in_place_of_setup_complete_says_whose_mistake_it_was() -> None:
    """`await ws.recv()` = setup OK | check for `setupComplete`; handle close; timeout."""

    async def script(peer: Peer) -> None:
        await peer.hears("setup")
        await peer.closes(1007, "Cannot extract voices from a non-audio request.")

    assert failure(served(a_scenario(TYPED), script)[0])["status"] == "invalid"


def test_frames_may_be_text_or_binary() -> None:
    """`message.decode()` | handle text and binary."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        await peer.hears("clientContent")
        await peer.sends(says("yes"), DONE)

    for peer in (Peer(script), Bytes(script)):
        assert finishes(played(a_scenario(TYPED), {}, peer)) == ["turn_complete"]


def test_a_frame_may_hold_several_keys_or_none() -> None:
    """One key per message; KeyError control flow | several keys; tolerate `{}`."""
    bundle = {**says("yes", turnComplete=True, generationComplete=True), "usageMetadata": {"totalTokenCount": 9}}
    recording, _ = spoken_at([{}, {"sessionResumptionUpdate": {}}, {"somethingNew": {"a": 1}}, bundle])
    assert finishes(recording) == ["turn_complete"]


@pytest.mark.parametrize(
    ("frames", "finish", "seconds"),
    [
        ([DONE], "turn_complete", 1),
        ([says("I was about to"), DONE], "turn_complete", 2),
        ([says("no end")], "gap", 3),
        ([says("yes"), DONE, DONE, DONE], "turn_complete", 2),
        ([says("hm", turnComplete=True, interactionStatus="IN_PROGRESS"), says("so"), DONE], "turn_complete", 3),
    ],
)
def test_turn_complete_comes_in_every_form(frames: list[dict[str, Any]], finish: str, seconds: float) -> None:
    """turnComplete = end | may be empty, early, missing, repeated, IN_PROGRESS."""
    recording, _ = spoken_at(frames, peer_sends=1.0)
    (ended,), (finished,) = marks(recording, "input_ended"), marks(recording, "turn_finished")
    assert finished.detail["reason"] == finish
    assert finished.t == pytest.approx((ended.t or 0) + seconds)


def test_each_phase_has_a_limit_of_its_own() -> None:
    """Stop on 5 s receive timeout | separate first-response, inter-frame, turn and silence timeouts; stalls exist."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        await peer.hears("clientContent")
        await asyncio.sleep(6)
        await peer.sends(says("well"))
        await asyncio.sleep(50)
        await peer.sends(says("yes"), DONE)

    limits = {"first_response_s": 7, "gap_s": 55, "turn_s": 90}
    recording, _ = served(a_scenario(TYPED, timeouts=limits), script)
    assert finishes(recording) == ["turn_complete"]


def test_a_call_is_answered_by_id_and_name_and_the_microphone_keeps_quiet() -> None:
    """toolCall printed, not answered | answer with id + name, then continue; pause audio while pending on 2.5."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        for _ in range(60):
            await peer.hears("audio")
        await peer.sends(called("f", "1"))
        answer = await peer.hears("toolResponse")
        assert answer == {"functionResponses": [{"id": "1", "name": "f", "response": {"n": 1}}]}
        await peer.sends(says("one"), DONE)

    setup = {"tools": [{"function_declarations": [{"name": "f"}]}]}
    scenario = a_scenario(SPOKEN, setup=setup, tools={"f": {"return": {"n": 1}, "after_ms": 500}})
    profile = Profile("test", "a model of the tests", dialect=Dialect(pause_audio_for_calls=True))
    recording, (peer,) = served(scenario, script, profile=profile)
    assert (finishes(recording), peer.kinds()) == (["turn_complete"], ["setup", "audio", "toolResponse"])


def test_an_interruption_ends_what_was_being_heard() -> None:
    """No interrupted handling in code | drop audio, mark truncation, expect missing generationComplete."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        await peer.hears("clientContent")
        await peer.sends(pcm(20, 24_000, "audio/pcm;rate=24000"))
        await peer.hears("clientContent")
        await peer.sends({"serverContent": {"interrupted": True}}, DONE)
        await asyncio.sleep(0.5)
        await peer.sends(pcm(1, 24_000, "audio/pcm;rate=24000"), DONE)

    barging = {**TYPED, "start": {"after": "model_speech", "delay_ms": 400}}
    recording, _ = served(a_scenario(TYPED, barging, TYPED, timeouts=QUICK), script)
    started = [mark.t or 0 for mark in marks(recording, "turn_started")]
    assert finishes(recording) == ["barged_in", "turn_complete", "no_response"]
    assert started[2] == pytest.approx(started[1] + 0.5 + 1.0 + 0.3), "the 20 s that were cut off are not heard out"


def test_a_session_lives_longer_than_its_connection() -> None:
    """Single connection, static token | goAway, 10 min limit, resumption with retry, a new connection each time."""

    async def first(peer: Peer) -> None:
        await peer.set_up(handle("h1"))
        await peer.hears("clientContent")
        await peer.sends({"goAway": {"timeLeft": "30s"}}, says("yes"), DONE)

    async def too_soon(peer: Peer) -> None:
        await peer.hears("setup")
        await peer.closes(1011, "Internal error encountered.")

    async def second(peer: Peer) -> None:
        await peer.set_up()
        await peer.hears("clientContent")
        await peer.sends(says("still here"), DONE)

    recording, (_, _, last) = served(resuming(TYPED, TYPED), first, too_soon, second)
    assert finishes(recording) == ["turn_complete", "turn_complete"]
    assert last.got[0]["setup"]["sessionResumption"] == {"handle": "h1"}


def test_a_setup_that_hangs_the_model_is_told_from_a_slow_one() -> None:
    """`enable_affective_dialog`, `proactive_audio` always | 2.5 only; hangs 3.1, invalid/forced on 3.8."""

    async def script(peer: Peer) -> None:
        setup = await peer.hears("setup")
        assert setup["proactivity"] == {"proactiveAudio": True}

    setup = {"proactivity": {"proactive_audio": True}, "generation_config": {"enable_affective_dialog": True}}
    recording, _ = served(a_scenario(TYPED, setup=setup, timeouts={"setup_s": 6}), script)
    said = "setup: no setupComplete within 6 s; some models answer an unsupported setup with silence: "
    assert failure(recording)["message"].startswith(said)


def test_pictures_have_their_own_pace_and_speech_ends_the_turn() -> None:
    """Video at source FPS + empty text | 1 FPS, 768×768, real end-of-turn trigger."""
    frames = {0: tuple(Frame(float(second), b"picture") for second in range(9))}
    recording, (peer,) = served(a_scenario(SPOKEN, timeouts=QUICK), set_up_only, frames=frames)
    times = [entry.t for entry in messages(recording, "sent", '"video"')]
    assert times == pytest.approx([0.0, 1.0, 2.0])
    assert peer.kinds()[-1] == "audio", "silence, and no empty text"


def test_tools_and_enums_are_written_as_the_api_writes_them() -> None:
    """`tools` as object, lower-case enums | send canonical array + upper case."""
    setup = {
        "tools": {"function_declarations": [{"name": "f", "parameters": {"type": "object", "properties": {}}}]},
        "generation_config": {"response_modalities": ["audio"]},
    }
    scenario = replace(a_scenario(TYPED, timeouts=QUICK), setup=setup)
    _, (peer,) = served(scenario, set_up_only)
    sent = peer.got[0]["setup"]
    assert sent["tools"] == [
        {"functionDeclarations": [{"name": "f", "parameters": {"type": "OBJECT", "properties": {}}}]}
    ]
    assert sent["generationConfig"] == {"responseModalities": ["AUDIO"]}


def test_usage_is_a_snapshot_and_decides_nothing() -> None:
    """Usage ignored | names per backend, cumulative context, not summable."""
    counts = [{"usageMetadata": {name: 9}} for name in ("responseTokenCount", "candidatesTokenCount")]
    recording, _ = spoken_at([*counts, says("yes"), *counts, DONE, *counts])
    assert finishes(recording) == ["turn_complete"]
    assert finishes(spoken_at([*counts])[0]) == ["no_response"], "usage alone is no answer"


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [{"serverContent": {"turnComplete": True, "turnCompleteReason": "RESPONSE_REJECTED"}}],
        [says("(silence)"), DONE],
    ],
)
def test_silence_is_listened_to_for_as_long_as_was_asked(frames: list[dict[str, Any]]) -> None:
    """Proactive test uses typed turns, "silent" by timeout | use audio, classify silence form."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        for _ in range(100):
            await peer.hears("audio")
        await peer.sends(*frames)

    scenario = a_scenario({**SPOKEN, "expect": {"silence": {"for_s": 3}}})
    recording, _ = served(scenario, script)
    (ended,), (finished,) = marks(recording, "input_ended"), marks(recording, "turn_finished")
    assert finished.detail["reason"] == "silence"
    assert finished.t == pytest.approx((ended.t or 0) + 3)


@pytest.mark.parametrize(
    ("mime_type", "rate_hz"),
    [("audio/pcm;rate=24000", 24_000), ("audio/pcm", 24_000), ("audio/pcm;rate=16000", 16_000)],
)
def test_audio_lasts_as_long_as_its_rate_says(mime_type: str, rate_hz: int) -> None:
    """Fixed rate=24000 on output | read mimeType; default 24000 when rate is missing."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        await peer.hears("clientContent")
        await peer.sends(pcm(2, rate_hz, mime_type), DONE)

    recording, _ = served(a_scenario(TYPED, TYPED, timeouts=QUICK), script)
    first, second = (mark.t or 0 for mark in marks(recording, "turn_started"))
    assert second == pytest.approx(first + 2.0 + 0.3)
