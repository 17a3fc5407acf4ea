from typing import Any

import pytest

from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.model import (
    ScorerSpec,
    SilenceInput,
    Start,
    TextInput,
    Timeouts,
    ToolAnswer,
    ToolStub,
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
        },
        "setup_unchecked": {"proactivity": {"mood": "calm"}},
        "tools": {"f": {"error": "no"}, "g": [{"when": {"x": 1}, "return": {"y": 2}}, {"after_ms": 5}]},
        "turns": [{"text": "hi"}, {"silence_s": 2, "start": {"after": "input_end"}, "expect": {"silence": {}}}],
        "expect": {"wer": {}},
        "timeouts": {"setup_s": 1, "first_response_s": 2, "gap_s": 3, "turn_s": 4, "silence_s": 5.5},
        "audio": {"chunk_ms": 40, "tail_ms": 700},
        "expected_failure": "issue 7",
        "mock": {"turns": [[], []]},
    }
    scenario = scenario_from_document(document, "a/b")
    assert (scenario.id, scenario.description, scenario.tags, scenario.language) == ("a/b", "d", ("a", "b"), "pt-BR")
    assert scenario.setup == {**document["setup"], "proactivity": {"proactive_audio": True, "mood": "calm"}}
    assert scenario.tools == (
        ToolStub("f", (ToolAnswer(error="no"),)),
        ToolStub("g", (ToolAnswer({"x": 1}, {"y": 2}), ToolAnswer(after_ms=5))),
    )
    assert [turn.user for turn in scenario.turns] == [TextInput("hi"), SilenceInput(2)]
    assert [turn.index for turn in scenario.turns] == [0, 1]
    assert [turn.start for turn in scenario.turns] == [Start(), Start("input_end", 300)]
    assert scenario.turns[1].expects_silence
    assert scenario.expect == (ScorerSpec("wer", {}),)
    assert scenario.timeouts == Timeouts(1, 2, 3, 4, silence_s=5.5)
    assert (scenario.chunk_ms, scenario.tail_ms, scenario.expected_failure) == (40, 700, "issue 7")
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
