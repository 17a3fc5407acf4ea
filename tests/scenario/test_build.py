from typing import Any

import pytest

from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.model import (
    AudioInput,
    Background,
    Conditions,
    Image,
    SayInput,
    ScorerSpec,
    SecondSpeaker,
    SilenceInput,
    SoundtrackInput,
    Start,
    TextInput,
    Timeouts,
    ToolAnswer,
    ToolStub,
    Turn,
    Video,
)
from evalkit.scenario.script import Call, Complete, Disconnect, Hear, Raw, Say, Script, Step, Write


def _steps(*steps: Any) -> tuple[Step, ...]:
    document = {"turns": [{"text": "hi"}], "mock": {"turns": [list(steps)]}}
    script = scenario_from_document(document, "a").script
    assert script is not None
    return script.turns[0].steps


def test_each_step_with_all_its_options() -> None:
    assert _steps(
        {"hear": "hello"},
        {
            "say": "hi",
            "after_ms": 5,
            "lead_silence_ms": 80,
            "gain_db": -80,
            "transcript": "",
            "speaker": "B",
        },
        {"write": "t", "thought": True, "after_ms": 6},
        {"call": {"f": {"a": 1}, "g": {}}, "wait": False, "after_ms": 7},
        {"send": {"serverContent": {}}, "after_ms": 8},
        {"complete": {"reason": "RESPONSE_REJECTED"}, "after_ms": 9},
        {"disconnect": {"code": 1008, "reason": "policy"}, "after_ms": 10},
    ) == (
        Hear("hello"),
        Say("hi", 5, 80, -80, "", "B"),
        Write("t", 6, True),
        Call((("f", {"a": 1}), ("g", {})), 7, False),
        Raw({"serverContent": {}}, 8),
        Complete(9, "RESPONSE_REJECTED"),
        Disconnect(1008, "policy", 10),
    )


@pytest.mark.parametrize(
    ("steps", "played"),
    [
        ([{"say": "a"}], (Say("a"), Complete())),
        ([{"write": "a"}], (Write("a"), Complete())),
        ([{"call": {"f": {}}}], (Call((("f", {}),)), Complete())),
        ([{"call": [{"f": {"a": 1}}, {"f": {"a": 2}}]}], (Call((("f", {"a": 1}), ("f", {"a": 2}))), Complete())),
        ([{"say": "a"}, {"hear": "b"}], (Say("a"), Hear("b"), Complete())),
        ([{"complete": True}, {"say": "a"}], (Complete(), Say("a"), Complete())),
        ([{"say": "a"}, {"complete": True, "after_ms": 3}], (Say("a"), Complete(3))),
        ([{"say": "a"}, {"complete": False}], (Say("a"),)),
        ([{"complete": False}], ()),
        ([{"say": "a"}, {"send": {}}], (Say("a"), Raw({}))),
        ([{"say": "a"}, {"disconnect": {}}], (Say("a"), Disconnect(1011, ""))),
        ([{"hear": "a"}], (Hear("a"),)),
        ([{"complete": True}], (Complete(),)),
        ([], ()),
    ],
)
def test_an_answer_ends_by_itself(steps: list[Any], played: tuple[Step, ...]) -> None:
    assert _steps(*steps) == played


@pytest.mark.parametrize(
    ("mock", "script"),
    [
        ({}, Script(())),
        ({"speed": 1}, Script((), speed=1)),
        ({"setup": "silent"}, Script((), silent_setup=True)),
        ({"setup": {"close": {"code": 1007, "reason": "no"}}}, Script((), on_setup=(Disconnect(1007, "no"),))),
    ],
)
def test_how_the_mock_answers_setup(mock: dict[str, Any], script: Script) -> None:
    assert scenario_from_document({"turns": [], "mock": {**mock, "turns": []}}, "a").script == script


def test_everything_else_is_mapped() -> None:
    document: dict[str, Any] = {
        "description": "d",
        "tags": ["a", "b"],
        "language": "pt-BR",
        "setup": {
            "tools": [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}],
            "proactivity": {"proactive_audio": True},
            "session_resumption": {},
        },
        "setup_unchecked": {"proactivity": {"mood": "calm"}},
        "tools": {
            "f": {"error": "no"},
            "g": [{"when": {"x": 1}, "return": {"y": 2}}, {"after_ms": 5, "scheduling": "SILENT"}],
        },
        "turns": [
            {"text": "hi"},
            {"silence_s": 2, "start": {"after": "input_end", "reconnect": True}, "expect": {"silence": {}}},
        ],
        "expect": {"wer": {}},
        "timeouts": {"setup_s": 1, "first_response_s": 2, "gap_s": 3, "turn_s": 4, "silence_s": 5.5, "reconnect_s": 6},
        "audio": {"chunk_ms": 40, "tail_ms": 700, "end": "stream_end"},
        "expected_failure": "issue 7",
        "mock": {"turns": [[], []]},
    }
    scenario = scenario_from_document(document, "a/b")
    assert (scenario.id, scenario.description, scenario.tags, scenario.language) == ("a/b", "d", ("a", "b"), "pt-BR")
    assert scenario.setup == {**document["setup"], "proactivity": {"proactive_audio": True, "mood": "calm"}}
    assert scenario.tools == (
        ToolStub("f", (ToolAnswer(error="no"),)),
        ToolStub("g", (ToolAnswer({"x": 1}, {"y": 2}), ToolAnswer(after_ms=5, scheduling="SILENT"))),
    )
    assert [turn.user for turn in scenario.turns] == [TextInput("hi"), SilenceInput(2)]
    assert [turn.index for turn in scenario.turns] == [0, 1]
    assert [turn.start for turn in scenario.turns] == [Start(), Start("input_end", 300, reconnect=True)]
    assert scenario.turns[1].expects_silence
    assert scenario.expect == (ScorerSpec("wer", {}),)
    assert scenario.timeouts == Timeouts(1, 2, 3, 4, reconnect_s=6, silence_s=5.5)
    assert (scenario.chunk_ms, scenario.tail_ms, scenario.expected_failure) == (40, 700, "issue 7")
    assert scenario.audio_end == "stream_end"
    assert scenario.document == {key: value for key, value in document.items() if key != "mock"}


