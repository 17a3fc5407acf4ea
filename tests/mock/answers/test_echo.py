"""A model that says back what it hears."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import numpy as np
import pytest

from evalkit.media.activity import audible
from evalkit.media.pcm import Samples, resample, to_samples
from evalkit.mock.answers.echo import echo
from tests.conversations import sound
from tests.mock.phone import HELLO, Phone, dial, live, says

ALL = {"setup": {"model": "models/mock", "inputAudioTranscription": {}, "outputAudioTranscription": {}}}
PICTURE = {"realtimeInput": {"video": {"mimeType": "image/jpeg", "data": "AAAA"}}}


def speaks(seconds: float) -> Any:
    async def client(phone: Phone) -> None:
        await phone.send(ALL)
        await phone.speak(seconds, 0.6)
        await asyncio.sleep(3)

    return client


def heard(phone: Phone) -> Samples:
    turns = [frame.get("serverContent", {}).get("modelTurn") for frame in phone.frames]
    chunks = [base64.b64decode(turn["parts"][0]["inlineData"]["data"]) for turn in turns if turn]
    return to_samples(b"".join(chunks))


def transcripts(phone: Phone, kind: str) -> str:
    return "".join(frame.get("serverContent", {}).get(kind, {}).get("text", "") for frame in phone.frames)


def test_speech_comes_back_as_it_was_with_a_transcript_that_claims_no_words() -> None:
    phone = dial(speaks(1.3), *live(answers=echo()))
    assert transcripts(phone, "inputTranscription") == "(1.3 s of speech)"
    assert transcripts(phone, "outputTranscription") == "(1.3 s of speech)"
    said, expected = heard(phone), resample(sound(1.3), 16_000, 24_000)
    # Ears count in frames of 10 ms, and a shorter sound is resampled a bit differently.
    assert len(expected) - len(said) in (0, 240)
    assert np.allclose(said[:-240], expected[: len(said) - 240], atol=2)


def test_two_utterances_are_two_answers() -> None:
    async def client(phone: Phone) -> None:
        await speaks(0.5)(phone)
        await phone.speak(0.8, 0.6)

    phone = dial(client, *live(answers=echo()))
    assert transcripts(phone, "inputTranscription") == "(0.5 s of speech)(0.8 s of speech)"


def test_typed_text_is_answered_with_a_melody_and_the_words() -> None:
    phone = dial(says(ALL, HELLO), *live(answers=echo()))
    assert transcripts(phone, "outputTranscription") == "You said: hello"
    assert transcripts(phone, "inputTranscription") == ""
    assert audible(heard(phone), 24_000)
    assert phone.seen[1][0] == pytest.approx(0.3)


def test_in_text_mode_the_words_are_written() -> None:
    setup = {"setup": {**ALL["setup"], "generationConfig": {"responseModalities": ["TEXT"]}}}
    phone = dial(says(setup, PICTURE, PICTURE, HELLO), *live(answers=echo()))
    parts = phone.frames[1]["serverContent"]["modelTurn"]["parts"]
    assert parts == [{"text": "You said: hello (2 pictures)"}]


def test_a_window_of_manual_activity_is_one_turn_whatever_it_holds() -> None:
    manual = {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}}

    async def client(phone: Phone) -> None:
        await phone.send({"setup": {**ALL["setup"], **manual}})
        await phone.speak(0.5)
        await phone.send({"realtimeInput": {"activityStart": {}}})
        await phone.speak(1.0, 1.0)
        await phone.send({"realtimeInput": {"activityEnd": {}}})

    assert transcripts(dial(client, *live(answers=echo())), "inputTranscription") == "(2.0 s of speech)"


def test_text_of_several_messages_is_one_turn() -> None:
    part = {"clientContent": {"turns": [{"role": "user", "parts": [{"text": "hello"}]}], "turnComplete": False}}
    end = {"clientContent": {"turnComplete": True}}
    model = {"clientContent": {"turns": [{"role": "model", "parts": [{"text": "not the user's"}]}]}}
    phone = dial(says(ALL, part, model, part, end), *live(answers=echo()))
    assert transcripts(phone, "outputTranscription") == "You said: hello hello"
