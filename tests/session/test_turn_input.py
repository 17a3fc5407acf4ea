"""What the user types, says and shows, in each model's dialect."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pybase64
import pytest

from evalkit.media.frames import Frame
from evalkit.media.user_audio import UserAudio
from evalkit.profiles.profile import Dialect, Profile
from evalkit.recording.model import Recording
from evalkit.scenario.model import Image, Scenario, SoundtrackInput
from tests.conversations import a_scenario, marks, messages, played, sound
from tests.session.servers import Peer, served
from tests.session.turns import SPOKEN, TYPED, finishes

MANUAL = {"realtime_input_config": {"automatic_activity_detection": {"disabled": True}}}
VIDEO = tuple(Frame(float(second), f"frame {second}".encode()) for second in range(5))


def speaking(**dialect: Any) -> Profile:
    return Profile("test", "a model of the tests", dialect=Dialect(**dialect))


def sent_by(scenario: Scenario, *, dialect: Profile | None = None, **settings: Any) -> tuple[Peer, Recording]:
    """What the client sends in a scenario of one turn, silently listened to."""

    async def listens(peer: Peer) -> None:
        await peer.set_up()

    if dialect is not None:
        settings["profile"] = dialect
    quick = replace(scenario, timeouts=replace(scenario.timeouts, first_response_s=0.5, silence_s=0.5))
    recording, (peer,) = served(quick, listens, **settings)
    assert marks(recording, "session_failed") == []
    return peer, recording


def pictures(recording: Recording) -> list[float]:
    """When pictures left, from the beginning of the turn."""
    (started,) = marks(recording, "turn_started")
    return [round((entry.t or 0) - (started.t or 0), 6) for entry in messages(recording, "sent", '"video"')]


class TestTypedTurns:
    def test_as_content_for_most_models(self) -> None:
        peer, _ = sent_by(a_scenario(TYPED))
        turn = {"role": "user", "parts": [{"text": "hello there"}]}
        assert peer.got[1:] == [{"clientContent": {"turns": [turn], "turnComplete": True}}]

    def test_as_realtime_text_where_content_is_only_history(self) -> None:
        peer, _ = sent_by(a_scenario(TYPED), dialect=speaking(text_turns="realtime_text"))
        assert peer.got[1:] == [{"realtimeInput": {"text": "hello there"}}]

    def test_announced_history_is_completed_before_the_first_turn(self) -> None:
        setup = {"history_config": {"initial_history_in_client_content": True}}
        peer, _ = sent_by(a_scenario(TYPED, setup=setup), dialect=speaking(text_turns="realtime_text"))
        assert peer.got[1:] == [{"clientContent": {"turnComplete": True}}, {"realtimeInput": {"text": "hello there"}}]

    def test_images_are_parts_of_the_same_content_and_before_the_text(self) -> None:
        peer, _ = sent_by(showing(a_scenario(TYPED), 2), frames={0: (*VIDEO[:1], Frame(0.0, b"png", "image/png"))})
        (content,) = peer.got[1]["clientContent"]["turns"]
        assert content["parts"] == [
            {"inlineData": {"mimeType": "image/jpeg", "data": pybase64.b64encode(b"frame 0").decode()}},
            {"inlineData": {"mimeType": "image/png", "data": pybase64.b64encode(b"png").decode()}},
            {"text": "hello there"},
        ]

    def test_images_are_shown_where_text_is_realtime_input(self) -> None:
        scenario = showing(a_scenario(TYPED), 1)
        peer, _ = sent_by(scenario, dialect=speaking(text_turns="realtime_text"), frames={0: VIDEO[:1]})
        assert peer.kinds() == ["setup", "video", "text"]

    def test_a_video_plays_first(self) -> None:
        peer, recording = sent_by(a_scenario(TYPED), frames={0: VIDEO})
        assert pictures(recording) == [0, 1, 2, 3, 4]
        assert peer.kinds() == ["setup", "video", "clientContent"]

    def test_one_activity_window_covers_pictures_and_realtime_text(self) -> None:
        dialect = speaking(text_turns="realtime_text")
        peer, _ = sent_by(a_scenario(TYPED, setup=MANUAL), dialect=dialect, frames={0: VIDEO[:2]})
        assert peer.kinds() == ["setup", "activityStart", "video", "text", "activityEnd"]


class TestSpokenTurns:
    def test_pictures_are_shown_on_the_clock_of_the_speech(self) -> None:
        _, recording = sent_by(a_scenario(SPOKEN), frames={0: VIDEO})
        assert pictures(recording) == [0, 1, 2], "1 s of speech and 1.2 s of silence: the rest is not shown"
        kinds = ["video" if '"video"' in str(entry.data) else "audio" for entry in recording.entries[2:]]
        assert kinds[0] == "video"
        assert [place for place, kind in enumerate(kinds) if kind == "video"] == [0, 50, 101], "each before its chunk"

    def test_one_activity_window_covers_speech_and_pictures(self) -> None:
        peer, recording = sent_by(a_scenario(SPOKEN, setup=MANUAL), frames={0: VIDEO})
        assert peer.kinds() == ["setup", "activityStart", "video", "audio", "video", "audio", "activityEnd"]
        assert pictures(recording) == [0, 1]

    @pytest.mark.parametrize("setup", [{}, MANUAL])
    def test_a_video_that_is_its_own_sound_is_shown_to_its_end(self, setup: dict[str, Any]) -> None:
        scenario = a_scenario(SPOKEN, setup=setup)
        scenario = replace(scenario, turns=(replace(scenario.turns[0], user=SoundtrackInput()),))
        peer, recording = sent_by(scenario, frames={0: VIDEO})
        assert pictures(recording) == [0, 1, 2, 3, 4]
        assert marks(recording, "speech_ended")
        assert len([message for message in peer.got if "audio" in str(message)]) == 200

    def test_pictures_beside_silence_are_all_shown(self) -> None:
        _, recording = sent_by(a_scenario({"silence_s": 2}), frames={0: VIDEO})
        assert pictures(recording) == [0, 1, 2, 3, 4]
        assert len(messages(recording, "sent", "audio/pcm")) == 200

    def test_what_is_heard_while_nobody_speaks(self) -> None:
        heard: Mapping[int, UserAudio] = {0: UserAudio(sound(2.0), ())}

        async def listens(peer: Peer) -> None:
            await peer.set_up()

        recording = played(a_scenario({"silence_s": 2}), heard, Peer(listens))
        chunks = messages(recording, "sent", "audio/pcm")
        assert len(chunks) == 100
        assert "AAAAAAAAAAAAAAAA" not in str(chunks[0].data)


class TestEndOfSpeech:
    def last(self, scenario: Scenario, **dialect: Any) -> tuple[str, int]:
        """The last thing the client sends, and how many chunks of audio before it."""
        peer, recording = sent_by(scenario, dialect=speaking(**dialect))
        return peer.kinds()[-1], len(messages(recording, "sent", "audio/pcm"))

    def test_by_silence_alone(self) -> None:
        assert self.last(a_scenario(SPOKEN)) == ("audio", 110)

    def test_by_silence_and_the_end_of_the_stream(self) -> None:
        assert self.last(a_scenario(SPOKEN), audio_end="stream_end") == ("audioStreamEnd", 110)
        assert self.last(a_scenario({"silence_s": 1}), audio_end="stream_end") == ("audioStreamEnd", 50)

    @pytest.mark.parametrize(
        ("end", "dialect", "kind"), [("tail", "stream_end", "audio"), ("stream_end", "tail", "audioStreamEnd")]
    )
    def test_as_the_scenario_says_whatever_the_model(self, end: Any, dialect: str, kind: str) -> None:
        scenario = replace(a_scenario(SPOKEN), audio_end=end)
        assert self.last(scenario, audio_end=dialect) == (kind, 110)

    def test_never_in_a_window(self) -> None:
        scenario = replace(a_scenario(SPOKEN, setup=MANUAL), audio_end="stream_end")
        assert self.last(scenario, audio_end="stream_end") == ("activityEnd", 50)

    def test_a_microphone_that_goes_on_into_the_next_turn_does_not_end(self) -> None:
        async def answers(peer: Peer) -> None:
            await peer.set_up()

        following = {**SPOKEN, "start": {"after": "input_end", "delay_ms": 300}}
        scenario = a_scenario(SPOKEN, following, timeouts={"first_response_s": 1})
        recording, (peer,) = served(scenario, answers, profile=speaking(audio_end="stream_end"))
        assert finishes(recording) == ["barged_in", "no_response"]
        assert peer.kinds() == ["setup", "audio", "audioStreamEnd"]


def showing(scenario: Scenario, images: int) -> Scenario:
    """The scenario with so many images in its first turn."""
    turn = replace(scenario.turns[0], images=tuple(Image(f"{number}.png") for number in range(images)))
    return replace(scenario, turns=(turn, *scenario.turns[1:]))
