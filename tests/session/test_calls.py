"""Tools: which calls are answered, when, together or alone, and what leaves meanwhile."""

import asyncio
from typing import Any

import pytest

from evalkit.media.frames import Frame
from evalkit.profiles.profile import Dialect, Habits, Profile
from evalkit.recording.model import Recording
from evalkit.scenario.model import Scenario
from evalkit.session.calls import HOLD_S
from tests.conversations import a_scenario, marks, messages
from tests.session.servers import DONE, Peer, Script, called, cancelled, says, served
from tests.session.turns import SPOKEN, TYPED, finishes

STUBS = {"slow": {"return": {"n": 1}, "after_ms": 900}, "fast": {"return": {"n": 2}, "after_ms": 300}}


def tools(*turns: dict[str, Any], stubs: dict[str, Any] | None = None, **behavior: str) -> Scenario:
    """A scenario with both tools declared, each with its behaviour when one is given."""
    names = {"slow": behavior.get("slow"), "fast": behavior.get("fast")}
    declared = [{"name": name, **({"behavior": kind} if kind else {})} for name, kind in names.items()]
    setup = {"tools": [{"function_declarations": declared}]}
    return a_scenario(*(turns or (TYPED,)), setup=setup, tools=stubs or STUBS, timeouts={"gap_s": 4})


def model(*, block: bool = True, **dialect: Any) -> Profile:
    return Profile("test", "a model of the tests", dialect=Dialect(**dialect), habits=Habits(tools_block=block))


def both(*, apart: bool = False) -> list[dict[str, Any]]:
    """Frames that call both tools."""
    frames = [called("slow", "s"), called("fast", "f")]
    if apart:
        return frames
    return [{"toolCall": {"functionCalls": [call for frame in frames for call in frame["toolCall"]["functionCalls"]]}}]


def calling(*frames: dict[str, Any], answers: int = 1, after_s: float = 0.0) -> Script:
    """A server that sends frames after a typed turn, waits for answers and ends the turn."""

    async def script(peer: Peer) -> None:
        await peer.set_up()
        await peer.hears("clientContent")
        for frame in frames:
            await peer.sends(frame)
            await asyncio.sleep(after_s)
        for _ in range(answers):
            await peer.hears("toolResponse")
        await peer.sends(says("done"), DONE)

    return script


def answered(recording: Recording, peer: Peer) -> list[tuple[float, list[dict[str, Any]]]]:
    """Each frame of answers: when, counted from the first call, and what it holds."""
    (first, *_) = messages(recording, "received", "toolCall")
    entries = messages(recording, "sent", "toolResponse")
    frames = [message["toolResponse"]["functionResponses"] for message in peer.got if "toolResponse" in message]
    return [(round((entry.t or 0) - (first.t or 0), 6), frame) for entry, frame in zip(entries, frames, strict=True)]


def names(answers: list[tuple[float, list[dict[str, Any]]]]) -> list[tuple[float, list[str]]]:
    return [(t, [each["name"] for each in frame]) for t, frame in answers]


class TestTogetherOrAlone:
    def played(self, scenario: Scenario, script: Script, profile: Profile) -> list[tuple[float, list[str]]]:
        recording, (peer,) = served(scenario, script, profile=profile)
        assert finishes(recording) == ["turn_complete"]
        return names(answered(recording, peer))

    def test_blocking_calls_of_one_frame_wait_for_the_slowest(self) -> None:
        assert self.played(tools(), calling(*both()), model()) == [(0.9, ["slow", "fast"])]

    def test_calls_of_several_frames_are_answered_frame_by_frame(self) -> None:
        frames = calling(*both(apart=True), answers=2)
        assert self.played(tools(), frames, model()) == [(0.3, ["fast"]), (0.9, ["slow"])]

    def test_non_blocking_calls_are_answered_one_by_one(self) -> None:
        scenario = tools(slow="NON_BLOCKING", fast="NON_BLOCKING")
        assert self.played(scenario, calling(*both(), answers=2), model()) == [(0.3, ["fast"]), (0.9, ["slow"])]

    def test_each_call_is_what_its_declaration_says(self) -> None:
        scenario = tools(fast="NON_BLOCKING")
        assert self.played(scenario, calling(*both(), answers=2), model()) == [(0.3, ["fast"]), (0.9, ["slow"])]

    @pytest.mark.parametrize(("declared", "frames"), [(None, 2), ("BLOCKING", 1)])
    def test_without_a_declaration_it_is_what_the_model_does(self, declared: str | None, frames: int) -> None:
        scenario = tools(slow=declared, fast=declared) if declared else tools()
        assert len(self.played(scenario, calling(*both(), answers=frames), model(block=False))) == frames