def test_defaults_are_the_models_own() -> None:
    scenario = scenario_from_document({"turns": [{"text": "hi"}]}, "a")
    assert (scenario.timeouts, scenario.chunk_ms, scenario.tail_ms, scenario.language) == (Timeouts(), 20, None, "en")
    assert (scenario.expected_failure, scenario.script, scenario.setup) == ("", None, {})


@pytest.mark.parametrize("key", ["system_instruction", "systemInstruction"])
def test_a_system_instruction_in_words_becomes_a_content(key: str) -> None:
    whole = {"role": "user", "parts": [{"text": "Be brief."}]}
    for written, built in (("Be brief.", {"parts": [{"text": "Be brief."}]}), (whole, whole)):
        document = {"setup": {key: written}, "turns": [{"text": "hi"}]}
        scenario = scenario_from_document(document, "a")
        assert scenario.setup == {key: built}
        assert scenario.document == document


def _turns(*turns: Any, **more: Any) -> tuple[Turn, ...]:
    return scenario_from_document({"turns": list(turns), **more}, "a").turns


@pytest.mark.parametrize(
    ("turn", "built"),
    [
        ({"video": "a.mp4"}, Turn(0, SoundtrackInput(), video=Video("a.mp4"))),
        (
            {"video": {"file": "a.mp4", "fit": "crop"}, "transcript": "hi"},
            Turn(0, SoundtrackInput("hi"), video=Video("a.mp4", "crop")),
        ),
        ({"say": "a", "video": "a.mp4"}, Turn(0, SayInput("a"), video=Video("a.mp4"))),
        ({"audio": "a.wav", "image": "a.png"}, Turn(0, AudioInput("a.wav"), images=(Image("a.png"),))),
        ({"text": "a", "image": {"file": "a.png"}}, Turn(0, TextInput("a"), images=(Image("a.png"),))),
        (
            {"silence_s": 1, "image": ["a.png", {"file": "b.png", "fit": "crop"}], "video": None},
            Turn(0, SilenceInput(1), images=(Image("a.png"), Image("b.png", "crop"))),
        ),
        (
            {"video": "a.mp4", "image": ["a.png"]},
            Turn(0, SoundtrackInput(), video=Video("a.mp4"), images=(Image("a.png"),)),
        ),
    ],
)
def test_what_a_turn_shows(turn: dict[str, Any], built: Turn) -> None:
    assert _turns(turn) == (built,)


_CAFE = {"file": "cafe.flac", "snr_db": 10, "seed": 7}
_SHARED = {"gain_db": -6, "background": _CAFE, "second_speaker": {"say": "psst", "snr_db": 20}}


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, Conditions(-6, Background(10, "cafe.flac", seed=7), SecondSpeaker(20, "psst"))),
        ({"gain_db": 0}, Conditions(0, Background(10, "cafe.flac", seed=7), SecondSpeaker(20, "psst"))),
        ({"background": None}, Conditions(-6, None, SecondSpeaker(20, "psst"))),
        (
            {"background": {"noise": "babble", "snr_db": 5}, "channel": "telephone"},
            Conditions(-6, Background(5, noise="babble"), SecondSpeaker(20, "psst"), "telephone"),
        ),
        (
            {"second_speaker": {"audio": "b.wav", "snr_db": 3, "delay_ms": 40}},
            Conditions(-6, Background(10, "cafe.flac", seed=7), SecondSpeaker(3, path="b.wav", delay_ms=40)),
        ),
        (
            {"second_speaker": {"say": "b", "speaker": "C", "snr_db": 3}, "background": None, "gain_db": 1},
            Conditions(1, None, SecondSpeaker(3, "b", speaker="C")),
        ),
    ],
)
def test_a_turns_conditions_replace_the_scenarios_key_by_key(own: dict[str, Any], expected: Conditions) -> None:
    turns = _turns({"say": "a", "conditions": own}, {"text": "b"}, {"silence_s": 1}, conditions=_SHARED)
    assert turns[0].conditions == expected
    assert turns[1].conditions == Conditions()
    assert turns[2].conditions == Conditions(-6, Background(10, "cafe.flac", seed=7), SecondSpeaker(20, "psst"))


def test_without_conditions_nothing_is_done_to_the_audio() -> None:
    assert _turns({"say": "a", "conditions": {}})[0].conditions == Conditions()


@pytest.mark.parametrize("behavior", [{}, {"behavior": "NON_BLOCKING"}])
def test_scheduling_is_for_functions_that_need_not_block(behavior: dict[str, str]) -> None:
    setup = {"tools": [{"function_declarations": [{"name": "f", **behavior}]}]}
    scenario = scenario_from_document({"setup": setup, "tools": {"f": {"scheduling": "WHEN_IDLE"}}, "turns": []}, "a")
    assert scenario.tools[0].answers[0].scheduling == "WHEN_IDLE"
