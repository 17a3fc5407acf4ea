"""The session decides as it goes, the trace with hindsight: on how each turn ended they must agree."""

from typing import Any

from hypothesis import HealthCheck, example, given, settings

from evalkit.scenario.script import Call, Complete, Say, Write
from tests.conversations import a_scenario
from tests.scripts import Story, stories, told
from tests.session.agreement import disagreements

INTO_SPEECH = {"say": "hello there", "start": {"after": "model_speech", "delay_ms": 400}}
AT_ONCE = {"say": "hello there", "start": {"after": "model_speech", "delay_ms": 0}}
TOOL: dict[str, Any] = {
    "setup": {"tools": [{"functionDeclarations": [{"name": "f"}]}]},
    "tools": {"f": {"return": {}, "after_ms": 300}},
}
CALL = (Call((("f", {}),)), Complete())
LONG = (Say("a very long answer indeed", after_ms=700.0), Complete())


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
@example(story=(a_scenario({"say": "hello there"}, INTO_SPEECH), (LONG, LONG)))
@example(story=(a_scenario({"say": "hello there"}, INTO_SPEECH), (LONG, ())))
@example(story=(a_scenario({"say": "hello there"}, INTO_SPEECH), (LONG[:1], (Complete(),))))
@example(story=(a_scenario({"say": "hello there"}, AT_ONCE), (LONG[:1], (Write("hm", thought=True), Complete()))))
@example(story=(a_scenario({"text": "hello"}, {"text": "hello"}), ((Write("thinking"),), (Complete(),))))
@example(story=(a_scenario({"text": "hello"}, *[{"say": "hello there"}] * 2, **TOOL), (LONG[:1], CALL, (Complete(),))))
def test_the_session_and_the_trace_agree_on_how_each_turn_ended(story: Story) -> None:
    recording = told(story)
    assert recording.close is not None
    assert [mark for mark in recording.marks if mark.name == "session_failed"] == []
    assert disagreements(recording, story[0]) == []


def test_the_trace_closes_an_answer_whose_call_was_cancelled() -> None:
    second = {"say": "hello there", "start": {"after": "tool_call", "delay_ms": 20}}
    tools = {"f": {"return": {}, "after_ms": 900}}
    setup = {"tools": [{"functionDeclarations": [{"name": "f"}]}]}
    scenario = a_scenario({"text": "hello"}, second, setup=setup, tools=tools)
    recording = told((scenario, ((Call((("f", {}),)), Complete()), (Complete(),))))
    assert disagreements(recording, scenario) == []
