"""The session decides as it goes, the trace with hindsight: on how each turn ended they must agree."""

from hypothesis import HealthCheck, example, given, settings

from evalkit.recording.model import Recording
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Call, Complete, Say, Write
from evalkit.trace.answer import answer_of
from evalkit.trace.build import build_trace
from evalkit.trace.events import Event
from evalkit.trace.trace import TurnWindow
from tests.conversations import a_scenario
from tests.scripts import Story, stories, told

INTO_SPEECH = {"say": "hello there", "start": {"after": "model_speech", "delay_ms": 400}}
AT_ONCE = {"say": "hello there", "start": {"after": "model_speech", "delay_ms": 0}}
LONG = (Say("a very long answer indeed", after_ms=700.0), Complete())


def disagreements(recording: Recording, scenario: Scenario) -> list[str]:
    """What the trace says against the session's own view of each turn; nothing of a turn that was barged into."""
    found = []
    for window in build_trace(recording, scenario).turns:
        seen = answer_of(_until_finished(window))
        expected = {
            "turn_complete": seen.end is not None,
            "no_response": seen.first_event is None and seen.end is None,
            "gap": seen.first_event is not None and not seen.completed,
            "turn_timeout": not seen.completed,
        }
        if not expected.get(window.finish, True):
            found.append(f"turn {window.index}: {window.finish}, but {seen}")
    return found


def _until_finished(window: TurnWindow) -> TurnWindow:
    def in_time(event: Event) -> bool:
        if event.t is None or window.finished_t is None:
            return False
        # What comes in the moment the session gives up comes too late; a turnComplete ends the turn in its own moment.
        return event.t < window.finished_t or (event.t == window.finished_t and window.finish == "turn_complete")

    events = tuple(event for event in window.events if in_time(event))
    return TurnWindow(turn=window.turn, events=events, finish=window.finish)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(story=stories())
@example(story=(a_scenario({"say": "hello there"}, INTO_SPEECH), (LONG, LONG)))
@example(story=(a_scenario({"say": "hello there"}, INTO_SPEECH), (LONG, ())))
@example(story=(a_scenario({"say": "hello there"}, INTO_SPEECH), (LONG[:1], (Complete(),))))
@example(story=(a_scenario({"say": "hello there"}, AT_ONCE), (LONG[:1], (Write("hm", thought=True), Complete()))))
@example(story=(a_scenario({"text": "hello"}, {"text": "hello"}), ((Write("thinking"),), (Complete(),))))
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
