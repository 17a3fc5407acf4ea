"""Expectations that no answer can meet, in words."""

from typing import Any

import pytest

from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.impossible import impossible_expectations

WORDS: dict[str, Any] = {"input_audio_transcription": {}, "output_audio_transcription": {}}
AUDIO = {"generation_config": {"response_modalities": ["AUDIO"]}}
TEXT = {"generation_config": {"response_modalities": ["TEXT"]}}
TOOLS = {**WORDS, "tools": [{"function_declarations": [{"name": "get_weather"}]}]}


def said(turn: dict[str, Any], setup: dict[str, Any] | None = None, expect: dict[str, Any] | None = None) -> list[str]:
    document = {"setup": WORDS if setup is None else setup, "turns": [turn], "expect": expect or {}}
    found = impossible_expectations(scenario_from_document(document, "made"))
    return [f"{'.'.join(map(str, each.path))}: {each.problem}; {each.hint}" for each in found]


def typed(**expect: Any) -> dict[str, Any]:
    return {"text": "Hello", "expect": expect}


def spoken(**expect: Any) -> dict[str, Any]:
    return {"say": "Hello", "expect": expect}


def recorded(**expect: Any) -> dict[str, Any]:
    return {"audio": "a.wav", "expect": expect}


LIMIT = {"max": 1}


@pytest.mark.parametrize(
    ("turn", "setup", "line"),
    [
        (
            typed(latency={"voice_to_voice_ms": LIMIT}),
            WORDS,
            "latency.voice_to_voice_ms: nobody speaks in this turn, so there is no voice to count from; "
            "limit first_audible_ms, or say the turn",
        ),
        (
            typed(session={"resumed": True}),
            WORDS,
            "session: it looks at the whole session, so it can score no turn; write it under the scenario's own expect",
        ),
        (
            spoken(latency={"first_audio_ms": LIMIT}),
            TEXT,
            "latency.first_audio_ms: the setup asks for TEXT, so no audio comes; "
            "limit first_event_ms, or ask for AUDIO",
        ),
        (
            spoken(latency={"first_tool_call_ms": LIMIT}),
            WORDS,
            "latency.first_tool_call_ms: the setup declares no function, so no tool is called; "
            "declare one in setup.tools, or remove it",
        ),
        (
            spoken(silence={}, latency={"first_event_ms": LIMIT}),
            WORDS,
            "latency.first_event_ms: this turn expects silence, so no answer is timed; remove it",
        ),
        (
            spoken(delivery={"prebuffer_ms": 50, "underruns": LIMIT}),
            TEXT,
            "delivery.underruns: the setup asks for TEXT, so no audio comes; ask for AUDIO, or remove it",
        ),
        (
            spoken(delivery={"tool_ms": LIMIT}),
            WORDS,
            "delivery.tool_ms: the setup declares no function, so no tool is called; "
            "declare one in setup.tools, or remove it",
        ),
        (
            spoken(delivery={"round_trip_ms": LIMIT}),
            TEXT,
            "delivery.round_trip_ms: the setup declares no function, so no tool is called; "
            "declare one in setup.tools, or remove it",
        ),
        (
            spoken(silence={}, delivery={"prebuffer_ms": 50, "audio_s": LIMIT}),
            WORDS,
            "delivery.audio_s: this turn expects silence, so no answer is timed; remove it",
        ),
        (
            spoken(delivery={"setup_ms": LIMIT}),
            WORDS,
            "delivery.setup_ms: it looks at the whole session, so it can score no turn; "
            "write it under the scenario's own expect",
        ),
        (
            spoken(delivery={"reconnect_connect_ms": LIMIT}),
            WORDS,
            "delivery.reconnect_connect_ms: it looks at the whole session, so it can score no turn; "
            "write it under the scenario's own expect",
        ),
        (
            recorded(wer={"input": LIMIT}),
            WORDS,
            "wer.input: the words of the audio are not known; give `transcript` beside the audio",
        ),
        (
            typed(wer={"input": LIMIT}),
            WORDS,
            "wer.input: the turn is typed, so there is nothing to transcribe; say it, or remove wer",
        ),
        (
            spoken(wer={"input": LIMIT}),
            {},
            "wer.input: the setup asks for no input transcription, so there are no words to judge; "
            "add input_audio_transcription: {} to setup",
        ),
        (
            spoken(wer={"output": {"reference": "Hi", "max": 0}}),
            AUDIO,
            "wer.output: the setup asks for no output transcription, so there are no words to judge; "
            "add output_audio_transcription: {} to setup",
        ),
        (
            typed(recognition={"audio_wer": {"max": 0.2}}),
            AUDIO,
            "recognition: the setup asks for no output transcription, so there are no words to judge; "
            "add output_audio_transcription: {} to setup",
        ),
        (
            typed(transcript={"contains": "Hi"}),
            AUDIO,
            "transcript: the setup asks for no output transcription, so there are no words to judge; "
            "add output_audio_transcription: {} to setup",
        ),
        (
            typed(transcript={"contains": "Hi", "of": "input"}),
            WORDS,
            "transcript: nobody speaks, so there is no transcript of the user; say the turn, or remove `of: input`",
        ),
        (
            spoken(tools={"calls": [{"name": "get_wether"}]}),
            TOOLS,
            "tools.calls.0.name: setup declares no function 'get_wether'; did you mean 'get_weather'?",
        ),
        (
            spoken(tools={"calls": [{"name": "f"}]}),
            WORDS,
            "tools.calls.0.name: setup declares no function 'f'; declare it in setup.tools",
        ),
    ],
)
def test_of_a_turn(turn: dict[str, Any], setup: dict[str, Any], line: str) -> None:
    assert said(turn, setup) == [f"turns.0.expect.{line}"]


