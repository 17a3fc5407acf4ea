"""A recording as a script: what is kept, what counts from where, and that playing it gives the recording again."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalkit.errors import RecordingError
from evalkit.mock.answers.recorded_script import script_of
from evalkit.mock.model.live import LiveModel
from evalkit.mock.model.scripted import scripted
from evalkit.mock.network.request import LiveRequest
from evalkit.recording.model import Close, Entry, Item, Mark, Recording
from evalkit.recording.websocket_log import import_websocket_log
from evalkit.scenario.script import (
    Call,
    Cancel,
    Complete,
    Disconnect,
    GoAway,
    Hear,
    Raw,
    RunCode,
    Say,
    Script,
    ScriptTurn,
    Search,
    Step,
    Write,
)
from tests.conversations import SETUP, a_scenario, converse, tone_voice
from tests.mock.phone import HELLO
from tests.recordings import a_recording
from tests.shared_data import SHARED, needs_shared_data

ASKED = (Mark(0.0, "turn_started", 0), Mark(1.0, "speech_ended", 0), Mark(1.5, "input_ended", 0))


def got(t: float, **message: Any) -> Entry:
    return Entry(t, "received", json.dumps(message))


def content(t: float, **fields: Any) -> Entry:
    return got(t, serverContent=fields)


def speech(t: float, seconds: float, text: str = "") -> Entry:
    data = base64.b64encode(np.full(round(seconds * 24_000), 9, "<i2").tobytes()).decode()
    part = {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": data}}
    return content(t, modelTurn={"parts": [part]}, **({"outputTranscription": {"text": text}} if text else {}))


def call(t: float, name: str = "f") -> Entry:
    return got(t, toolCall={"functionCalls": [{"id": name, "name": name, "args": {"n": 1}}]})


def answered(t: float, name: str = "f") -> Entry:
    response = {"functionResponses": [{"id": name, "name": name, "response": {}}]}
    return Entry(t, "sent", json.dumps({"toolResponse": response}))


def steps(*items: Item, asked: tuple[Item, ...] = ASKED) -> tuple[Step, ...]:
    [turn] = script_of(a_recording(*asked, *items)).turns
    return tuple(replace(step, pcm=None) if isinstance(step, Say) else step for step in turn.steps)


DONE = content(4.0, turnComplete=True)


def test_an_answer_counts_from_the_end_of_the_speech_and_audio_from_its_first_chunk() -> None:
    found = steps(speech(1.7, 0.5, "good"), speech(1.8, 0.5, " morning"), content(2.0, generationComplete=True), DONE)
    assert found == (Say("good morning", 700.0), Complete(1300.0))


def test_what_comes_before_earlier_audio_has_been_heard_is_played_when_it_came() -> None:
    assert steps(speech(1.5, 2.0, "hm"), call(1.6), answered(2.0), speech(2.5, 0.1), DONE) == (
        Say("hm", 500.0),
        Call((("f", {"n": 1}),), -1900.0),
        Say("", 500.0),
        Complete(1400.0),
    )


def test_the_audio_itself_is_kept() -> None:
    [turn] = script_of(a_recording(*ASKED, speech(1.7, 0.1), speech(1.8, 0.1))).turns
    [said] = turn.steps
    assert isinstance(said, Say)
    assert said.pcm == np.full(4800, 9, "<i2").tobytes()


def test_a_transcription_that_comes_while_the_user_speaks_belongs_to_that_turn() -> None:
    asked = (ASKED[0], content(0.8, inputTranscription={"text": "hello"}), *ASKED[1:])
    # The end of the speech is what the steps count from, so nothing is earlier than that.
    assert steps(DONE, asked=asked)[-1] == Complete(3200.0)
    assert isinstance(steps(DONE, asked=asked)[0], Hear)


def test_a_call_without_an_answer_is_waited_for_by_nobody() -> None:
    calls = (Call((("f", {"n": 1}),), 200.0, wait=False), Call((("g", {"n": 1}),), 100.0))
    assert steps(call(1.2), DONE) == (calls[0], Complete(2800.0))
    assert steps(call(1.2), call(1.3, "g"), answered(2.0), DONE) == (*calls, Complete(2000.0))


def test_the_end_of_a_turn_that_did_not_wait_for_its_call_is_left_to_the_server() -> None:
    found = steps(call(1.2), content(1.2, turnComplete=True), answered(2.0), content(2.3, modelTurn={}), DONE)
    assert found == (Call((("f", {"n": 1}),), 200.0), Complete(2000.0))


def test_an_interruption_is_left_out_and_the_answer_is_given_an_end() -> None:
    cut = (speech(1.5, 3.0, "once upon"), content(2.0, interrupted=True), content(2.0, turnComplete=True))
    assert steps(*cut) == (Say("once upon", 500.0), Complete(0.0))


def test_everything_else_a_server_says_has_its_step() -> None:
    grounding = {"webSearchQueries": ["q"], "groundingChunks": [{"web": {"title": "t", "uri": "https://u"}}, {}]}
    found = steps(
        content(1.1, modelTurn={"parts": [{"text": "hm", "thought": True}, {"text": "so"}]}),
        content(1.2, groundingMetadata=grounding),
        content(1.3, modelTurn={"parts": [{"executableCode": {"code": "1+1"}}]}),
        content(1.4, modelTurn={"parts": [{"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "2"}}]}),
        got(1.5, toolCallCancellation={"ids": ["x"]}),
        got(1.6, goAway={"timeLeft": "5s"}),
        got(1.7, newThing={"a": 1}),
        content(1.8, turnComplete=True, turnCompleteReason="OTHER"),
    )
    assert [replace(step, after_ms=0.0) for step in found] == [
        Write("hm", thought=True),
        Write("so"),
        Search(("q",), (("t", "https://u"),)),
        RunCode("1+1", "2"),
        Cancel(),
        GoAway(5.0),
        Raw({"newThing": {"a": 1}}),
        Complete(reason="OTHER"),
    ]


def test_what_the_mock_does_by_itself_and_what_nobody_can_read_is_left_out() -> None:
    noise = (
        got(1.1, usageMetadata={"totalTokenCount": 3}),
        got(1.2, sessionResumptionUpdate={"newHandle": "h", "resumable": True}),
        Entry(1.3, "received", "no json"),
        got(1.4),
        content(1.5, outputTranscription={}),
    )
    assert steps(*noise, DONE) == (Complete(3000.0),)


def test_turns_in_which_nobody_speaks_are_left_out_and_typed_ones_are_not() -> None:
    typed = (Mark(5.0, "turn_started", 1), Entry(5.0, "sent", json.dumps(HELLO)), Mark(5.0, "input_ended", 1))
    silent = (Mark(9.0, "turn_started", 2), Mark(14.0, "input_ended", 2))
    found = script_of(a_recording(*ASKED, DONE, *typed, content(5.5, turnComplete=True), *silent))
    assert found.turns == (ScriptTurn((Complete(3000.0),)), ScriptTurn((Complete(500.0),)))


@pytest.mark.parametrize(
    ("items", "script"),
    [
        ((Close(0.1, 1008, "no", "remote"),), Script((), on_setup=(Disconnect(1008, "no"),))),
        ((Close(9.0, 1000, "", "local"),), Script((), silent_setup=True)),
    ],
)
def test_a_setup_that_was_refused_or_never_answered(items: tuple[Item, ...], script: Script) -> None:
    assert script_of(a_recording(*items)) == script


def test_a_server_that_closed_closes_again() -> None:
    assert steps(speech(1.5, 0.1), Close(2.0, 1011, "boom", "remote")) == (
        Say("", 500.0),
        Disconnect(1011, "boom", 400.0),
    )


def test_a_recording_without_times_answers_after_a_moment() -> None:
    untimed = (Mark(None, "turn_started", 0), Mark(None, "speech_ended", 0))
    [turn] = script_of(a_recording(*untimed, replace(speech(0.0, 0.1), t=None), replace(DONE, t=None))).turns
    assert [step.after_ms for step in turn.steps] == [300.0, -100.0]


def test_a_transcript_without_audio_and_code_that_nobody_ran_stay_what_they_were() -> None:
    code = {"modelTurn": {"parts": [{"executableCode": {"language": "PYTHON", "code": "default_api.f()"}}]}}
    text = {"outputTranscription": {"text": "hm"}}
    found = steps(content(1.1, **code), content(1.2, **text), DONE)
    assert [replace(step, after_ms=0.0) for step in found] == [
        Raw({"serverContent": code}),
        Raw({"serverContent": text}),
        Complete(),
    ]


@needs_shared_data
@pytest.mark.parametrize("path", sorted((SHARED / "live-recordings").glob("*.log")), ids=lambda path: path.stem[:40])
def test_what_other_recorders_kept_answers_too(path: Path) -> None:
    recording = import_websocket_log(path)
    for turn in script_of(recording).turns:
        assert isinstance(turn.steps[-1], Complete)
        assert all(step.after_ms >= 0 for step in turn.steps)


def test_a_client_s_message_that_cannot_be_read_is_an_error() -> None:
    recording = replace(a_recording(Entry(0.0, "sent", "no json")), folder=Path("kept"))
    with pytest.raises(RecordingError, match=r"^kept/events.jsonl: a sent message does not decode: .*; rec"):
        script_of(recording)


TOOLS = {"tools": [{"functionDeclarations": [{"name": "f"}]}]}
STORY = a_scenario(
    {"say": "hello there"},
    {"text": "and now?"},
    setup={**SETUP, **TOOLS},
    tools={"f": {"return": {"n": 1}, "after_ms": 300}},
)
ANSWERS = (
    (Hear("hello there", 150.0), Call((("f", {}),), 250.0), Say("good morning", 350.0), Complete()),
    (Say("yes indeed", 450.0), Complete()),
)


def test_a_recording_plays_itself_again_to_the_very_byte() -> None:
    one = converse(STORY, *ANSWERS)
    model = LiveModel(scripted(script_of(one), tone_voice))
    assert _without_ids(converse(STORY, responder=model(LiveRequest(None)))) == _without_ids(one)


def _without_ids(recording: Recording) -> list[tuple[float | None, str]]:
    """Times and messages; what a session and its calls are named differs from server to server."""
    uuid = r"[0-9a-f]{8}-[0-9a-f-]{27}"
    return [(entry.t, re.sub(uuid, "ID", str(entry.data))) for entry in recording.entries]