class TestScheduling:
    def scheduled(self, scheduling: str, behavior: str = "NON_BLOCKING", after: Any = None) -> tuple[Recording, Peer]:
        stubs = {"fast": {"return": {}, "scheduling": scheduling}}
        scenario = tools(stubs=stubs, fast=behavior) if behavior else tools(stubs=stubs)

        async def script(peer: Peer) -> None:
            await peer.set_up()
            await peer.hears("clientContent")
            await peer.sends(says("one moment"), called("fast", "f"), DONE)
            await peer.hears("toolResponse")
            if after:
                await asyncio.sleep(0.5)
                await peer.sends(*after)

        recording, (peer,) = served(scenario, script, profile=model())
        return recording, peer

    @pytest.mark.parametrize("scheduling", ["WHEN_IDLE", "INTERRUPT"])
    def test_the_answer_says_what_to_do_with_it(self, scheduling: str) -> None:
        recording, peer = self.scheduled(scheduling, after=(says("there"), DONE))
        ((_, (answer,)),) = answered(recording, peer)
        assert answer == {"id": "f", "name": "fast", "response": {}, "scheduling": scheduling}
        assert messages(recording, "received", "there"), "the answer is waited for"
        assert finishes(recording) == ["turn_complete"]

    def test_after_a_silent_answer_the_model_owes_nothing(self) -> None:
        recording, _ = self.scheduled("SILENT")
        (told,), (finished,) = messages(recording, "sent", "SILENT"), marks(recording, "turn_finished")
        assert (finished.t, finished.detail) == (told.t, {"reason": "turn_complete"})

    def test_a_blocking_call_has_none(self) -> None:
        recording, peer = self.scheduled("SILENT", behavior="", after=(says("there"), DONE))
        ((_, (answer,)),) = answered(recording, peer)
        assert answer == {"id": "f", "name": "fast", "response": {}}


class TestHeld:
    DROPS_EARLY = model(answer_after_turn=True)

    def held(self, *frames: dict[str, Any], done_after_s: float | None) -> tuple[Recording, Peer]:
        async def script(peer: Peer) -> None:
            await peer.set_up()
            await peer.hears("clientContent")
            await peer.sends(*frames)
            if done_after_s is not None:
                await asyncio.sleep(done_after_s)
                await peer.sends(DONE)
            await peer.hears("toolResponse")
            await peer.sends(says("there"), DONE)

        recording, (peer,) = served(tools(fast="NON_BLOCKING"), script, profile=self.DROPS_EARLY)
        return recording, peer

    def test_until_the_turn_of_the_call_is_complete(self) -> None:
        recording, peer = self.held(called("fast", "f"), done_after_s=2)
        assert names(answered(recording, peer)) == [(2.0, ["fast"])]
        (mark,) = marks(recording, "call_answer_held")
        assert mark.detail == {"ids": ["f"]}
        assert finishes(recording) == ["turn_complete"]

    def test_not_at_all_when_it_already_is(self) -> None:
        for frames in ((called("fast", "f"), DONE), ({**DONE, **called("fast", "f")},)):
            recording, peer = self.held(*frames, done_after_s=None)
            assert names(answered(recording, peer)) == [(0.3, ["fast"])]
            assert marks(recording, "call_answer_held") == []

    @pytest.mark.parametrize("at_root", [True, False])
    def test_not_within_an_interaction_whose_turn_is_complete_already(self, at_root: bool) -> None:
        filler = says("hm", turnComplete=True, **({} if at_root else {"interactionStatus": "IN_PROGRESS"}))
        call = {**called("fast", "f"), **({"interactionStatus": "IN_PROGRESS"} if at_root else {})}
        recording, peer = self.held(filler, call, done_after_s=None)
        assert names(answered(recording, peer)) == [(0.3, ["fast"])]

    def test_once_the_interaction_is_over_again(self) -> None:
        status = {"interactionStatus": "IN_PROGRESS"}
        recording, _ = self.held({**called("fast", "g"), **status}, DONE, called("fast", "f"), done_after_s=2)
        assert [mark.detail for mark in marks(recording, "call_answer_held")] == [{"ids": ["f"]}]

    def test_not_for_ever(self) -> None:
        recording, peer = self.held(called("fast", "f"), done_after_s=None)
        assert names(answered(recording, peer)) == [(0.3 + HOLD_S, ["fast"])]

    def test_a_call_that_is_taken_back_meanwhile_is_not_answered(self) -> None:
        async def script(peer: Peer) -> None:
            await peer.set_up()
            await peer.hears("clientContent")
            await peer.sends(called("fast", "f"))
            await asyncio.sleep(1)
            await peer.sends(cancelled("f"), says("never mind"), DONE)

        recording, (peer,) = served(tools(fast="NON_BLOCKING"), script, profile=self.DROPS_EARLY)
        assert (finishes(recording), answered(recording, peer)) == (["turn_complete"], [])

    def test_a_blocking_call_is_not_held(self) -> None:
        recording, (peer,) = served(tools(), calling(called("fast", "f")), profile=self.DROPS_EARLY)
        assert names(answered(recording, peer)) == [(0.3, ["fast"])]