def test_of_the_whole_session() -> None:
    expect = {"latency": {"voice_to_voice_ms": LIMIT}, "wer": {"input": LIMIT}}
    assert said(typed(), expect=expect) == [
        "expect.latency.voice_to_voice_ms: nobody speaks in this scenario, so there is no voice to count from; "
        "limit first_audible_ms, or say the turn",
        "expect.wer.input: every turn is typed, so there is nothing to transcribe; say it, or remove wer",
    ]
    assert said(recorded(), expect={"wer": {"input": LIMIT}}) == [
        "expect.wer.input: the words of turn 1 are not known; give `transcript` beside the audio"
    ]
    assert said(spoken(), expect=expect) == []
    assert said(spoken(), expect={"delivery": {"setup_ms": LIMIT, "underruns": LIMIT, "prebuffer_ms": 0}}) == []


@pytest.mark.parametrize(
    ("turn", "setup"),
    [
        (spoken(latency={"voice_to_voice_ms": LIMIT}, wer={"input": LIMIT}, transcript={"contains": "Hi"}), WORDS),
        ({**recorded(wer={"input": LIMIT}), "transcript": "Hello"}, WORDS),
        (typed(transcript={"contains": "Hi"}), TEXT),
        (spoken(transcript={"contains": "Hi", "of": "text"}), {}),
        (spoken(wer={}), {}),
        (spoken(tools={"calls": [{"name": "get_weather"}]}, latency={"tool_turn_ms": LIMIT}), TOOLS),
        (spoken(delivery={"tool_ms": LIMIT, "first_played_ms": LIMIT}), TOOLS),
        (spoken(tools={"none": True}), {}),
        ({"silence_s": 1, "expect": {"wer": {"input": LIMIT}}}, WORDS),
        (spoken(my_scorer={"input": 1}), {}),
    ],
)
def test_what_can_be_met_is_passed_over(turn: dict[str, Any], setup: dict[str, Any]) -> None:
    assert said(turn, setup) == []


def test_a_model_that_only_speaks_needs_no_modality_in_the_setup() -> None:
    scenario = scenario_from_document({"turns": [typed(transcript={"contains": "Hi"})]}, "made")
    assert not list(impossible_expectations(scenario)), "some models write unless they are told to speak"
    [found] = impossible_expectations(scenario, speaks=True)
    assert found.path == ("turns", 0, "expect", "transcript")
