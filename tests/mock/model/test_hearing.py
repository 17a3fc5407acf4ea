"""From a client's input to turns: what ends one, and what it held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evalkit.media.pcm import Samples
from evalkit.mock.answers.base import Answer, HeardTurn, Opening, Place
from evalkit.mock.model.hearing import Hearing, TurnBegan, TurnEnded, joined
from evalkit.mock.model.usage import Meter
from evalkit.protocol.messages import Blob, ClientContent, Content, Part, RealtimeInput, Setup
from evalkit.scenario.script import Complete, Say
from tests.conversations import sound, tone_voice
from tests.mock.phone import SETUP, Phone, dial, live

IMAGE = Blob(mime_type="image/jpeg", data=b"1")


def hearing(*, manual: bool = False) -> Hearing:
    return Hearing(Setup(model="m"), Meter(), manual=manual, stream_end_ends_turn=True)


def pcm(samples: Samples) -> Blob:
    return Blob(mime_type="audio/pcm;rate=16000", data=samples.astype("<i2").tobytes())


def said(text: str, role: str = "user") -> Content:
    return Content(role=role, parts=(Part(text=text),))


def ended(changes: Any) -> HeardTurn:
    began, end = changes
    assert began == TurnBegan()
    assert isinstance(end, TurnEnded)
    assert end.t == 7.0
    return end.heard


def test_typed_content_is_a_turn_once_it_is_complete_without_what_the_model_said() -> None:
    ears = hearing()
    assert list(ears.read(ClientContent(turns=(said("one"), said("no", "model"))), 1.0, history=False)) == []
    heard = ended(ears.read(ClientContent(turns=(said("two"),), turn_complete=True), 7.0, history=False))
    assert (heard.text, heard.spoken) == ("one two", False)


def test_history_is_no_turn_and_is_forgotten() -> None:
    ears = hearing()
    assert list(ears.read(ClientContent(turns=(said("old"),), turn_complete=True), 1.0, history=True)) == []
    assert ended(ears.read(ClientContent(turns=(said("new"),), turn_complete=True), 7.0, history=False)).text == "new"


def test_pictures_belong_to_the_turn_they_were_shown_before_whichever_way_they_came() -> None:
    ears = hearing()
    assert list(ears.listen(RealtimeInput(video=IMAGE), 1.0)) == []
    assert list(ears.listen(RealtimeInput(media_chunks=(IMAGE,)), 2.0)) == []
    content = Content(role="user", parts=(Part(inline_data=IMAGE), Part(text="what is it?")))
    heard = ended(ears.read(ClientContent(turns=(content,), turn_complete=True), 7.0, history=False))
    assert (heard.text, heard.pictures) == ("what is it?", 3)
    assert ended(ears.listen(RealtimeInput(text="and now?"), 7.0)).pictures == 0


def test_a_window_of_activity_holds_what_came_in_it() -> None:
    ears = hearing(manual=True)
    assert list(ears.listen(RealtimeInput(audio=pcm(sound(0.5))), 1.0)) == []
    assert list(ears.listen(RealtimeInput(activity_start=True), 1.0)) == [TurnBegan()]
    ears_found = [*ears.listen(RealtimeInput(audio=pcm(sound(1.0))), 2.0)]
    assert ears_found == []
    assert np.array_equal(ended(ears.listen(RealtimeInput(activity_end=True), 7.0)).samples, sound(1.0))


def test_speech_tells_where_in_the_stream_it_was() -> None:
    ears = hearing()
    audio = np.concatenate((np.zeros(8_000, np.int16), sound(0.5), np.zeros(16_000, np.int16)))
    began, end = ears.listen(RealtimeInput(audio=pcm(audio)), 2.0)
    assert began == TurnBegan(0.5)
    assert isinstance(end, TurnEnded)
    assert (end.t, end.offset_s) == (1.0, 1.0)


def test_two_pieces_of_speech_are_joined_with_the_pause_between_them() -> None:
    one = HeardTurn("a", sound(0.5), 1)
    whole = joined(one, 0.25, HeardTurn("b", sound(0.5), 2))
    assert (whole.text, whole.pictures, len(whole.samples)) == ("a b", 3, 20_000)
    assert joined(None, 0.25, one) is one
    assert len(joined(one, 0.25, HeardTurn("typed")).samples) == 8_000


class Notebook:
    """A model that keeps what it heard, and answers after two seconds."""

    def __init__(self) -> None:
        self.heard: list[HeardTurn] = []

    def opening(self, place: Place) -> Opening:
        return Opening()

    def answer(self, heard: HeardTurn, place: Place, setup: Mapping[str, Any]) -> Answer:
        self.heard.append(heard)
        return Answer((Say("yes", after_ms=2000), Complete()), tone_voice, place.further())


def test_a_sentence_with_a_long_pause_is_heard_as_a_whole_in_the_end() -> None:
    async def client(phone: Phone) -> None:
        await phone.send(SETUP)
        await phone.speak(0.5, 0.8)
        await phone.speak(0.5, 0.8)

    notebook = Notebook()
    phone = dial(client, *live(answers=notebook))
    first, whole = notebook.heard
    assert (len(first.samples), len(whole.samples)) == (8_000, round(1.8 * 16_000))
    assert [t for t, word in phone.seen if word == "modelTurn"] == [3.8]