class TestQuietMicrophone:
    QUIET = model(pause_audio_for_calls=True)

    def chunks_while_pending(self, scenario: Scenario, profile: Profile) -> tuple[int, Recording]:
        """How many chunks of audio leave while a call waits that comes 300 ms into the silence after speech."""

        async def script(peer: Peer) -> None:
            await peer.set_up()
            for _ in range(65):
                await peer.hears("audio")
            await peer.sends(called("slow", "s"))
            await peer.hears("toolResponse")
            await peer.sends(says("done"), DONE)

        frames = {0: tuple(Frame(float(second), b"picture") for second in (0.5, 1.0, 1.5, 2.0))}
        recording, _ = served(scenario, script, profile=profile, frames=frames)
        (asked,), (told,) = messages(recording, "received", "toolCall"), messages(recording, "sent", "toolResponse")
        audio = messages(recording, "sent", "audio/pcm")
        return sum((asked.t or 0) < (entry.t or 0) < (told.t or 0) for entry in audio), recording

    def test_the_silence_after_speech_stops(self) -> None:
        chunks, recording = self.chunks_while_pending(tools(SPOKEN), self.QUIET)
        assert chunks == 0
        assert len(messages(recording, "sent", "audio/pcm")) == 65
        assert len(messages(recording, "sent", '"video"')) == 2, "nor are pictures shown"
        assert finishes(recording) == ["turn_complete"]

    def test_for_most_models_it_goes_on(self) -> None:
        assert self.chunks_while_pending(tools(SPOKEN), model())[0] == 44

    def test_nor_is_anything_held_for_a_call_that_does_not_block(self) -> None:
        assert self.chunks_while_pending(tools(SPOKEN, slow="NON_BLOCKING"), self.QUIET)[0] == 44

    def test_the_next_turn_waits_with_its_speech(self) -> None:
        following = {**SPOKEN, "start": {"after": "input_end", "delay_ms": 500}}
        chunks, recording = self.chunks_while_pending(tools(SPOKEN, following), self.QUIET)
        assert chunks == 0
        (told,), (_, started) = messages(recording, "sent", "toolResponse"), marks(recording, "speech_started")
        assert started.t == pytest.approx((told.t or 0) - 0.02)
        assert marks(recording, "stalled") == []

    def test_a_turn_that_means_to_speak_into_the_call_does(self) -> None:
        following = {**SPOKEN, "start": {"after": "tool_call", "delay_ms": 100}}
        chunks, recording = self.chunks_while_pending(tools(SPOKEN, following), self.QUIET)
        assert chunks == 39, "from 100 ms after the call on"
        assert len(marks(recording, "speech_ended")) == 2


def test_a_microphone_that_keeps_quiet_for_a_call_learns_that_the_connection_ended() -> None:
    async def script(peer: Peer) -> None:
        await peer.set_up()
        for _ in range(20):
            await peer.hears("audio")
        await peer.sends(called("slow", "s"))
        await asyncio.sleep(0.2)
        await peer.closes(1011, "Internal error")

    recording, _ = served(tools(SPOKEN), script, profile=model(pause_audio_for_calls=True))
    (mark,) = marks(recording, "session_failed")
    assert mark.detail["message"] == "connection closed by the server: 1011 'Internal error'; try again later"
    assert mark.t == pytest.approx(0.6), "at once, and not when the tool is done"


class TestProblems:
    def test_a_call_that_no_stub_answers_is_noted_with_its_turn(self) -> None:
        stubs = {"fast": [{"when": {"city": "Rome"}, "return": {}}]}
        recording, _ = served(tools(stubs=stubs), calling(called("fast", "f", city="Oslo")))
        (finished,) = marks(recording, "turn_finished")
        assert finished.detail == {
            "reason": "turn_complete",
            "calls_without_answer": ['no answer of \'fast\' is for these arguments: {"city":"Oslo"}'],
        }

    def test_an_id_that_stands_twice_in_one_frame(self) -> None:
        twice = {"toolCall": {"functionCalls": [{"name": "fast", "id": "f"}, {"name": "fast", "id": "f"}]}}
        recording, (peer,) = served(tools(), calling(twice))
        assert (finishes(recording), names(answered(recording, peer))) == (["turn_complete"], [(0.3, ["fast", "fast"])])

    def test_a_cancellation_of_what_was_never_called(self) -> None:
        recording, (peer,) = served(tools(), calling(cancelled("nobody"), called("fast", "f")))
        assert (finishes(recording), names(answered(recording, peer))) == (["turn_complete"], [(0.3, ["fast"])])
